import type { Collection, SourceCollection } from '../collections/index.js';
import type { HeldCertificate } from '../gateway-api/certificate.js';
import type { LastCertificate } from '../model/index.js';

/**
 * Remembers the certificate that each Secret held when it could be used last, as an input of the translation: it is what proxies go on with
 * while the Secret cannot be used. It is forgotten with the Secret, and with the last reference to it.
 */
export class LastCertificates {
  readonly #source: SourceCollection<LastCertificate>;
  readonly #held: Collection<HeldCertificate>;

  constructor(source: SourceCollection<LastCertificate>, held: Collection<HeldCertificate>) {
    this.#source = source;
    this.#held = held;
    held.subscribe((changes) => {
      for (const [key, { after }] of changes) this.#note(key, after);
    });
  }

  /** Forgets those of Secrets that are not there: what was remembered from before may be of them. Within a transaction. */
  prune(): void {
    for (const [key] of [...this.#source.entries()]) this.#note(key, this.#held.get(key));
  }

  #note(key: string, held: HeldCertificate | undefined): void {
    const { uid, certificate } = held ?? {};
    if (uid === undefined) this.#source.delete(key);
    else if (certificate !== undefined) this.#source.set(key, { uid, certificate });
    else if (this.#source.get(key)?.uid !== uid) this.#source.delete(key);
  }
}
