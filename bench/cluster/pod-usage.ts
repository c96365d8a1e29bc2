import { readdirSync, readFileSync } from 'node:fs';
import { cpuMs, rssMiB } from '../process-usage.js';

/** What processes have used of the CPU since they started, and hold of memory now. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly rssMiB: number;
}

/** Of all processes of pods on this machine, by the UIDs of the pods. */
export function usageOf(uids: readonly string[]): Usage {
  const pids = processesOf(uids);
  return {
    cpuSeconds: pids.reduce((sum, pid) => sum + cpuMs(pid), 0) / 1000,
    rssMiB: pids.reduce((sum, pid) => sum + rssMiB(pid), 0),
  };
}

/** By the control groups, which a kubelet names after the pod. */
function processesOf(uids: readonly string[]): readonly number[] {
  const names = uids.flatMap((uid) => [uid, uid.replaceAll('-', '_')]);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const group = readFileSync(`/proc/${pid}/cgroup`, 'utf8');
        return names.some((name) => group.includes(name));
      } catch {
        return false;
      }
    })
    .map(Number);
}
