import { status } from '@grpc/grpc-js';
import { BadRequest } from './bad-request.js';
import { MOST_NAMES_PER_IDENTITY, MOST_STREAMS_PER_IDENTITY } from './limits.js';

interface Holding {
  streams: number;
  names: number;
}

/** How much of the server each identity takes with all of its streams; nothing stays of one without streams. */
export class Holdings {
  readonly #byIdentity = new Map<string, Holding>();

  get size(): number {
    return this.#byIdentity.size;
  }

  /** @throws BadRequest when it has as many as it may. */
  addStream(identity: string): void {
    const holding = this.#byIdentity.get(identity) ?? { streams: 0, names: 0 };
    if (holding.streams >= MOST_STREAMS_PER_IDENTITY) {
      const details = `This proxy has ${MOST_STREAMS_PER_IDENTITY} streams already`;
      throw new BadRequest(status.RESOURCE_EXHAUSTED, 'too-many-streams', details);
    }
    holding.streams += 1;
    this.#byIdentity.set(identity, holding);
  }

  removeStream(identity: string): void {
    const holding = this.#byIdentity.get(identity);
    if (holding === undefined) return;
    holding.streams -= 1;
    if (holding.streams === 0) this.#byIdentity.delete(identity);
  }

  /** @param names fewer than zero: it takes that many less. @throws BadRequest when that are too many; they count all the same. */
  addNames(identity: string, names: number): void {
    const holding = this.#byIdentity.get(identity);
    if (holding === undefined) return;
    holding.names += names;
    if (names <= 0 || holding.names <= MOST_NAMES_PER_IDENTITY) return;
    const details = `This proxy asks for more than ${MOST_NAMES_PER_IDENTITY} names`;
    throw new BadRequest(status.RESOURCE_EXHAUSTED, 'too-many-names', details);
  }
}
