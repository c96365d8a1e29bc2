import { Computed } from './computed.js';

/** At most one output per input, under the same key. */
export class MapCollection<I, O> extends Computed<I, O | undefined, O> {
  readonly kind = 'map';

  protected accept(key: string, output: O | undefined): void {
    if (this.same(key, this.values.get(key), output)) this.unchanged++;
    else this.write(key, output);
  }
}
