import type { CaStore, StoredCa } from '../ca-store.js';

/** A store that several authorities share, and that a test can break. */
export class MemoryCaStore implements CaStore {
  stored: StoredCa | undefined;
  /** How many writes succeeded. */
  writes = 0;
  /** How many writes came too late. */
  conflicts = 0;
  /** Thrown by the next writes. */
  failure: Error | undefined;
  /** Whether changes are told at once, or only by {@link MemoryCaStore.tell}. */
  silent = false;
  readonly #watchers = new Set<(stored: StoredCa | undefined) => void>();
  #versions = 0;

  watch(onChange: (stored: StoredCa | undefined) => void): () => void {
    this.#watchers.add(onChange);
    onChange(this.stored);
    return () => this.#watchers.delete(onChange);
  }

  async write(data: Readonly<Record<string, string>>, before: StoredCa | undefined): Promise<boolean> {
    await Promise.resolve();
    if (this.failure) throw this.failure;
    if (before?.version !== this.stored?.version) {
      this.conflicts += 1;
      return false;
    }
    this.writes += 1;
    this.put(data);
    return true;
  }

  put(data: Readonly<Record<string, string>> | undefined): void {
    this.#versions += 1;
    this.stored = data && { data, version: String(this.#versions) };
    if (!this.silent) this.tell();
  }

  tell(): void {
    for (const watcher of this.#watchers) watcher(this.stored);
  }
}
