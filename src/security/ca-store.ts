/** What is stored, and which version of it. */
export interface StoredCa {
  readonly data: Readonly<Record<string, string>>;
  /** Of the store; only its equality means something. */
  readonly version: string;
}

/** Where the replicas share their authorities. */
export interface CaStore {
  /**
   * Tells what is stored, `undefined` when nothing is: once at first, when it is known, and after every change.
   *
   * @returns a function that ends it.
   */
  watch(onChange: (stored: StoredCa | undefined) => void): () => void;
  /**
   * Writes when there is still what was there before (nothing, when `before` is absent).
   *
   * @returns what is stored then; `undefined` when somebody else was faster.
   * @throws ApiError when it cannot be written.
   */
  write(data: Readonly<Record<string, string>>, before: StoredCa | undefined): Promise<StoredCa | undefined>;
}
