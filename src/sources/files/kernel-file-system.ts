import { statfs } from 'node:fs/promises';

/** File systems that show the kernel: they have no end, and reading there can have effects. Source: linux/magic.h */
const TYPES: ReadonlyMap<number, string> = new Map([
  [0x9fa0, 'proc'],
  [0x62656572, 'sysfs'],
  [0x63677270, 'cgroup'],
  [0x27e0eb, 'cgroup'],
  [0x64626720, 'debugfs'],
  [0x74726163, 'tracefs'],
  [0x73636673, 'securityfs'],
  [0xcafe4a11, 'bpf'],
  [0x1cd1, 'devpts'],
]);

/** Why a path is not for us, where it is in a file system of the kernel. @throws Error of the system. */
export async function kernelProblem(path: string): Promise<string | undefined> {
  const type = TYPES.get((await statfs(path)).type);
  return type === undefined ? undefined : `this is a part of the kernel (${type}), which is not read`;
}
