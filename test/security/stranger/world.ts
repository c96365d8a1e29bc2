import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { credentials, Metadata } from '@grpc/grpc-js';
import { encode } from '../../../src/envoy-api/codec.js';
import type { DeltaDiscoveryResponse } from '../../../src/envoy-api/generated/envoy/service/discovery/v3.js';
import { connectAggregatedDiscovery } from '../../../src/envoy-api/service.js';
import { Authenticator } from '../../../src/security/authenticator.js';
import { Authority } from '../../../src/security/authority.js';
import { KeySet } from '../../../src/security/key-set.js';
import { ServerCertificate } from '../../../src/security/server-certificate.js';
import { MemoryCaStore } from '../../../src/security/testing/memory-ca-store.js';
import { ScriptedCluster } from '../../../src/security/testing/scripted-cluster.js';
import { TokenReviewer } from '../../../src/security/token-review.js';
import { TOKEN_AUDIENCE } from '../../../src/well-known/names.js';
import { XdsCache, XdsServer } from '../../../src/xds/index.js';
import { xdsResource } from '../../../src/xds/resource.js';
import { eventually } from '../../envoy/eventually.js';

const NAME = 'gatewright.system.svc';
const TYPE = 'type.googleapis.com/envoy.';
export const CLUSTER = `${TYPE}config.cluster.v3.Cluster`;
const SECRET = `${TYPE}extensions.transport_sockets.tls.v3.Secret`;
const PEER = fileURLToPath(new URL('peer.mjs', import.meta.url));

interface Order {
  readonly shape: string;
  readonly protocol: 'delta' | 'sotw';
  readonly authorization?: string;
  readonly tokens?: readonly string[];
  readonly localAddress?: string;
  readonly seed?: number;
  /** Default: that of the controller. */
  readonly port?: number;
  /** Connections to open, and how many of them stay. */
  readonly count?: number;
  readonly most?: number;
}

/** A controller's xDS port, with two Gateways: `good/front`, whose proxy is connected, and `bad/front`, whose is a stranger. */
export class World {
  readonly cluster = new ScriptedCluster();
  readonly cache = new XdsCache();
  server!: XdsServer;
  authenticator!: Authenticator;
  #authority!: Authority;
  #port = 0;
  /** What was published for `good/front`, by version, numbered in the order of time. */
  readonly #news = new Map<string, number>();

  async start(): Promise<void> {
    this.cache.markReady();
    this.#authority = new Authority({ store: new MemoryCaStore(), purpose: 'xDS' });
    const certificate = new ServerCertificate({ authority: this.#authority, dnsNames: [NAME] });
    await this.#authority.start();
    const keys = new KeySet({ client: this.cluster });
    await keys.refresh();
    this.authenticator = new Authenticator({
      reviewer: new TokenReviewer({ client: this.cluster, audience: TOKEN_AUDIENCE }),
      keys,
      isAlive: this.cluster.isAlive,
      audienceOf: ({ namespace, serviceAccount }) => (serviceAccount === 'front' ? `${namespace}/front` : undefined),
    });
    this.server = new XdsServer({ cache: this.cache, authenticate: this.authenticator.authenticate });
    this.#port = await this.server.bind('127.0.0.1:0', certificate.credentials);
    // As much as a large Gateway has.
    for (let index = 0; index < 200; index += 1) {
      const message = encode('envoy.config.cluster.v3.Cluster', {
        name: `c${index}`,
        alt_stat_name: 'x'.repeat(20_000),
      });
      const resource = xdsResource(CLUSTER, `c${index}`, message);
      this.cache.update([{ audience: 'bad/front', typeUrl: CLUSTER, name: `c${index}`, resource }]);
    }
  }

  async stop(): Promise<void> {
    await this.server.shutdown(100);
    this.#authority.stop();
  }

  tokenOf(namespace: string, options: Parameters<ScriptedCluster['token']>[0] = {}): string {
    const pod = this.cluster.addPod(namespace, `${namespace}-front`);
    return `Bearer ${this.cluster.token({ namespace, serviceAccount: 'front', pod, ...options })}`;
  }

  /** A well-behaved proxy. @returns how to have something new sent to it, and how to end it. */
  async connect(): Promise<{ readonly serve: () => Promise<void>; readonly end: () => void }> {
    const client = connectAggregatedDiscovery(
      `127.0.0.1:${this.#port}`,
      credentials.createSsl(Buffer.from(this.#authority.bundle)),
      { 'grpc.ssl_target_name_override': NAME, 'grpc.use_local_subchannel_pool': 1 },
    );
    const metadata = new Metadata();
    metadata.set('authorization', this.tokenOf('good'));
    const open = client.DeltaAggregatedResources as unknown as (
      with_: Metadata,
    ) => ReturnType<typeof client.DeltaAggregatedResources>;
    const stream = open.call(client, metadata);
    let failure: Error | undefined;
    let seen = 0;
    stream.on('error', (error) => {
      failure = error;
    });
    stream.on('data', ({ nonce = '', resources = [] }: DeltaDiscoveryResponse) => {
      for (const { version = '' } of resources) seen = Math.max(seen, this.#news.get(version) ?? 0);
      stream.write({ type_url: SECRET, response_nonce: nonce });
    });
    stream.write({ type_url: SECRET, resource_names_subscribe: ['news'] });
    const serve = async () => {
      const number = this.#news.size + 1;
      const resource = xdsResource(SECRET, 'news', Buffer.from(`version ${number}`));
      this.#news.set(resource.version, number);
      this.cache.update([{ audience: 'good/front', typeUrl: SECRET, name: 'news', resource }]);
      await eventually(() => {
        if (failure) throw failure;
        // Only the newest is sent.
        if (seen < number) throw new Error('the proxy has not got the news');
      });
    };
    await serve();
    return {
      serve,
      end: () => {
        stream.cancel();
        client.close();
      },
    };
  }

  /**
   * Has a stranger do something.
   *
   * @param meanwhile called when it holds what it has opened.
   * @returns what it says about it.
   */
  async order<T>(order: Order, meanwhile?: () => Promise<void>): Promise<T> {
    const peer = fork(PEER, { execArgv: [] });
    try {
      return await new Promise<T>((resolve, reject) => {
        peer.on('error', reject);
        peer.on('exit', (code) => reject(new Error(`the peer has ended with ${code}`)));
        peer.on('message', (message: { readonly ready?: true; readonly result?: T }) => {
          if (message.ready) void (meanwhile?.() ?? Promise.resolve()).then(() => peer.send({ go: true }), reject);
          else resolve(message.result as T);
        });
        const authorization = order.authorization ?? this.tokenOf('bad');
        const target = { port: this.#port, ca: this.#authority.bundle, serverName: NAME, authorization };
        peer.send({ seed: 1, ...target, ...order });
      });
    } finally {
      peer.kill();
    }
  }
}

/**
 * The longest that the event loop was held, in milliseconds of CPU of this process: a machine that is busy with others makes it look no
 * longer. Work of other threads of the process counts too.
 */
export class LoopWatch {
  longest = 0;
  #timer: NodeJS.Timeout | undefined;

  start(): void {
    let before = process.cpuUsage();
    const tick = () => {
      const now = process.cpuUsage();
      this.longest = Math.max(this.longest, (now.user + now.system - before.user - before.system) / 1_000);
      before = now;
      this.#timer = setTimeout(tick, 1);
    };
    this.#timer = setTimeout(tick, 1);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
