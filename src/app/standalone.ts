import { join } from 'node:path';
import { startAdmin } from '../admin/server.js';
import { bootstrap } from '../envoy/bootstrap.js';
import { SHARED_PROXY } from '../gateway-api/settings.js';
import type { ObjectStatus } from '../model/index.js';
import { keyOf } from '../resources/kinds.js';
import type { Resource } from '../resources/types.js';
import { FileSource } from '../sources/files.js';
import type { ObjectChange, Problem } from '../sources/source.js';
import { findEnvoy } from '../standalone/envoy-binary.js';
import { EnvoyProcess } from '../standalone/envoy-process.js';
import { probeBucketing } from '../standalone/probe.js';
import { openStateDir, type StateDir } from '../standalone/state-dir.js';
import { XdsCache, XdsServer } from '../xds/index.js';
import { adminRoutes } from './admin-routes.js';
import { Pipeline, type PipelineChange } from './pipeline.js';
import { standaloneSettings } from './settings.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface StandaloneOptions {
  readonly paths: readonly string[];
  /** IP addresses that listeners bind when the Gateway names none. */
  readonly bind: readonly string[];
  /** `host:port` of the admin server. */
  readonly admin: string;
  readonly envoyPath?: string;
  readonly stateDir?: string;
  readonly concurrency?: number;
  /** Seconds that requests in flight may take when stopping. */
  readonly drainTimeout: number;
  readonly accessLog?: boolean;
  readonly onLog: (level: LogLevel, component: string, message: string) => void;
  /** What the files say wrong now; the whole list, whenever it changes. */
  readonly onProblems: (problems: readonly Problem[]) => void;
  /** Statuses, when some changed: those that did, `undefined` for those that are gone. */
  readonly onStatuses: (changed: ReadonlyMap<string, ObjectStatus | undefined>) => void;
}

/** Long enough to survive a slow disk, short against the time in which somebody restarts. */
const SAVE_DELAY_MS = 500;

/**
 * Gateway API files in, a running Envoy out: everything on one machine, wired.
 *
 * Errors at the start (an unreadable path, no Envoy, a taken admin port, another gatewright at work here) reject
 * {@link start} with a UserError; afterwards they are logged and show in problems, statuses and metrics.
 */
export class Standalone {
  readonly #options: StandaloneOptions;
  readonly #cache = new XdsCache();
  #pipeline!: Pipeline;
  #state!: StateDir;
  #source!: FileSource;
  #xds!: XdsServer;
  #envoy!: EnvoyProcess;
  #admin!: { readonly url: string; close(): Promise<void> };
  #problems: readonly Problem[] = [];
  #objects = new Map<string, Resource>();
  #synced = false;
  #restarts = 0;
  #saving: NodeJS.Timeout | undefined;

  constructor(options: StandaloneOptions) {
    this.#options = options;
  }

  /** Where the admin server answers. */
  get adminUrl(): string {
    return this.#admin.url;
  }

