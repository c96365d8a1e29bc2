import { type Example, LISTENER, local, modelOf } from '../../src/envoy/testing/example.js';
import { encoding, type ModelContent } from '../../src/envoy/testing/source-model.js';
import { staticBootstrap } from '../../src/envoy/testing/static-bootstrap.js';
import type { EchoServer, Received, RunningEnvoy, SendOptions } from '../envoy/harness.js';
import { send, startEcho, startEnvoy } from '../envoy/harness.js';

/** A real Envoy with the encoded resources of an {@link Example}, and its echo upstreams. */
export interface RunningExample {
  readonly envoy: RunningEnvoy;
  /** The port of its listener. */
  readonly port: number;
  /** Echo upstreams by the short name of their backend. */
  readonly upstreams: { readonly [name: string]: EchoServer };
  request(options: Omit<SendOptions, 'to'>): Promise<Received>;
  stop(): Promise<void>;
}

/** What an example has besides its hosts: names of backends that are echo upstreams (default `a`), and others. */
export type Surroundings = Omit<Example, 'hosts'> & {
  readonly echo?: readonly string[];
  /** Delivers the routes of these tables in shards. */
  readonly sharded?: readonly string[];
  readonly accessLog?: 'stdout' | 'off';
  /** Further command-line arguments of Envoy. */
  readonly args?: readonly string[];
  /** Changes the model of the example, before it is encoded. */
  readonly change?: (content: ModelContent) => ModelContent;
};

/** Starts Envoy with the hosts of an example. */
export async function runExample(
  hosts: Example['hosts'],
  {
    echo = ['a'],
    backends,
    sharded = [],
    accessLog = 'off',
    args = [],
    change = (content) => content,
    ...rest
  }: Surroundings = {},
): Promise<RunningExample> {
  const servers = await Promise.all(echo.map(startEcho));
  const endpoints = Object.fromEntries(servers.map(({ name, port }) => [name, local(port)]));
  const encoded = encoding({ accessLog });
  for (const table of sharded) encoded.sharded.set(table, true);
  encoded.replace(change(modelOf({ ...rest, hosts, backends: { ...endpoints, ...backends } })));
  const envoy = await startEnvoy({ bootstrap: staticBootstrap(encoded.resources), args });
  const port = await envoy.port(LISTENER);
  return {
    envoy,
    port,
    upstreams: Object.fromEntries(servers.map((server) => [server.name, server])),
    request: (options) => send({ to: port, ...options }),
    stop: async () => {
      await envoy.stop();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}
