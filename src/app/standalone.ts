import { join } from 'node:path';
import { type AdminServer, splitAddress, startAdmin } from '../admin/server.js';
import { bootstrap } from '../envoy/bootstrap.js';
import { bucketingProbe } from '../envoy/bucketing-probe.js';
import { SHARED_PROXY } from '../gateway-api/settings.js';
import type { ObjectStatus } from '../model/index.js';
import { LastGood } from '../sources/files/last-good.js';
import { FileSource } from '../sources/files.js';
import { SourceError, type SourceProblem, type SourceUpdate } from '../sources/source.js';
import { findEnvoy } from '../standalone/envoy-binary.js';
import { EnvoyProcess } from '../standalone/envoy-process.js';
import { LeftOver } from '../standalone/left-over.js';
import { type BindPlace, PortGuard } from '../standalone/port-guard.js';
import { accepts } from '../standalone/probe.js';
import { StateDir } from '../standalone/state-dir.js';
import { UserError } from '../user-error.js';
import { type CacheChange, XdsCache, XdsServer } from '../xds/index.js';
import { LISTENER } from '../xds/type-rules.js';
import { adminRoutes } from './admin-routes.js';
import { metricsOf } from './metrics.js';
import { Pipeline, type PipelineChange } from './pipeline.js';
import { standaloneSettings } from './settings.js';
import { version } from './version.js';

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
  #pipeline: Pipeline | undefined;
  #envoy: EnvoyProcess | undefined;
  /** Envoys that an earlier gatewright left behind; they serve until ours is ready. */
  #leftOver: readonly LeftOver[] = [];
  #replacing: Promise<unknown> | undefined;
  #admin: AdminServer | undefined;
  readonly #ports: PortGuard;
  /** Listeners that Envoy must not open yet, by name. */
  readonly #heldBack = new Map<string, CacheChange>();
  /** The last of what is being delivered; one after the other, since ports have to be tried before. */
  #delivery: Promise<void> = Promise.resolve();
  #portProblems: ReadonlyMap<string, string> = new Map();
  #problems: readonly SourceProblem[] = [];
  #synced = false;
  #restarts = 0;

  constructor(options: StandaloneOptions) {
    this.#options = options;
    this.#ports = new PortGuard({
      releaseMs: options.drainTimeout * 1000 + PORT_GRACE_MS,
      onFree: () => this.#publish({ resources: [], statuses: new Map() }, true),
    });
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

  async start(): Promise<void> {
    try {
      await this.#start();
    } catch (error) {
      await this.#close();
      throw error instanceof SourceError ? new UserError(error.message) : error;
    }
  }

  /** Lets requests in flight finish, then stops everything. */
  async stop(): Promise<void> {
    await this.#envoy?.drainAndStop({ timeoutMs: this.#options.drainTimeout * 1000 });
    await this.#replacing;
    await this.#close();
  }

  /** Stops at once. */
  async kill(): Promise<void> {
    await this.#close();
  }

  async #start(): Promise<void> {
    const { paths, envoyPath, stateDir, accessLog, onLog } = this.#options;
    const { port: adminPort } = this.#adminAddress();
    const state = StateDir.open({ paths, ...(stateDir !== undefined && { stateDir }) });
    this.#state = state;
    const lastGood = new LastGood(join(state.path, LAST_GOOD), version, (message) => onLog('warn', 'state', message));
    const source = new FileSource(paths, { lastGood });
    this.#source = source;
    const binary = await findEnvoy({
      ...(envoyPath !== undefined && { envoyPath }),
      onProgress: (text) => onLog('info', 'envoy', text),
    });
    const bucketingSupported = await accepts(binary, bucketingProbe(), state.path);
    if (!bucketingSupported)
      onLog(
        'warn',
        'envoy',
        'this Envoy can not choose routes by shard; many routes on one listener will change slowly',
      );
    const pipeline = new Pipeline({
      settings: standaloneSettings(this.#options.bind, [adminPort]),
      envoy: { accessLog: accessLog === true ? 'stdout' : 'off', bucketingSupported },
      onError: ({ collection, key, error }) =>
        onLog('error', 'translation', `${collection} ${key}: ${error instanceof Error ? error.stack : String(error)}`),
    });
    this.#pipeline = pipeline;
    await this.#startAdmin(pipeline);
    await this.#startXds(state, pipeline);
    this.#envoy = this.#createEnvoy(binary, state);
    await source.start((update) => this.#take(update, pipeline));
    this.#envoy.start();
  }

  #adminAddress(): { readonly host: string; readonly port: number } {
    try {
      return splitAddress(this.#options.admin);
    } catch (error) {
      throw new UserError(`--admin ${(error as Error).message}, e.g. 127.0.0.1:19000`);
    }
  }

  async #startAdmin(pipeline: Pipeline): Promise<void> {
    const view = {
      pipeline,
      xds: this.#xds,
      cache: this.#cache,
      problems: () => this.#problems,
      restarts: () => this.#restarts,
      notReady: () => {
        if (!this.#synced) return 'the files are not read yet';
        return this.#envoy?.ready === true ? undefined : 'Envoy is not ready';
      },
    };
    try {
      this.#admin = await startAdmin(this.#options.admin, adminRoutes({ ...view, metrics: metricsOf(view) }));
    } catch (error) {
      const why =
        (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
          ? 'is taken'
          : `can not be opened: ${(error as Error).message}`;
      throw new UserError(`the admin address ${this.#options.admin} ${why}; choose another with --admin`);
    }
  }

  async #startXds(state: StateDir, pipeline: Pipeline): Promise<void> {
    await this.#xds.bind(`unix:${state.socketPath('xds.sock')}`);
    this.#cache.onRejection(({ audience, typeUrl, name, rejection }) => {
      const type = typeUrl.slice(typeUrl.lastIndexOf('.') + 1);
      if (rejection) this.#options.onLog('warn', 'xds', `Envoy rejected ${type} ${name}: ${rejection.reason}`);
      else this.#options.onLog('info', 'xds', `Envoy no longer rejects ${type} ${name}`);
      // It is reported from within a stream or a transaction, which has to be through before the next one begins.
      setImmediate(() =>
        this.#publish(pipeline.reject([{ proxy: audience, typeUrl, name, reason: rejection?.reason }])),
      );
    });
  }

  #createEnvoy(binary: string, state: StateDir): EnvoyProcess {
    const { concurrency, drainTimeout, onLog, onAccess } = this.#options;
    // Its own, since an Envoy that is being replaced is still to be reached.
    const adminSocket = state.socketPath(`envoy-${process.pid}.sock`);
    const envoy: EnvoyProcess = new EnvoyProcess({
      binary,
      bootstrap: bootstrap({
        node: { id: SHARED_PROXY, cluster: SHARED_PROXY },
        admin: { path: adminSocket },
        xds: { place: { path: state.socketPath('xds.sock') } },
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

  #take({ changes, problems, synced }: SourceUpdate, pipeline: Pipeline): void {
    this.#problems = problems;
    this.#options.onProblems(problems);
    const change = pipeline.apply(changes);
    this.#synced ||= synced;
    this.#publish(change);
    if (synced && !this.#cache.ready) this.#delivery = this.#delivery.then(() => this.#cache.markReady());
  }

  #publish(change: PipelineChange, portsMayBeFree = false): void {
    this.#delivery = this.#delivery.then(() => this.#deliver(change, portsMayBeFree));
  }

  async #deliver({ resources, statuses }: PipelineChange, portsMayBeFree: boolean): Promise<void> {
    const pipeline = this.#pipeline;
    if (pipeline === undefined) return;
    const changed = new Set(statuses.keys());
    if (portsMayBeFree || resources.some(({ typeUrl }) => typeUrl === LISTENER)) {
      for (const key of await this.#checkPorts(pipeline)) changed.add(key);
    }
    this.#cache.update(this.#withoutHeldBack(resources));
    if (changed.size === 0) return;
    this.#options.onStatuses(new Map(Array.from(changed, (key) => [key, pipeline.model.statuses.get(key)])));
  }

  /** Tries new ports; what can not be opened shows in the status of its listener. @returns keys of statuses that changed. */
  async #checkPorts(pipeline: Pipeline): Promise<Iterable<string>> {
    const wanted = new Map<string, BindPlace[]>();
    for (const [name, { addresses, port, transport }] of pipeline.model.listeners.entries()) {
      if (transport === 'TCP')
        wanted.set(
          name,
          addresses.map((address) => ({ address, port })),
        );
    }
    if (this.#ports.knows(wanted)) return [];
    const before = this.#portProblems;
    this.#portProblems = await this.#ports.check(wanted, this.#leftOver.length > 0);
    const names = new Set([...before.keys(), ...this.#portProblems.keys()]);
    const rejections = Array.from(names, (name) => ({
      proxy: SHARED_PROXY,
      typeUrl: LISTENER,
      name,
      reason: this.#portProblems.get(name),
    })).filter(({ name, reason }) => before.get(name) !== reason);
    for (const { name, reason } of rejections) {
      this.#options.onLog('warn', 'envoy', `listener ${name}: ${reason ?? 'its port is free now'}`);
    }
    return pipeline.reject(rejections).statuses.keys();
  }

  #withoutHeldBack(resources: readonly CacheChange[]): readonly CacheChange[] {
    const delivered: CacheChange[] = [];
    for (const change of resources) {
      const isTaken = change.typeUrl === LISTENER && this.#portProblems.has(change.name);
      if (isTaken && change.resource !== undefined) this.#heldBack.set(change.name, change);
      else {
        if (change.typeUrl === LISTENER) this.#heldBack.delete(change.name);
        delivered.push(change);
      }
    }
    for (const [name, change] of this.#heldBack) {
      if (this.#portProblems.has(name)) continue;
      this.#heldBack.delete(name);
      delivered.push(change);
    }
    return delivered;
  }

  async #close(): Promise<void> {
    this.#ports.stop();
    await this.#source?.stop();
    this.#envoy?.kill();
    await this.#xds.shutdown(XDS_GRACE_MS);
    await this.#admin?.close();
    this.#state?.release();
  }
}
