import { Client, type ClientDuplexStream, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';

/** What an echo backend says it received of a gRPC call. */
export interface EchoedCall {
  /** Name of the backend that answered. */
  readonly name: string;
  readonly service: string;
  readonly method: string;
  readonly host: string;
  readonly protocol: string;
  /** How many requests it has got, this one included. */
  readonly requests: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface CallOptions {
  /** `service/method`. */
  readonly method: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What became of a call. */
export interface Called {
  /** Name of the gRPC status, such as `OK`. */
  readonly code: string;
  /** What the status says besides. */
  readonly details: string;
  /** Headers of the response. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** The answer, if there was one. */
  readonly echoed: EchoedCall | undefined;
}

const identity = (bytes: Buffer) => bytes;

/** Longer than anything takes that works. */
const DEADLINE_MS = 10_000;

/** A gRPC client with one connection. Close it. */
export class GrpcClient {
  readonly #client: Client;

  /**
   * @param authority host that it asks for
   * @param ca PEM of the authorities, for TLS
   */
  constructor(port: number, authority: string, ca?: string, address = '127.0.0.1') {
    const channel = ca === undefined ? credentials.createInsecure() : credentials.createSsl(Buffer.from(ca));
    this.#client = new Client(`${address}:${port}`, channel, {
      'grpc.default_authority': authority,
      ...(ca !== undefined && { 'grpc.ssl_target_name_override': authority }),
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_retries': 0,
    });
  }

  /** A unary call. A status that is not OK does not throw. */
  call({ method, metadata = {} }: CallOptions): Promise<Called> {
    return new Promise((resolve) => {
      let headers: Called['headers'] = {};
      const done = (error: ServiceError | null, answer?: EchoedCall) => {
        const { code = status.OK, details = '' } = error ?? {};
        resolve({ code: status[code] ?? `${code}`, details, headers, echoed: answer });
      };
      this.#client
        .makeUnaryRequest(
          `/${method}`,
          identity,
          decodeEcho,
          Buffer.alloc(0),
          metadataOf(metadata),
          { deadline: Date.now() + DEADLINE_MS },
          done,
        )
        .on('metadata', (received: Metadata) => {
          headers = received.getMap();
        });
    });
  }

  /** A stream in both directions, which stays open. */
  open({ method, metadata = {} }: CallOptions): ClientDuplexStream<Buffer, EchoedCall> {
    return this.#client.makeBidiStreamRequest(`/${method}`, identity, decodeEcho, metadataOf(metadata));
  }

  close(): void {
    this.#client.close();
  }
}

function metadataOf(entries: Readonly<Record<string, string>>): Metadata {
  return Metadata.fromHttp2Headers(entries);
}

/** The text in field 1 of a message, which is JSON. */
function decodeEcho(message: Buffer): EchoedCall {
  let at = 1;
  while ((message[at] ?? 0) >= 0x80) at++;
  return JSON.parse(message.toString('utf8', at + 1)) as EchoedCall;
}
