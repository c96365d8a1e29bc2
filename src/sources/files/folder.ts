import type { FSWatcher } from 'node:fs';

/** A folder that is watched, or a part of one. */
export interface Folder {
  readonly path: string;
  /** Where given, only entries of these names matter: the paths that the user named. */
  readonly only?: ReadonlySet<string>;
  readonly depth: number;
  /** Distinguishes it from another folder that took its path, and is the same on every way that leads to it. */
  readonly identity: string;
  readonly device?: bigint;
  /** As what it was found; absent for the folders of the paths that the user named. */
  readonly found?: FoundFolder;
  readonly folders: Map<string, Folder>;
  /** Name to what changes with the content. */
  readonly files: Map<string, string>;
  /** Names of entries that are symbolic links. */
  readonly links: Set<string>;
  /** By folder: its own, and those that its links lead to. */
  readonly watchers: Map<string, FSWatcher>;
  gone?: true;
}

/** An entry that is a folder. */
export interface FoundFolder {
  readonly parent: Folder;
  readonly name: string;
  readonly path: string;
  readonly identity: string;
  readonly device: bigint;
  readonly isLink: boolean;
}

type Description = Pick<Folder, 'depth' | 'identity'> & Partial<Pick<Folder, 'only' | 'device' | 'found'>>;

export function newFolder(path: string, rest: Description): Folder {
  return { path, ...rest, folders: new Map(), files: new Map(), links: new Set(), watchers: new Map() };
}

export function unwatch(folder: Folder): void {
  for (const watcher of folder.watchers.values()) watcher.close();
  folder.watchers.clear();
  for (const child of folder.folders.values()) unwatch(child);
}

/** The folders that count, each once however many ways lead to it, and the ways that do not count meanwhile. */
export class FolderIndex {
  readonly #counted = new Map<string, Folder>();
  /** By identity and path. */
  readonly #twins = new Map<string, Map<string, FoundFolder>>();

  get size(): number {
    return this.#counted.size;
  }

  get(identity: string): Folder | undefined {
    return this.#counted.get(identity);
  }

  add(folder: Folder): void {
    this.#counted.set(folder.identity, folder);
  }

  /** Forgets a folder. @returns the other ways to it. */
  remove({ identity }: Folder): Iterable<FoundFolder> {
    const twins = this.#twins.get(identity)?.values() ?? [];
    this.#counted.delete(identity);
    this.#twins.delete(identity);
    return twins;
  }

  addTwin(found: FoundFolder): void {
    const twins = this.#twins.get(found.identity) ?? new Map<string, FoundFolder>();
    this.#twins.set(found.identity, twins.set(found.path, found));
  }

  removeTwin(path: string): void {
    for (const [identity, twins] of this.#twins) {
      if (twins.delete(path) && twins.size === 0) this.#twins.delete(identity);
    }
  }
}
