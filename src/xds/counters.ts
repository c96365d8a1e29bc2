/** What was said about one type, over all streams since the start. */
export interface TypeCounters {
  readonly responses: number;
  readonly bytes: number;
  readonly acks: number;
  readonly nacks: number;
}

/** Counts by type URL. */
export class Counters {
  readonly #types = new Map<string, { -readonly [Key in keyof TypeCounters]: number }>();

  add(typeUrl: string, name: keyof TypeCounters, count = 1): void {
    let type = this.#types.get(typeUrl);
    if (!type) {
      type = { responses: 0, bytes: 0, acks: 0, nacks: 0 };
      this.#types.set(typeUrl, type);
    }
    type[name] += count;
  }

  byType(): ReadonlyMap<string, TypeCounters> {
    return this.#types;
  }
}
