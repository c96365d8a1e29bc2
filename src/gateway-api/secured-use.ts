import type { Collection, Reader } from '../collections/index.js';
import type { Backend, BackendUse, ClientTls, TrustBundleUse } from '../model/index.js';
import { pairKey, splitPair } from './names.js';

/** A use of a Backend with TLS. */
export interface SecuredUse {
  readonly proxy: string;
  readonly tls: ClientTls;
}

export function securedUse(
  { proxy, backend }: BackendUse,
  backends: Collection<Backend>,
  read: Reader,
): SecuredUse | undefined {
  const tls = read.get(backends, backend)?.tls;
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

export function trustBundleUse(_: number, key: string): TrustBundleUse {
  const [proxy, trustBundle] = splitPair(key);
  return { proxy, trustBundle };
}
