import type { Backend, Endpoints } from '../model/index.js';

/** A Backend that exists, whether it is used or not. */
export interface KnownBackend {
  readonly backend: Backend;
  /** Where the Endpoints of a Service's port come from. */
  readonly slices?: SliceSource;
  /** The Endpoints themselves, where they are given. */
  readonly endpoints?: Endpoints;
}

/** The EndpointSlices of a Service, by the name of its port. */
export interface SliceSource {
  /** `namespace/name`. */
  readonly service: string;
  /** Empty for a port without a name. */
  readonly port: string;
}
