import { closeSync, constants, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;

/**
 * Writes a file that only this user can read, as a whole or not at all. What is at the path before is replaced: a link is never followed,
 * wherever it leads.
 *
 * @throws Error of the file system, such as ENOSPC; the file is as it was then.
 */
export function writePrivate(path: string, text: string): void {
  const aside = `${path}.new`;
  try {
    rmSync(aside, { force: true });
    const file = openSync(aside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    try {
      writeFileSync(file, text);
    } finally {
      closeSync(file);
    }
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}
