import { Computed } from './computed.js';

/** At most one output per input, under the same key. */
export class MapCollection<I, L, O> extends Computed<I, L, O | undefined, O> {
  readonly kind = 'map';

  protected accept(key: string, output: O | undefined): boolean {
    if (this.same(key, this.values.get(key), output)) return false;
    this.write(key, output);
    return true;
  }
}
