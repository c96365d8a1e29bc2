import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { decode, encode } from '../../src/envoy-api/codec.js';
import type { CheckRequest, CheckResponse } from '../../src/envoy-api/generated/envoy/service/auth/v3.js';
import type { StatusCode } from '../../src/envoy-api/generated/envoy/type/v3.js';

/** A request that an authorization server is asked about. */
export interface Check {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** What an authorization server says: 200 allows. With gRPC the headers are those to set in the request, or in the answer to the client. */
export interface Verdict {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
}

/** An authorization server on 127.0.0.1. */
export interface AuthorizationServer {
  readonly port: number;
  /** What it was asked so far. */
  readonly checks: readonly Check[];
  close(): Promise<void>;
}

/** Starts an authorization server that is asked by HTTP/1.1. */
export async function startHttpAuthorization(decide: (check: Check) => Verdict): Promise<AuthorizationServer> {
  const checks: Check[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const check = {
      method: request.method ?? '',
      path: request.url ?? '',
      host: request.headers.host ?? '',
      headers: request.headers as Check['headers'],
      body: Buffer.concat(chunks).toString(),
    };
    checks.push(check);
    const { status, headers } = decide(check);
    response.writeHead(status, headers).end();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    checks,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Starts an authorization server that is asked by gRPC (`envoy.service.auth.v3.Authorization`). */
export async function startGrpcAuthorization(decide: (check: Check) => Verdict): Promise<AuthorizationServer> {
  const checks: Check[] = [];
  const server = new Server();
  const name = 'envoy.service.auth.v3';
  const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const method = {
    path: `/${name}.Authorization/Check`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (message: CheckRequest) => asBuffer(encode(`${name}.CheckRequest`, message)),
    requestDeserialize: (bytes: Buffer) => decode(`${name}.CheckRequest`, bytes),
    responseSerialize: (message: CheckResponse) => asBuffer(encode(`${name}.CheckResponse`, message)),
    responseDeserialize: (bytes: Buffer) => decode(`${name}.CheckResponse`, bytes),
  };
  server.addService(
    { Check: method },
    {
      Check({ request }: ServerUnaryCall<CheckRequest, CheckResponse>, answer: sendUnaryData<CheckResponse>) {
        const { method = '', path = '', host = '', headers = {}, body = '' } = request.attributes?.request?.http ?? {};
        const check = { method, path, host, headers, body };
        checks.push(check);
        answer(null, checkResponse(decide(check)));
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return {
    port,
    checks,
    close: async () => server.forceShutdown(),
  };
}

const PERMISSION_DENIED = 7;

function checkResponse({ status, headers = {} }: Verdict): CheckResponse {
  const options = Object.entries(headers).map(([key, value]) => ({ header: { key, value } }));
  if (status === 200) return { status: { code: 0 }, ok_response: { headers: options } };
  return {
    status: { code: PERMISSION_DENIED },
    denied_response: { status: { code: status as StatusCode }, headers: options },
  };
}
