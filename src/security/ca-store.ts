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
   * @returns whether it did; not when somebody else was faster. What is stored then is told to whom {@link CaStore.watch} tells.
   * @throws ApiError when it cannot be written.
   */
  write(data: Readonly<Record<string, string>>, before: StoredCa | undefined): Promise<boolean>;
}
