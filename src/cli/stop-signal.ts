import { constants } from 'node:os';

/** Ctrl-C, an end that is asked for, a terminal that is closed, Ctrl-\. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

export interface StopSignals {
  /** Resolves at the first one. */
  readonly first: Promise<NodeJS.Signals>;
  /** Resolves when there is no time to finish anything: at SIGQUIT, and at the next one after the first. */
  readonly urgent: Promise<NodeJS.Signals>;
}

/**
 * Takes over the signals that end a command until it is over: without a handler each would end it at once, and what it has started
 * would go on. A closed terminal sends SIGHUP more than once (the kernel and the shell do), which is not more urgent than one. The third
 * signal ends a process that does not get to its end.
 */
export function stopSignals(): StopSignals {
  const { promise: first, resolve: stop } = resolvable<NodeJS.Signals>();
  const { promise: urgent, resolve: hurry } = resolvable<NodeJS.Signals>();
  let seen = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    if (signal === 'SIGHUP' && seen > 0) return;
    seen += 1;
    stop(signal);
    if (seen > 1 || signal === 'SIGQUIT') hurry(signal);
    if (seen > 2) process.exit(128 + constants.signals[signal]);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  handlers.add(onSignal);
  return { first, urgent };
}

const handlers = new Set<NodeJS.SignalsListener>();

/** Lets signals end the process at once again: the command is over, and whatever still runs has nothing to finish. */
export function giveBackSignals(): void {
  for (const handler of handlers) for (const signal of SIGNALS) process.off(signal, handler);
  handlers.clear();
}

function resolvable<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
