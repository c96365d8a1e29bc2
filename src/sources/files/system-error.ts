/** What is neither a file nor a folder, such as a pipe, a socket or a device. */
export const NO_FILE = 'this is neither a file nor a folder';

/** Whether the system says that there is nothing at the path. */
export function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Why the system refused, in words. */
export function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'cannot be read: permission denied';
  if (code === 'ELOOP') return 'cannot be read: its links go round in circles';
  return `cannot be read: ${message}`;
}
