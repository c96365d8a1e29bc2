import { type LogLevel, Standalone, type StandaloneOptions } from '../app/standalone.js';
import type { EchoServer } from '../echo/tcp-server.js';
import { colorsFor } from './colors.js';
import { type EchoBackend, openEcho } from './echo.js';
import { RunOutput } from './run-output.js';
import { stopSignals } from './stop-signal.js';

type Callbacks = 'onLog' | 'onAccess' | 'onProblems' | 'onStatuses';

export interface RunOptions extends Omit<StandaloneOptions, 'paths' | Callbacks> {
  /** Built-in backends to start beside it. */
  readonly echo: readonly EchoBackend[];
  readonly logLevel: LogLevel;
}

/** `gatewright run`: serves until SIGTERM, SIGINT or SIGHUP (a closed terminal); a second signal ends it at once. */
export async function run(paths: readonly string[], options: RunOptions): Promise<number> {
  const output = new RunOutput({
    out: process.stdout,
    error: process.stderr,
    colors: colorsFor(process.stdout),
    level: options.logLevel,
    holderOf: (kind, key) => standalone.object(kind, key),
  });
  const echoes: EchoServer[] = [];
  const { echo, logLevel: _, ...rest } = options;
  const standalone = new Standalone({
    ...rest,
    paths,
    onLog: (level, component, message) => output.log(level, component, message),
    onAccess: (line) => output.access(line),
    onProblems: (problems) => output.problems(problems),
    onStatuses: (changed) => output.statuses(changed),
  });
  const { first, urgent } = stopSignals();
  try {
    for (const backend of echo) echoes.push(await openEcho(backend));
    const started = standalone.start();
    // Stopped while it starts, such as while Envoy is fetched: there is nothing to finish, and nothing to wait for.
    const early = await Promise.race([started.then(() => undefined), first]);
    if (early !== undefined) {
      output.log('info', 'gatewright', `${early} while starting`);
      started.catch(() => {});
      await standalone.kill();
      process.exit(0);
    }
    output.started(standalone.adminUrl ?? '');
    const signal = await first;
    output.log('info', 'gatewright', `${signal}: waiting up to ${options.drainTimeout} s for requests in flight`);
    const stopped = standalone.stop();
    if ((await Promise.race([stopped.then(() => 'stopped' as const), urgent])) !== 'stopped') await standalone.kill();
    output.stopped();
    return 0;
  } finally {
    output.end();
    for (const backend of echoes) await backend.close();
  }
}
