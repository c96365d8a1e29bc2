import type { TypedError } from '../errors.js';
import type { ObjectMeta } from '../meta.js';
import type { Schema } from '../schema.js';

/** An object without apiVersion and kind, as its Go type would hold it. */
export interface CoreObject {
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** How the API server judges one of its own kinds. Object and old value have passed the schema. */
export interface CoreKind {
  /** Fields and types; of the kind, without apiVersion, kind and metadata. */
  readonly schema: Schema;
  readonly nameProblem: (name: string, object: CoreObject) => string | undefined;
  /** Whether a new object keeps its `metadata.generation`. */
  readonly keepsGeneration: boolean;
  /** Adds the defaults and takes away what a new object cannot have. */
  readonly complete: (object: CoreObject) => CoreObject;
  readonly check: (object: CoreObject) => readonly TypedError[];
  /** What may not change, or not any more. */
  readonly checkChange: (object: CoreObject, old: CoreObject) => readonly TypedError[];
}
