import { invalid } from '../errors.js';
import { boolean, bytes, map, object, pointer, string } from '../go-schema.js';
import { dnsSubdomainProblem } from '../names.js';
import { checkImmutable, checkKeys, checkTotal, type Data, decodedLength } from './data.js';
import type { CoreKind } from './kind.js';

export const configMap: CoreKind = {
  schema: object({ data: map(string), binaryData: map(bytes), immutable: pointer(boolean) }),
  nameProblem: dnsSubdomainProblem,
  keepsGeneration: true,
  complete: (object) => object,
  check: ({ data, binaryData }) => {
    const texts = (data ?? {}) as Data;
    const binaries = (binaryData ?? {}) as Data;
    const both = Object.keys(texts).filter((key) => Object.hasOwn(binaries, key));
    const sizes = [
      ...Object.values(texts).map((text) => Buffer.byteLength(text)),
      ...Object.values(binaries).map(decodedLength),
    ];
    return [
      ...checkKeys(texts, 'data'),
      ...checkKeys(binaries, 'binaryData'),
      ...both.map((key) => invalid(['data', key], key, 'the key is also in binaryData')),
      ...checkTotal(sizes, []),
    ];
  },
  checkChange: (object, old) => checkImmutable(object, old, ['data', 'binaryData']),
};
