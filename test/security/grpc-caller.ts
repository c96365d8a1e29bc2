import { connect } from 'node:http2';
import { connect as tlsConnect } from 'node:tls';
import { encode } from '../../src/envoy-api/codec.js';

const SERVICE = 'envoy.service.discovery.v3';

/** Methods that xDS knows, served here or not, and one that nobody knows. */
export const METHODS = {
  delta: `/${SERVICE}.AggregatedDiscoveryService/DeltaAggregatedResources`,
  sotw: `/${SERVICE}.AggregatedDiscoveryService/StreamAggregatedResources`,
  fetch: `/${SERVICE}.SecretDiscoveryService/FetchSecrets`,
  'delta of one type': `/${SERVICE}.SecretDiscoveryService/DeltaSecrets`,
  'sotw of one type': `/${SERVICE}.SecretDiscoveryService/StreamSecrets`,
  unknown: `/${SERVICE}.AggregatedDiscoveryService/NoSuchMethod`,
} as const;
export type Method = keyof typeof METHODS;

export interface Call {
  /** IP address; default 127.0.0.1. */
  readonly host?: string;
  readonly port: number;
  readonly ca: string;
  readonly serverName: string;
  readonly method: Method;
  readonly authorization?: string;
  readonly typeUrl: string;
  /** What is asked for by name. */
  readonly names: readonly string[];
  readonly node?: { readonly id: string; readonly cluster: string };
  /** Goes on until the server ends the call, and calls back when it has begun to serve; default: ends it after the answers. */
  readonly onServed?: () => void;
}

/** Everything that came back. */
export interface Answer {
  /** gRPC status; `undefined` when the call was served. */
  readonly status: number | undefined;
  /** Bytes of all messages. */
  readonly messages: Buffer;
  /** Names and values of all headers and trailers. */
  readonly headers: string;
}

/** Asked for last, by wildcard: its answer comes, though it is empty, after those to everything before it. */
const LAST = 'type.googleapis.com/envoy.config.route.v3.ScopedRouteConfiguration';

/** Calls a method with requests as raw as anybody's could be: without a library that might not let them out. */
export function callXds(call: Call): Promise<Answer> {
  const { host = '127.0.0.1', port, ca, serverName, method, authorization, onServed } = call;
  return new Promise((resolve, reject) => {
    const session = connect(`https://${host}:${port}`, {
      createConnection: () => tlsConnect({ port, host, servername: serverName, ca, ALPNProtocols: ['h2'] }),
    });
    session.on('error', reject);
    const stream = session.request({
      ':method': 'POST',
      ':path': METHODS[method],
      'content-type': 'application/grpc',
      te: 'trailers',
      ...(authorization !== undefined && { authorization }),
    });
    let status: number | undefined;
    let messages = Buffer.alloc(0);
    let headers = '';
    const read = (received: Readonly<Record<string, unknown>>) => {
      headers += JSON.stringify(received);
      if (received['grpc-status'] !== undefined) status = Number(received['grpc-status']);
    };
    stream.on('response', read).on('trailers', read);
    stream.on('data', (chunk: Buffer) => {
      messages = Buffer.concat([messages, chunk]);
      if (!messages.includes(LAST)) return;
      if (onServed) onServed();
      else stream.close();
    });
    stream.on('end', () => stream.close());
    stream.on('error', reject);
    stream.on('close', () => {
      session.close();
      resolve({ status, messages, headers });
    });
    stream.write(frame(requestOf(call)));
    stream.write(frame(requestOf({ ...call, typeUrl: LAST, names: [] })));
  });
}

function requestOf({ method, typeUrl, names, node }: Call): Uint8Array {
  const common = { type_url: typeUrl, ...(node && { node }) };
  return method.startsWith('delta')
    ? encode(`${SERVICE}.DeltaDiscoveryRequest`, { ...common, resource_names_subscribe: names })
    : encode(`${SERVICE}.DiscoveryRequest`, { ...common, resource_names: names });
}

/** Not compressed, with its length before it. */
function frame(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
