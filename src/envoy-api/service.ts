import {
  type ChannelCredentials,
  type Client,
  type ClientDuplexStream,
  type ClientOptions,
  type MethodDefinition,
  makeClientConstructor,
} from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { decode, encode } from './codec.js';
import type {
  DeltaDiscoveryRequest,
  DeltaDiscoveryResponse,
  DiscoveryRequest,
  DiscoveryResponse,
} from './generated/envoy/service/discovery/v3.js';
import type { MessageTypes } from './generated/messages.js';
import { type MessageName, serviceDescriptor } from './schema.js';

const packageName = 'envoy.service.discovery.v3';
const serviceName = `${packageName}.AggregatedDiscoveryService`;
const messageNames = {
  request: `${packageName}.DiscoveryRequest`,
  response: `${packageName}.DiscoveryResponse`,
  deltaRequest: `${packageName}.DeltaDiscoveryRequest`,
  deltaResponse: `${packageName}.DeltaDiscoveryResponse`,
} as const;

/** Messages are bytes in both directions: who serves it decides how much of a request is read, and encodes a response once. */
export type AggregatedDiscoveryService = {
  readonly StreamAggregatedResources: MethodDefinition<Uint8Array, Uint8Array>;
  readonly DeltaAggregatedResources: MethodDefinition<Uint8Array, Uint8Array>;
};

/** A client of the service, with messages in both directions. */
export interface AggregatedDiscoveryClient extends Client {
  StreamAggregatedResources(): ClientDuplexStream<DiscoveryRequest, DiscoveryResponse>;
  DeltaAggregatedResources(): ClientDuplexStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse>;
}

/**
 * The aggregated discovery service, for `addService` of a gRPC server. A response is sent as it is given, so that
 * one encoded response can serve every stream; encode it with `encode`, or assemble it from parts.
 */
export function aggregatedDiscoveryService(): AggregatedDiscoveryService {
  const methods = loadMethods();
  return {
    StreamAggregatedResources: serverMethod(methods.StreamAggregatedResources),
    DeltaAggregatedResources: serverMethod(methods.DeltaAggregatedResources),
  };
}

/** Connects to an aggregated discovery service. The address is what grpc-js takes: `host:port` or `unix:path`. */
export function connectAggregatedDiscovery(
  address: string,
  credentials: ChannelCredentials,
  options: ClientOptions = {},
): AggregatedDiscoveryClient {
  const methods = loadMethods();
  const { request, response, deltaRequest, deltaResponse } = messageNames;
  const Constructor = makeClientConstructor(
    {
      StreamAggregatedResources: clientMethod(methods.StreamAggregatedResources, request, response),
      DeltaAggregatedResources: clientMethod(methods.DeltaAggregatedResources, deltaRequest, deltaResponse),
    },
    serviceName,
  );
  return new Constructor(address, credentials, options) as unknown as AggregatedDiscoveryClient;
}

type LoadedMethod = MethodDefinition<object, object>;

/**
 * Paths and streaming of the methods, from the descriptor. Only these are proto-loader's: its serializers convert
 * before they encode, which is many times slower, so it is given the messages without their fields.
 */
function loadMethods(): Record<keyof AggregatedDiscoveryService, LoadedMethod> {
  const service = serviceDescriptor(serviceName);
  const nested: Record<string, object> = { AggregatedDiscoveryService: service };
  for (const { requestType, responseType } of Object.values(service.methods)) {
    for (const type of [requestType, responseType]) nested[type.slice(type.lastIndexOf('.') + 1)] = { fields: {} };
  }
  const scope = packageName.split('.').reduceRight((inner, name) => ({ [name]: { nested: inner } }), nested);
  return fromJSON({ nested: scope })[serviceName] as unknown as Record<keyof AggregatedDiscoveryService, LoadedMethod>;
}

function serverMethod(method: LoadedMethod): MethodDefinition<Uint8Array, Uint8Array> {
  return {
    ...method,
    requestSerialize: asBuffer,
    requestDeserialize: (bytes) => bytes,
    responseSerialize: asBuffer,
    responseDeserialize: (bytes) => bytes,
  };
}

function clientMethod<Request extends MessageName, Response extends MessageName>(
  method: LoadedMethod,
  request: Request,
  response: Response,
): MethodDefinition<MessageTypes[Request], MessageTypes[Response]> {
  return {
    ...method,
    requestSerialize: (message) => asBuffer(encode(request, message)),
    requestDeserialize: (bytes) => decode(request, bytes),
    responseSerialize: (message) => asBuffer(encode(response, message)),
    responseDeserialize: (bytes) => decode(response, bytes),
  };
}

/** The same memory as a Buffer, which is what grpc-js writes. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
