import type { BackendObjectReference } from '../../resources/types.js';
import type { BackendReads, BackendReferrer, ResolvedBackend } from '../backend-ref.js';

/** Following the references of filters. */
export interface FilterReferences {
  readonly from: BackendReferrer;
  readonly reads: BackendReads;
  /**
   * Name of the Backend that a reference leads to; undefined: there is none, which the route's status says.
   * @param resolve how the kind of backend is spoken to; by default as the route's own backends
   */
  readonly follow: (ref: BackendObjectReference, field: string, resolve?: BackendResolver) => string | undefined;
}

export type BackendResolver = (
  ref: BackendObjectReference,
  field: string,
  from: BackendReferrer,
  reads: BackendReads,
) => ResolvedBackend;

/** A setting with its references followed, if anything is left of it. Undefined: requests must not be forwarded without it. */
export type ResolvedSetting<Value> = { readonly value?: Value } | undefined;
