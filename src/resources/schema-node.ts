/** A CEL rule of a schema, translated to a function. */
export interface Rule {
  /** The rule as it is written in the CRD. */
  readonly rule: string;
  readonly message: string;
  /** Looks at the old value too, so it holds for every new object. */
  readonly transition: boolean;
  /** Throws where CEL's evaluation errs. */
  readonly holds: (self: unknown, oldSelf: unknown) => unknown;
}

/** One schema as it is stored: the OpenAPI keywords that structural schemas have, other schemas by their position. */
export interface SchemaNode {
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly listType?: string;
  readonly listMapKeys?: readonly string[];
  /** Fields that are not in `properties` may be anything. */
  readonly preserveUnknown?: boolean;
  readonly properties?: Readonly<Record<string, number>>;
  readonly items?: number;
  readonly additionalProperties?: number;
  readonly anyOf?: readonly number[];
  readonly oneOf?: readonly number[];
  readonly not?: number;
  readonly rules?: readonly number[];
}

export interface SchemaRoot {
  /** The object without apiVersion, kind, metadata and status. */
  readonly object: number;
  /** The shape of the status, if the kind has one. */
  readonly status?: number;
  /** The status of a new object. */
  readonly statusDefault?: unknown;
}
