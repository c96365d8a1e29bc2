import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type AdminServer, type HostAndPort, splitAddress, startAdmin } from '../admin/server.js';
import { bootstrap, DEFAULT_MAX_CONNECTIONS } from '../envoy/bootstrap.js';
import { bucketingProbe } from '../envoy/bucketing-probe.js';
import { SHARED_PROXY } from '../gateway-api/settings.js';
import type { ObjectStatus } from '../model/index.js';
import type { KindName, ResourceByKind } from '../resources/types.js';
import { LastGood } from '../sources/files/last-good.js';
import { FileSource } from '../sources/files.js';
import type { SourceProblem, SourceUpdate } from '../sources/source.js';
import { findEnvoy } from '../standalone/envoy-binary.js';
import { EnvoyProcess } from '../standalone/envoy-process.js';
import { LeftOver } from '../standalone/left-over.js';
import { connectionsWithin, mostOpenFiles } from '../standalone/open-files.js';
import { accepts } from '../standalone/probe.js';
import { StateDir } from '../standalone/state-dir.js';
import { findSystemTrust } from '../standalone/system-trust.js';
import { UserError } from '../user-error.js';
import { shortTypeName } from '../well-known/xds-types.js';
import { XdsCache, XdsServer } from '../xds/index.js';
import { adminRoutes } from './admin-routes.js';
import { keepCertificates } from './certificate-state.js';
import { Delivery } from './delivery.js';
import { metricsOf } from './metrics.js';
import { Pipeline } from './pipeline.js';
import { notAcknowledged, notProgrammed } from './readiness.js';
import { standaloneSettings } from './settings.js';
import { standaloneMetrics } from './standalone-metrics.js';
import { Unserved } from './unserved.js';
import { judgement } from './version.js';

interface Parts {
  readonly source: FileSource;
  readonly pipeline: Pipeline;
  readonly delivery: Delivery;
  readonly unserved: Unserved;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface StandaloneOptions {
  readonly paths: readonly string[];
  /** IP addresses that listeners bind when the Gateway names none. */
  readonly bind: readonly string[];
  /** `host:port` of the admin server. */
  readonly admin: string;
  readonly envoyPath?: string;
  readonly stateDir?: string;
  /** Envoy's worker threads. */
  readonly concurrency?: number;
  /** Seconds that requests in flight may take when stopping. */
  readonly drainTimeout: number;
  readonly accessLog?: boolean;
  readonly onLog: (level: LogLevel, component: string, message: string) => void;
  /** A line of the access log. */
  readonly onAccess: (line: string) => void;
  /** What is wrong with the files now; the whole list, whenever it may have changed. */
  readonly onProblems: (problems: readonly SourceProblem[]) => void;
  /** Statuses that changed, `undefined` for those that are gone. */
  readonly onStatuses: (changed: ReadonlyMap<string, ObjectStatus | undefined>) => void;
}

/** Name in the state folder: what the files said when they were last good. */
const LAST_GOOD = 'last-good.jsonl';
/** Name in the state folder: the Envoys that run. */
const ENVOYS = 'envoys.json';
/** How long the last responses may take to leave when stopping. */
const XDS_GRACE_MS = 100;
/** How much longer than its drain time Envoy may hold the port of a listener that is gone. */
const PORT_GRACE_MS = 5_000;
/** Fewer at a time are said when it starts. */
const FEW_CONNECTIONS = 1_000;

/**
 * Gateway API files in, a running Envoy out: everything on one machine, wired.
 *
 * What is wrong at the start (an unreadable path, no Envoy, a taken admin port, another gatewright at work here) makes
 * {@link start} reject with a UserError; afterwards it is logged and shows in problems, statuses and metrics.
 */
export class Standalone {
  readonly #options: StandaloneOptions;
  readonly #cache = new XdsCache();
  readonly #xds: XdsServer;
  #state: StateDir | undefined;
  #source: FileSource | undefined;
  #envoy: EnvoyProcess | undefined;
  /** Envoys that an earlier gatewright left behind; they serve until ours is ready. */
  #leftOver: readonly LeftOver[] = [];
  #replacing: Promise<unknown> | undefined;
  #admin: AdminServer | undefined;
  #pipeline: Pipeline | undefined;
  #delivery: Delivery | undefined;
  #problems: readonly SourceProblem[] = [];
  #synced = false;
  #stopped = false;
  #restarts = 0;

