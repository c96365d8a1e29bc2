import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder whose files are replaced as kubelet does it for ConfigMaps, Secrets and projected tokens: the files are links through `..data`,
 * itself a link to a folder with a new name each time, and only that link is replaced.
 */
export class Volume {
  readonly folder: string;
  #current: string | undefined;
  #count = 0;

  static async create(): Promise<Volume> {
    return new Volume(await mkdtemp(join(tmpdir(), 'gw-volume-')));
  }

  private constructor(folder: string) {
    this.folder = folder;
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  /** Replaces all files at once. */
  async write(files: Readonly<Record<string, string>>): Promise<void> {
    const before = this.#current;
    this.#count += 1;
    const next = `..${this.#count}`;
    await mkdir(this.path(next));
    for (const [name, content] of Object.entries(files)) await writeFile(join(this.folder, next, name), content);
    await symlink(next, this.path('..data_tmp'));
    await rename(this.path('..data_tmp'), this.path('..data'));
    if (before === undefined) {
      for (const name of Object.keys(files)) await symlink(join('..data', name), this.path(name));
    } else {
      await rm(this.path(before), { recursive: true });
    }
    this.#current = next;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