  async start(): Promise<void> {
    const { options } = { options: this.#options };
    const binary = await findEnvoy({
      ...(options.envoyPath !== undefined && { envoyPath: options.envoyPath }),
      onProgress: (text) => options.onLog('info', 'envoy', text),
    });
    this.#state = await openStateDir({
      paths: options.paths,
      ...(options.stateDir !== undefined && { stateDir: options.stateDir }),
    });
    try {
      const adminPort = Number(options.admin.slice(options.admin.lastIndexOf(':') + 1));
      this.#pipeline = new Pipeline({
        settings: standaloneSettings(options.bind, [adminPort]),
        envoy: {
          accessLog: options.accessLog === true ? 'stdout' : 'off',
          bucketingSupported: await probeBucketing(binary, this.#state.path),
        },
        onError: ({ collection, key, error }) =>
          options.onLog(
            'error',
            'translation',
            `${collection} ${key}: ${error instanceof Error ? error.stack : String(error)}`,
          ),
      });
      this.#admin = await startAdmin({ listen: options.admin, routes: adminRoutes(this.#view()) });
      await this.#startXds();
      this.#source = new FileSource(options.paths);
      await this.#source.start({
        apply: (changes) => this.#apply(changes),
        synced: () => this.#firstListDone(),
        problems: (problems) => this.#report(problems),
      });
      await this.#startEnvoy(binary);
    } catch (error) {
      await this.#close();
      throw error;
    }
  }

  /** Lets requests in flight finish, then stops everything. */
  async stop(): Promise<void> {
    await this.#source?.stop();
    await this.#envoy?.drainAndStop({ timeoutMs: this.#options.drainTimeout * 1000 });
    await this.#close();
  }

  /** Stops at once. */
  async kill(): Promise<void> {
    this.#envoy?.kill();
    await this.#close();
  }

  async #close(): Promise<void> {
    if (this.#saving !== undefined) {
      clearTimeout(this.#saving);
      this.#save();
    }
    await this.#source?.stop();
    this.#envoy?.kill();
    await this.#xds?.shutdown(100);
    await this.#admin?.close();
    await this.#state?.release();
  }

  #view() {
    return {
      pipeline: this.#pipeline,
      cache: this.#cache,
      xds: () => this.#xds,
      problems: () => this.#problems,
      restarts: () => this.#restarts,
      /** Ready: the files are read, Envoy runs and has listeners from us. */
      notReady: () => {
        if (!this.#synced) return 'the files are not read yet';
        if (this.#envoy?.ready !== true) return 'Envoy is not ready';
        return undefined;
      },
    };
  }

  async #startXds(): Promise<void> {
    // Only this user can open the socket: who gets through is the Envoy that was started here.
    const identity = { audience: SHARED_PROXY, identity: 'standalone' };
    this.#xds = new XdsServer({ cache: this.#cache, authenticate: async () => identity });
    await this.#xds.bind(`unix:${this.#state.socketPath('xds.sock')}`);
    this.#cache.onRejection(({ audience, typeUrl, name, rejection }) => {
      if (rejection)
        this.#options.onLog(
          'warn',
          'xds',
          `Envoy rejected ${typeUrl.slice(typeUrl.lastIndexOf('.') + 1)} ${name}: ${rejection.reason}`,
        );
      // The translation runs its own transaction; the stream that reported this must be through first.
      setImmediate(() =>
        this.#publish(this.#pipeline.reject([{ proxy: audience, typeUrl, name, reason: rejection?.reason }])),
      );
    });
  }

  async #startEnvoy(binary: string): Promise<void> {
    const { concurrency, drainTimeout, onLog } = this.#options;
    const adminSocket = this.#state.socketPath('envoy-admin.sock');
    this.#envoy = new EnvoyProcess({
      binary,
      bootstrap: bootstrap({
        node: { id: SHARED_PROXY, cluster: SHARED_PROXY },
        admin: { path: adminSocket },
        xds: { place: { path: this.#state.socketPath('xds.sock') } },
      }) as object,
      dir: this.#state.path,
      adminSocket,
      drainTimeSeconds: drainTimeout,
      ...(concurrency !== undefined && { concurrency }),
      onLog: (level, message) => onLog(level, 'envoy', message),
      onState: (state, detail) => {
        if (state === 'restarting') this.#restarts++;
        onLog(state === 'restarting' ? 'warn' : 'info', 'envoy', detail ? `${state}: ${detail}` : state);
      },
    });
    await this.#envoy.start();
  }

  #apply(changes: readonly ObjectChange[]): void {
    for (const { kind, key, object } of changes) {
      if (object === undefined) this.#objects.delete(`${kind}/${key}`);
      else this.#objects.set(`${kind}/${key}`, object);
    }
    this.#publish(this.#pipeline.apply(changes));
    if (this.#synced) this.#saveSoon();
  }

  #firstListDone(): void {
    this.#restoreLastGood();
    this.#synced = true;
    this.#saveSoon();
    this.#publish(this.#pipeline.apply([]));
    this.#cache.markReady();
  }

  /** A file that is bad at the start says what it said when it was last good, as it would without the restart. */
  #restoreLastGood(): void {
    const bad = this.#source.badFiles();
    if (bad.length === 0) return;
    const restored = this.#state.lastGood()?.filter(({ file }) => bad.includes(file)) ?? [];
    const changes = restored
      .map(({ object }) => ({ kind: object.kind, key: keyOf(object), object }))
      .filter(({ kind, key }) => !this.#objects.has(`${kind}/${key}`));
    if (changes.length === 0) return;
    this.#options.onLog(
      'warn',
      'files',
      `${changes.length} objects of ${bad.join(', ')} are served as they were when these files were last good`,
    );
    this.#source.adopt(restored);
    this.#apply(changes);
  }

  #report(problems: readonly Problem[]): void {
    this.#problems = problems;
    this.#options.onProblems(problems);
  }

  #publish({ resources, statuses }: PipelineChange): void {
    this.#cache.update(resources);
    if (!this.#synced || statuses.size === 0) return;
    this.#options.onStatuses(new Map([...statuses].map(([key, { after }]) => [key, after])));
  }

  #saveSoon(): void {
    this.#saving ??= setTimeout(() => this.#save(), SAVE_DELAY_MS);
  }

  #save(): void {
    this.#saving = undefined;
    const problem = this.#state.saveLastGood(this.#source.lastGood());
    if (problem !== undefined)
      this.#options.onLog('warn', 'state', `the last good configuration could not be kept: ${problem}`);
  }
}

/** Where the last good configuration lies. */
export const lastGoodPath = (state: StateDir): string => join(state.path, 'last-good.json');
