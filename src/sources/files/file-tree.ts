import { type BigIntStats, type FSWatcher, watch } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';

const EXTENSIONS = new Set(['.yaml', '.yml', '.json']);

/** What may be different since the last look. Paths are absolute. */
export interface TreeChange {
  /** Files that are new or may have other content. */
  readonly changed: ReadonlySet<string>;
  readonly gone: ReadonlySet<string>;
}

/** A folder that is watched, or a part of one. */
interface Folder {
  readonly path: string;
  /** Where given, only entries of these names matter: the paths that the user named. */
  readonly only?: ReadonlySet<string>;
  readonly depth: number;
  /** Tells it from another folder that took its path. */
  readonly identity: string;
  readonly folders: Map<string, Folder>;
  /** Name to what changes with the content. */
  readonly files: Map<string, string>;
  /** Names of entries that are symbolic links. */
  readonly links: Set<string>;
  /** By folder: its own, and those that its links lead to. */
  readonly watchers: Map<string, FSWatcher>;
}

/** Folders nested deeper are a loop of links, or not for us. */
const MOST_DEPTH = 32;
const AT_ONCE = 64;

/** Everything is looked at again at least this often, for file systems that do not tell of changes, and for what a watch misses. */
const RESCAN_MS = 5_000;
/** The same where a folder cannot be watched. */
const POLL_MS = 1_000;
/** A rescan may take this share of the time. */
const RESCAN_SHARE = 0.01;

/**
 * The YAML and JSON files at some paths and below, watched. Entries whose name begins with a dot are passed over, unless named.
 *
 * Watches folders, not files, since editors replace files; an entry that is a link is followed, and because what a folder's
 * links lead to can change with one of them (Kubernetes swaps `..data`), an event beside a link is an event for all.
 */
export class FileTree {
  readonly #roots: readonly Folder[];
  readonly #onChange: () => void;
  readonly #dirty = new Map<Folder, Set<string> | 'all'>();
  /** Path to what is wrong with it, as long as it is. */
  readonly problems = new Map<string, string>();
  #changed = new Set<string>();
  #gone = new Set<string>();
  #unwatched = false;
  #rescan: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param onChange called, possibly often, when {@link take} may find something. */
  constructor(paths: readonly string[], onChange: () => void) {
    this.#onChange = onChange;
    const byParent = new Map<string, Set<string>>();
    for (const path of paths.map((each) => resolve(each))) {
      byParent.set(dirname(path), (byParent.get(dirname(path)) ?? new Set()).add(basename(path)));
    }
    this.#roots = Array.from(byParent, ([path, only]) => newFolder(path, { only, depth: 0, identity: path }));
    for (const root of this.#roots) this.#dirty.set(root, 'all');
  }

  /** Looks at what was not looked at yet or may have changed since. */
  async take(): Promise<TreeChange> {
    const begun = performance.now();
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    for (const [folder, names] of dirty) {
      if (names === 'all') await this.#scan(folder);
      else await forEach([...names], (name) => this.#look(folder, name, true));
    }
    if (dirty.some(([, names]) => names === 'all')) this.#scheduleRescan(performance.now() - begun);
    const change = { changed: this.#changed, gone: this.#gone };
    this.#changed = new Set();
    this.#gone = new Set();
    return change;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#rescan);
    for (const root of this.#roots) unwatch(root);
  }

  /** Looks at every entry of a folder, and at those that it had. */
  async #scan(folder: Folder): Promise<void> {
    const known = [...folder.folders.values()];
    this.#watch(folder, folder.path);
    let names = folder.only ?? new Set<string>();
    if (folder.only === undefined) {
      try {
        names = new Set(await readdir(folder.path));
        this.problems.delete(folder.path);
      } catch (error) {
        // That it is gone is found where it is an entry.
        if (!isGone(error)) this.problems.set(folder.path, reason(error));
        return;
      }
    }
    await forEach([...new Set([...names, ...folder.files.keys(), ...folder.folders.keys()])], (name) =>
      this.#look(folder, name, false),
    );
    await this.#watchTargets(folder);
    const folders = new Set(folder.folders.values());
    for (const child of known) if (folders.has(child)) await this.#scan(child);
  }

  /** @param touched whether something is known to have happened to the entry, so that its content has to be read. */
  async #look(folder: Folder, name: string, touched: boolean): Promise<void> {
    const path = join(folder.path, name);
    const named = folder.only !== undefined;
    let stats: BigIntStats;
    try {
      stats = await lstat(path, { bigint: true });
      if (stats.isSymbolicLink()) {
        if (!folder.links.has(name) && touched) this.#mark(folder);
        folder.links.add(name);
        stats = await stat(path, { bigint: true });
      } else folder.links.delete(name);
    } catch (error) {
      if (isGone(error) && !named) this.#drop(folder, name);
      else this.problems.set(path, isGone(error) ? 'there is no such file or folder' : reason(error));
      return;
    }
    if (!named && name.startsWith('.')) return;
    this.problems.delete(path);
    if (stats.isDirectory()) await this.#lookAtFolder(folder, name, stats);
    else if (stats.isFile() && (named || EXTENSIONS.has(extname(name).toLowerCase()))) {
      if (folder.folders.has(name)) this.#drop(folder, name);
      const content = `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}`;
      if (touched || folder.files.get(name) !== content) this.#changed.add(path);
      folder.files.set(name, content);
      this.#gone.delete(path);
    } else {
      this.#drop(folder, name);
      if (named) this.problems.set(path, 'this is neither a file nor a folder');
    }
  }

  async #lookAtFolder(parent: Folder, name: string, { dev, ino }: BigIntStats): Promise<void> {
    const path = join(parent.path, name);
    const identity = `${dev}:${ino}`;
    const known = parent.folders.get(name);
    if (known?.identity === identity) return;
    if (parent.depth >= MOST_DEPTH) {
      this.problems.set(path, `folders are nested more than ${MOST_DEPTH} deep`);
      return;
    }
    const folder = newFolder(path, { depth: parent.depth + 1, identity });
    this.#drop(parent, name);
    parent.folders.set(name, folder);
    await this.#scan(folder);
  }

  /** The entry is not there or is something else; all files that it stood for are gone. */
  #drop(folder: Folder, name: string): void {
    folder.links.delete(name);
    if (folder.files.delete(name)) this.#remove(join(folder.path, name));
    const child = folder.folders.get(name);
    if (child === undefined) return;
    folder.folders.delete(name);
    unwatch(child);
    this.#dirty.delete(child);
    for (const path of filesOf(child)) this.#remove(path);
    this.problems.delete(child.path);
  }

