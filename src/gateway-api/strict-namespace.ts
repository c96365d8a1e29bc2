import type { Lookup } from '../collections/index.js';
import type { Namespace } from '../resources/types.js';
import { MTLS_LABEL } from '../well-known/labels.js';

export interface StrictReads {
  /** Namespaces whose pods take only connections with a certificate, by name. */
  readonly strictNamespaces: Lookup<true>;
}

export function isStrict({ metadata }: Namespace): true | undefined {
  return metadata.labels?.[MTLS_LABEL] === 'strict' || undefined;
}
