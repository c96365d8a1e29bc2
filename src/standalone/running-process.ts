import { readFileSync } from 'node:fs';

/**
 * What tells a running process from a later one with the same number: its start time, in ticks since the machine started (proc(5),
 * /proc/PID/stat). Without /proc it is the same for every process that runs.
 *
 * @returns `undefined` when there is no such process, or when it has ended and was not waited for.
 */
export function identityOf(pid: number): string | undefined {
  if (!exists(pid)) return undefined;
  const stat = procFile(pid, 'stat');
  if (stat === undefined) return procFile(process.pid, 'stat') === undefined ? 'running' : undefined;
  // The second field is the program's name in parentheses, which may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

/** Command line of a process; empty when there is no such process or no /proc. */
export function commandLine(pid: number): string {
  return procFile(pid, 'cmdline') ?? '';
}

function exists(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}