  constructor(options: StandaloneOptions) {
    this.#options = options;
    // Only this user can open the socket: who gets through is the Envoy that was started here.
    this.#xds = new XdsServer({
      cache: this.#cache,
      authenticate: () => ({ audience: SHARED_PROXY, identity: SHARED_PROXY }),
    });
  }

  /** Where the admin server answers. */
  get adminUrl(): string | undefined {
    return this.#admin?.url;
  }

  /** An object that the files have now. */
  object<K extends KindName>(kind: K, key: string): ResourceByKind[K] | undefined {
    return this.#pipeline?.objects(kind)?.get(key) as ResourceByKind[K] | undefined;
  }

  async start(): Promise<void> {
    try {
      await this.#start();
    } catch (error) {
      await this.#close();
      throw error;
    }
  }

  /** Lets requests in flight finish, then stops everything. */
  async stop(): Promise<void> {
    await this.#envoy?.drainAndStop({ timeoutMs: this.#options.drainTimeout * 1000 });
    await this.#replacing;
    await this.#close();
  }

  /** Stops at once. Envoy is ended before anything else is waited for. */
  async kill(): Promise<void> {
    this.#stopped = true;
    this.#envoy?.kill();
    await this.#close();
  }

  async #start(): Promise<void> {
    const { paths, envoyPath, stateDir, onLog } = this.#options;
    const admin = splitAddress(this.#options.admin);
    const state = StateDir.open({ paths, ...(stateDir !== undefined && { stateDir }) });
    this.#state = state;
    const lastGood = new LastGood(join(state.path, LAST_GOOD), judgement, (message) => onLog('warn', 'state', message));
    const source = new FileSource(paths, { lastGood });
    this.#source = source;
    // Files are read while Envoy is looked for; what they say waits until there is somebody to tell.
    const early: SourceUpdate[] = [];
    let take = (update: SourceUpdate): void => void early.push(update);
    await source.start((update) => take(update));
    const binary = await findEnvoy({
      ...(envoyPath !== undefined && { envoyPath }),
      onProgress: (text) => onLog('info', 'envoy', text),
    });
    const pipeline = await this.#createPipeline(binary, state, admin);
    this.#pipeline = pipeline;
    const delivery = this.#createDelivery(pipeline);
    this.#delivery = delivery;
    await this.#startAdmin(pipeline);
    await this.#startXds(state, pipeline, delivery);
    if (this.#stopped) return;
    this.#envoy = this.#createEnvoy(binary, state);
    this.#envoy.start();
    const unserved = new Unserved(pipeline);
    take = (update) => this.#take(update, { source, pipeline, delivery, unserved });
    for (const update of early) take(update);
  }

  async #createPipeline(binary: string, state: StateDir, admin: HostAndPort): Promise<Pipeline> {
    const { accessLog, bind, onLog } = this.#options;
    const bucketingSupported = await accepts(binary, bucketingProbe(), state.path);
    if (!bucketingSupported) {
      onLog('warn', 'envoy', 'this Envoy can not choose routes by shard: with many routes, changes will take long');
    }
    const pipeline = new Pipeline({
      settings: { ...standaloneSettings(bind, admin), ...findSystemTrust() },
      envoy: { accessLog: accessLog === true ? 'stdout' : 'off', bucketingSupported },
      onError: ({ collection, key, error }) =>
        onLog('error', 'translation', `${collection} ${key}: ${error instanceof Error ? error.stack : String(error)}`),
    });
    keepCertificates(pipeline, state, (message) => onLog('warn', 'state', message));
    return pipeline;
  }

  #createDelivery(pipeline: Pipeline): Delivery {
    const { drainTimeout, onLog, onStatuses } = this.#options;
    return new Delivery({
      pipeline,
      cache: this.#cache,
      releaseMs: drainTimeout * 1000 + PORT_GRACE_MS,
      sharesPorts: () => this.#leftOver.length > 0,
      onWarning: (message) => onLog('warn', 'envoy', message),
      onError: (error) => onLog('error', 'delivery', error instanceof Error ? `${error.stack}` : String(error)),
      onStatuses,
    });
  }

  async #startAdmin(pipeline: Pipeline): Promise<void> {
    const view = {
      pipeline,
      xds: this.#xds,
      cache: this.#cache,
      problems: () => this.#problems,
      notReady: () => {
        if (!this.#synced) return 'the files are not read yet';
        if (this.#envoy?.ready !== true) return 'Envoy is not ready';
        const { statuses, listeners } = pipeline.model;
        return notProgrammed(statuses) ?? notAcknowledged(this.#xds.sync(), listeners);
      },
    };
    try {
      this.#admin = await startAdmin(
        this.#options.admin,
        adminRoutes({
          ...view,
          metrics: metricsOf(
            view,
            standaloneMetrics(() => this.#restarts),
          ),
        }),
      );
    } catch (error) {
      const why =
        (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
          ? 'is taken'
          : `can not be opened: ${(error as Error).message}`;
      throw new UserError(`the admin address ${this.#options.admin} ${why}; choose another with --admin`);
    }
  }

  async #startXds(state: StateDir, pipeline: Pipeline, delivery: Delivery): Promise<void> {
    await this.#xds.bind(`unix:${state.socketPath('xds.sock')}`);
    this.#cache.onRejection(({ audience, typeUrl, name, rejection }) => {
      const type = shortTypeName(typeUrl);
      if (rejection) this.#options.onLog('warn', 'xds', `Envoy rejected ${type} ${name}: ${rejection.reason}`);
      else this.#options.onLog('info', 'xds', `Envoy no longer rejects ${type} ${name}`);
      // It is reported from within a stream or a transaction, which has to be through before the next one begins.
      setImmediate(() =>
        delivery.publish(pipeline.reject([{ proxy: audience, typeUrl, name, reason: rejection?.reason }])),
      );
    });
  }

  #createEnvoy(binary: string, state: StateDir): EnvoyProcess {
    const { concurrency, drainTimeout, onLog, onAccess } = this.#options;
    const connections = connectionsWithin(mostOpenFiles(), concurrency ?? availableParallelism());
    if (connections < FEW_CONNECTIONS) {
      onLog('warn', 'envoy', `at most ${connections} connections at a time: more files may not be open (ulimit -Hn)`);
    }
    // Its own, since an Envoy that is being replaced is still to be reached.
    const adminSocket = state.socketPath(`envoy-${process.pid}.sock`);
    const envoy: EnvoyProcess = new EnvoyProcess({
      binary,
      bootstrap: bootstrap({
        node: { id: SHARED_PROXY, cluster: SHARED_PROXY },
        admin: { path: adminSocket },
        xds: { place: { path: state.socketPath('xds.sock') } },
        ...(connections < DEFAULT_MAX_CONNECTIONS && { maxConnections: connections }),
      }),
      dir: state.path,
      adminSocket,
      drainTimeSeconds: drainTimeout,
      ...(concurrency !== undefined && { concurrency }),
      onLog: (level, message) => onLog(level, 'envoy', message),
      onOutput: onAccess,
      onState: (change, detail) => {
        if (change === 'restarting') this.#restarts++;
        if (change === 'starting') {
          state.save(ENVOYS, [{ pid: envoy.pid, adminSocket }, ...this.#leftOver.map(({ record }) => record)]);
        }
        if (change === 'ready') this.#replaceLeftOver();
        onLog(change === 'restarting' ? 'warn' : 'debug', 'envoy', detail ? `${change}: ${detail}` : change);
      },
    });
    this.#leftOver = LeftOver.find(state.load(ENVOYS), envoy.bootstrapPath);
    state.sweep(this.#leftOver.map(({ record }) => record.adminSocket));
    if (this.#leftOver.length > 0)
      onLog('info', 'envoy', 'one that an earlier gatewright left serves until ours is ready');
    return envoy;
  }

  #replaceLeftOver(): void {
    if (this.#leftOver.length === 0 || this.#replacing !== undefined) return;
    const timeoutMs = this.#options.drainTimeout * 1000;
    this.#replacing = Promise.all(this.#leftOver.map((each) => each.end({ timeoutMs }))).then(() => {
      this.#leftOver = [];
      this.#options.onLog('info', 'envoy', 'the one that an earlier gatewright left has ended');
    });
  }

  #take({ changes, problems, synced }: SourceUpdate, { source, pipeline, delivery, unserved }: Parts): void {
    const change = pipeline.apply(changes);
    for (const { kind, key, resource } of changes) unserved.set(kind, key, resource);
    this.#problems = [...problems, ...unserved.problems((resource) => source.placeOf(resource))];
    this.#options.onProblems(this.#problems);
    delivery.publish(change);
    if (synced && !this.#synced) {
      delivery.publish(pipeline.pruneCertificates());
      delivery.open();
    }
    this.#synced ||= synced;
  }

  async #close(): Promise<void> {
    this.#delivery?.stop();
    await this.#source?.stop();
    this.#envoy?.kill();
    await this.#xds.shutdown(XDS_GRACE_MS);
    await this.#admin?.close();
    this.#state?.release();
  }
}