  #remove(path: string): void {
    this.#changed.delete(path);
    this.#gone.add(path);
    this.problems.delete(path);
  }

  #mark(folder: Folder, name?: string): void {
    if (this.#stopped) return;
    const names = this.#dirty.get(folder);
    if (name === undefined) this.#dirty.set(folder, 'all');
    else if (names === undefined) this.#dirty.set(folder, new Set([name]));
    else if (names !== 'all') names.add(name);
    this.#onChange();
  }

  #watch(folder: Folder, path: string): void {
    if (folder.watchers.has(path) || this.#stopped) return;
    const own = path === folder.path;
    try {
      const watcher = watch(path, (_event, name) => {
        const { only, links, files } = folder;
        if (!own || name === null || links.has(name)) this.#mark(folder);
        else if (only !== undefined && !only.has(name) && !name.startsWith('..')) return;
        else if (links.size > 0 && !files.has(name)) this.#mark(folder);
        else this.#mark(folder, name);
      });
      folder.watchers.set(path, watcher);
      watcher.on('error', () => {
        watcher.close();
        folder.watchers.delete(path);
        this.#unwatched = true;
      });
    } catch (error) {
      // It can be gone already; otherwise the system is out of watches and the rescan has to do.
      if (!isGone(error)) this.#unwatched = true;
    }
  }

  /** Files behind links change in other folders. */
  async #watchTargets(folder: Folder): Promise<void> {
    const targets = new Set<string>([folder.path]);
    for (const name of folder.links) {
      if (!folder.files.has(name)) continue;
      const target = await realpath(join(folder.path, name)).catch(() => undefined);
      if (target !== undefined) targets.add(dirname(target));
    }
    for (const [path, watcher] of folder.watchers) {
      if (targets.has(path)) continue;
      watcher.close();
      folder.watchers.delete(path);
    }
    for (const path of targets) this.#watch(folder, path);
  }

  #scheduleRescan(tookMs: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#rescan);
    const every = this.#unwatched || this.problems.size > 0 ? POLL_MS : RESCAN_MS;
    this.#rescan = setTimeout(
      () => {
        for (const root of this.#roots) this.#mark(root);
      },
      Math.max(every, tookMs / RESCAN_SHARE),
    ).unref();
  }
}

function newFolder(path: string, rest: Pick<Folder, 'depth' | 'identity'> & Partial<Pick<Folder, 'only'>>): Folder {
  return { path, ...rest, folders: new Map(), files: new Map(), links: new Set(), watchers: new Map() };
}

function unwatch(folder: Folder): void {
  for (const watcher of folder.watchers.values()) watcher.close();
  folder.watchers.clear();
  for (const child of folder.folders.values()) unwatch(child);
}

function* filesOf(folder: Folder): Iterable<string> {
  for (const name of folder.files.keys()) yield join(folder.path, name);
  for (const child of folder.folders.values()) yield* filesOf(child);
}

async function forEach<T>(items: readonly T[], visit: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE) await Promise.all(items.slice(at, at + AT_ONCE).map(visit));
}

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
