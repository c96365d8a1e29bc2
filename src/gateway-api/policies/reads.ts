import type { BackendReads } from '../backend-ref.js';
import type { SecretReads } from '../certificate-ref.js';
import type { TrustReads } from '../trust-bundle.js';

/** Lookups by which sections follow their references. A kind of policy that needs others does not compile. */
export type PolicyReads = BackendReads & SecretReads & TrustReads;
