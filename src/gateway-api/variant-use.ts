import { backendName, variantKey, variantOfKey, withoutCertificate } from '../model/backend-variant.js';
import type { BackendUse, BackendVariant } from '../model/index.js';
import { pairKey, splitPair } from './names.js';

/** A use of a BackendVariant by a proxy. */
export interface VariantUse {
  readonly proxy: string;
  readonly variant: BackendVariant;
}

/** Uses by their content, so that they can be counted. */
export function variantUseKeys({ variantUses }: { readonly variantUses: readonly VariantUse[] }): string[] {
  return [...new Set(variantUses.map(({ proxy, variant }) => pairKey(proxy, variantKey(variant))))];
}

/** A use of the Backend of a variant, under its own key. */
export function* backendUse(_: number, _reads: unknown, key: string): Generator<readonly [string, BackendUse]> {
  const [proxy, variant] = splitPair(key);
  const backend = backendName(variantOfKey(variant));
  yield [pairKey(proxy, backend), { proxy, backend }];
}

/** What the name of a Backend stands for, and that of the same without the client certificate, which rules have. */
export function* namedVariants(_: number, _reads: unknown, key: string): Generator<readonly [string, BackendVariant]> {
  const variant = variantOfKey(splitPair(key)[1]);
  for (const each of [variant, withoutCertificate(variant)]) {
    const name = backendName(each);
    if (name !== each.target) yield [name, each];
  }
}
