import type { Lookup } from '../collections/index.js';
import type { Backend, BackendUse, ClientTls, TrustBundleUse } from '../model/index.js';
import { pairKey, splitPair } from './names.js';

/** A use of a Backend with TLS. */
export interface SecuredUse {
  readonly proxy: string;
  readonly tls: ClientTls;
}

export function securedUse(
  { proxy, backend }: BackendUse,
  { backends }: { readonly backends: Lookup<Backend> },
): SecuredUse | undefined {
  const tls = backends.get(backend)?.tls;
  return tls && { proxy, tls };
}

/** Uses of certificates, by proxy and name. */
export function clientCertificateUseKeys({ proxy, tls }: SecuredUse): string[] {
  return tls.certificate === undefined ? [] : [pairKey(proxy, tls.certificate)];
}

/** Uses of trust bundles, by proxy and name. */
export function serverTrustUseKeys({ proxy, tls }: SecuredUse): string[] {
  return [pairKey(proxy, tls.trustBundle)];
}

export function trustBundleUse(_: number, _reads: unknown, key: string): TrustBundleUse {
  const [proxy, trustBundle] = splitPair(key);
  return { proxy, trustBundle };
}
