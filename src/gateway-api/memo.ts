/** Results of a pure function of a text. Holds as many characters of texts and results as it is given, and forgets the oldest first. */
export class Memo {
  readonly #results = new Map<string, string | undefined>();
  readonly #compute: (text: string) => string | undefined;
  readonly #mostCharacters: number;
  #characters = 0;

  constructor(compute: (text: string) => string | undefined, mostCharacters: number) {
    this.#compute = compute;
    this.#mostCharacters = mostCharacters;
  }

  of(text: string): string | undefined {
    if (this.#results.has(text)) return this.#results.get(text);
    const result = this.#compute(text);
    this.#results.set(text, result);
    this.#characters += charactersOf(text, result);
    for (const [oldest, its] of this.#results) {
      if (this.#characters <= this.#mostCharacters) break;
      this.#results.delete(oldest);
      this.#characters -= charactersOf(oldest, its);
    }
    return result;
  }
}

function charactersOf(text: string, result = ''): number {
  return text.length + result.length;
}
