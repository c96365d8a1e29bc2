/** What is read of a tree of folders at most. */
export interface TreeLimits {
  /** How deep folders are nested. */
  readonly depth: number;
  readonly folders: number;
  readonly files: number;
  /** Entries of one folder, whatever they are. */
  readonly entries: number;
}

export const TREE_LIMITS: TreeLimits = { depth: 32, folders: 10_000, files: 100_000, entries: 200_000 };
