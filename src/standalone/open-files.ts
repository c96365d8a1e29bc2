import { readFileSync } from 'node:fs';

/** What Envoy opens besides connections, and for each of its worker threads: listeners, timers, libraries, the admin interface. */
const OWN = 96;
const OWN_OF_WORKER = 16;
/** A connection of a client, and one to the backend. */
const FILES_OF_CONNECTION = 2;

/**
 * How many files a process of this user may have open: the hard limit of RLIMIT_NOFILE, since Envoy raises its soft limit to it when it
 * starts. Infinity without a limit, and where there is no /proc.
 *
 * Source: proc(5), /proc/PID/limits
 */
export function mostOpenFiles(limits = ownLimits()): number {
  const [, hard] = /^Max open files +\S+ +(\d+)/m.exec(limits) ?? [];
  return hard === undefined ? Number.POSITIVE_INFINITY : Number(hard);
}

/** The connections of clients that an Envoy with so many files can serve at a time; at least one. */
export function connectionsWithin(files: number, workers: number): number {
  return Math.max(1, Math.floor((files - OWN - OWN_OF_WORKER * workers) / FILES_OF_CONNECTION));
}

function ownLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
