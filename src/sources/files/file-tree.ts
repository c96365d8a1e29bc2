import { type BigIntStats, watch } from 'node:fs';
import { lstat, opendir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { type Folder, FolderIndex, type FoundFolder, newFolder, unwatch } from './folder.js';
import { kernelProblem } from './kernel-file-system.js';
import { Patience } from './patience.js';
import { isGone, NO_FILE, reason } from './system-error.js';
import { TREE_LIMITS, type TreeLimits } from './tree-limits.js';

const EXTENSIONS = new Set(['.yaml', '.yml', '.json']);

/** What may be different since the last look. Paths are absolute. */
export interface TreeChange {
  /** Files that are new or may have other content. */
  readonly changed: ReadonlySet<string>;
  readonly gone: ReadonlySet<string>;
}

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
 * links lead to can change with one of them (Kubernetes swaps `..data`), an event beside a link is an event for all. A folder counts once,
 * however many ways lead to it: where it is, else by the first link to it.
 */
export class FileTree {
  readonly #roots: readonly Folder[];
  readonly #onChange: () => void;
  readonly #dirty = new Map<Folder, Set<string> | 'all'>();
  /** Path to what is wrong with it, as long as it is. */
  readonly problems = new Map<string, string>();
  readonly #limits: TreeLimits;
  readonly #patience: Patience;
  readonly #index = new FolderIndex();
  /** Folders to go into. */
  #found: FoundFolder[] = [];
  #files = 0;
  /** Where a limit was met. */
  #overflow: string | undefined;
  #changed = new Set<string>();
  #gone = new Set<string>();
  #unwatched = false;
  #rescan: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param onChange called, possibly often, when {@link take} may find something. */
  constructor(
    paths: readonly string[],
    onChange: () => void,
    {
      limits = TREE_LIMITS,
      patience = new Patience(),
    }: { readonly limits?: TreeLimits; readonly patience?: Patience } = {},
  ) {
    this.#onChange = onChange;
    this.#limits = limits;
    this.#patience = patience;
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
    const isFull = dirty.some(([, names]) => names === 'all');
    if (isFull && this.#overflow !== undefined) {
      this.problems.delete(this.#overflow);
      this.#overflow = undefined;
    }
    for (const [folder, names] of dirty) {
      if (names === 'all') await this.#scan(folder);
      else await forEach([...names], (name) => this.#look(folder, name, true));
    }
    await this.#enterFound();
    if (isFull) this.#scheduleRescan(performance.now() - begun);
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
        names = await this.#patience.ask(folder.path, () => this.#namesIn(folder.path));
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

  async #namesIn(path: string): Promise<ReadonlySet<string>> {
    const names = new Set<string>();
    for await (const { name } of await opendir(path, { bufferSize: 1_000 })) {
      if (names.size < this.#limits.entries) names.add(name);
      else {
        this.#refuse(join(path, name), `there are more than ${this.#limits.entries} entries in its folder`);
        break;
      }
    }
    return names;
  }

  /** @param touched whether something is known to have happened to the entry, so that its content has to be read. */
  async #look(folder: Folder, name: string, touched: boolean): Promise<void> {
    const path = join(folder.path, name);
    const named = folder.only !== undefined;
    let stats: BigIntStats;
    let isLink = false;
    try {
      stats = await this.#patience.ask(path, () => lstat(path, { bigint: true }));
      isLink = stats.isSymbolicLink();
      if (isLink) {
        if (!folder.links.has(name) && touched) this.#mark(folder);
        folder.links.add(name);
        stats = await this.#patience.ask(path, () => stat(path, { bigint: true }));
      } else folder.links.delete(name);
    } catch (error) {
      if (isGone(error) && !named) this.#drop(folder, name);
      else this.problems.set(path, isGone(error) ? 'there is no such file or folder' : reason(error));
      return;
    }
    if (!named && name.startsWith('.')) return;
    this.problems.delete(path);
    if (stats.isDirectory()) this.#lookAtFolder(folder, name, stats, isLink);
    else if (stats.isFile() && (named || EXTENSIONS.has(extname(name).toLowerCase()))) {
      if (folder.folders.has(name)) this.#drop(folder, name);
      const problem = isLink && stats.dev !== folder.device ? await this.#kernelProblem(path) : undefined;
      if (problem !== undefined) {
        this.#drop(folder, name);
        this.problems.set(path, problem);
        return;
      }
      if (!this.#hasRoom(folder, name)) return;
      const content = `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}`;
      if (touched || folder.files.get(name) !== content) this.#changed.add(path);
      folder.files.set(name, content);
      this.#gone.delete(path);
    } else {
      this.#drop(folder, name);
      if (named) this.problems.set(path, NO_FILE);
    }
  }

  #hasRoom(folder: Folder, name: string): boolean {
    if (folder.files.has(name)) return true;
    if (this.#files >= this.#limits.files) {
      this.#refuse(join(folder.path, name), `there are more than ${this.#limits.files} files`);
      return false;
    }
    this.#files++;
    return true;
  }

  /** One problem for all that is beyond a limit, since there may be no end of it. */
  #refuse(path: string, limit: string): void {
    if (this.#overflow !== undefined && this.problems.has(this.#overflow)) return;
    this.#overflow = path;
    this.problems.set(path, `${limit}: this and others are not read`);
  }

  #lookAtFolder(parent: Folder, name: string, { dev, ino }: BigIntStats, isLink: boolean): void {
    const identity = `${dev}:${ino}`;
    if (parent.folders.get(name)?.identity === identity) return;
    this.#drop(parent, name);
    this.#found.push({ parent, name, path: join(parent.path, name), identity, device: dev, isLink });
  }

  /** Goes into the folders that were found, and those below: first those that are where they are, then by links, each in order. */
  async #enterFound(): Promise<void> {
    while (this.#found.length > 0 && !this.#stopped) {
      const sorted = this.#found.sort((a, b) => (a.path < b.path ? -1 : 1));
      const here = sorted.filter(({ isLink }) => !isLink);
      const next = here.length > 0 ? here : sorted.slice(0, 1);
      this.#found = here.length > 0 ? sorted.filter(({ isLink }) => isLink) : sorted.slice(1);
      for (const found of next) await this.#enter(found);
    }
  }

  async #enter(found: FoundFolder): Promise<void> {
    const { parent, name, path, identity, device, isLink } = found;
    if (parent.gone || parent.folders.get(name)?.identity === identity) return;
    const other = this.#index.get(identity);
    if (other !== undefined) {
      if (isLink || other.found?.isLink !== true) return this.#index.addTwin(found);
      this.#drop(other.found.parent, other.found.name);
      this.#index.addTwin(other.found);
    }
    const { depth, folders } = this.#limits;
    if (this.#index.size >= folders) return this.#refuse(path, `there are more than ${folders} folders`);
    const problem =
      parent.depth >= depth
        ? `folders are nested more than ${depth} deep`
        : device !== parent.device && (await this.#kernelProblem(path));
    if (problem) {
      this.problems.set(path, problem);
      return;
    }
    const folder = newFolder(path, { depth: parent.depth + 1, identity, device, found });
    parent.folders.set(name, folder);
    this.#index.add(folder);
    await this.#scan(folder);
  }

  #kernelProblem(path: string): Promise<string | undefined> {
    return this.#patience.ask(path, () => kernelProblem(path)).catch(() => undefined);
  }

  /** The entry is not there or is something else; all files that it stood for are gone. */
  #drop(folder: Folder, name: string): void {
    const path = join(folder.path, name);
    folder.links.delete(name);
    this.#index.removeTwin(path);
    this.problems.delete(path);
    if (folder.files.delete(name)) {
      this.#files--;
      this.#remove(path);
    }
    const child = folder.folders.get(name);
    if (child === undefined) return;
    folder.folders.delete(name);
    unwatch(child);
    this.#leave(child);
  }

  /** Forgets a folder; where another way leads to it, it is found again there. */
  #leave(folder: Folder): void {
    folder.gone = true;
    this.#dirty.delete(folder);
    for (const path of this.problems.keys()) if (path.startsWith(`${folder.path}/`)) this.problems.delete(path);
    this.#found.push(...this.#index.remove(folder));
    this.#files -= folder.files.size;
    for (const name of folder.files.keys()) this.#remove(join(folder.path, name));
    for (const child of folder.folders.values()) this.#leave(child);
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
      const path = join(folder.path, name);
      const target = await this.#patience.ask(path, () => realpath(path)).catch(() => undefined);
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

async function forEach<T>(items: readonly T[], visit: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE) await Promise.all(items.slice(at, at + AT_ONCE).map(visit));
}
