import { readFileSync } from 'node:fs';

/** CPU time of a process and all its threads since it started, in milliseconds (`/proc/PID/schedstat` of each thread would miss ended ones). */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticksPerSecond = 100;
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

/** Resident memory in MiB. */
export function rssMiB(pid: number): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB$/m);
  return Number(line?.[1] ?? Number.NaN) / 1024;
}

/** Processes started by a process, and by those, by command name. */
export function descendants(pid: number): { pid: number; command: string }[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [
    { pid: child, command: readFileSync(`/proc/${child}/comm`, 'utf8').trim() },
    ...descendants(child),
  ]);
}
