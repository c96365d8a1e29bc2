import type { KindName, ResourceByKind } from '../../resources/types.js';
import type { Problem } from '../problem.js';
import type { Transport } from '../protocol.js';
import type { Referrer } from '../reference-grant.js';
import type { Settings } from '../settings.js';
import type { TargetKind } from './target-kind.js';

/**
 * A kind of policy, as data: what it can target and which sections it has. The mechanism does the rest. Source: GEP-713.
 *
 * @typeParam K kind of the objects
 * @typeParam Values resolved value of each section, by the name of its field in `spec`
 * @typeParam Reads lookups by which references are followed
 */
export interface PolicyKind<K extends KindName, Values, Reads> {
  readonly kind: K;
  /** API group of the kind, by which ReferenceGrants name it. */
  readonly group: string;
  /**
   * `Direct`: the most specific policy of a target decides alone (BackendTLSPolicy).
   * `Inherited`: sections are inherited and merged over the whole hierarchy; the status has `Programmed`, and targets have `<Kind>Affected`.
   */
  readonly attachment: 'Direct' | 'Inherited';
  readonly targets: readonly TargetKind[];
  /** Transports of the ports of Services that it applies to; absent: all. */
  readonly transports?: readonly Transport[];
  /** The units of inheritance. A field of `Values` without a section does not compile. */
  readonly sections: { readonly [S in keyof Values]-?: PolicySection<SectionField<K, S>, Values[S], Reads> };
  /** Problems of the rest of the spec; a policy with one cannot be honoured in any section. */
  check?(spec: SpecOf<K>): readonly Problem[];
}

/** `spec` of the objects of a kind. */
export type SpecOf<K extends KindName> = ResourceByKind[K] extends { readonly spec: infer Spec } ? Spec : never;

/** Type of the field of a section. */
type SectionField<K extends KindName, S> = S extends keyof SpecOf<K> ? NonNullable<SpecOf<K>[S]> : never;

/**
 * One section of a policy: a field of its spec that is inherited, replaced and disabled as a whole.
 * The field may have `disable: true`, which removes what is inherited, and `inherit: Before | After` where the section has a `join`.
 */
export interface PolicySection<Field, Value, Reads, Checked = unknown> {
  /** The section is checked even where the field is missing. */
  readonly required?: true;
  /** Everything that can be checked without other objects. */
  check(field: Field | undefined, context: SectionCheck): Checked;
  /** What the section refers to, whether or not it is permitted. */
  references?(checked: Checked, namespace: string): References;
  /** Follows the references, in the namespace of the policy that has the section. */
  readonly resolve: (checked: Checked, place: SectionPlace, reads: Reads) => ResolvedSection<Value>;
  /** One value out of two, in order, for `inherit`. Absent: the section can only be replaced. */
  join?(first: Value, second: Value): Value;
  /** Resources of Envoy whose rejection means that the section has no effect. */
  delivered?(value: Value): readonly DeliveredName[];
}

export interface SectionPlace {
  /** `spec.<section>`, for messages. */
  readonly field: string;
  readonly from: Referrer;
}

export interface SectionCheck {
  /** `spec.<section>`, for messages. */
  readonly field: string;
  readonly settings: Settings;
  /** A section with a problem cannot be honoured. */
  report(problem: Problem): void;
}

/** Keys of what is referred to, by kind of referent. */
export interface References {
  /** By `trustSourceName`. */
  readonly trustSources?: readonly string[];
  /** `namespace/name`. */
  readonly secrets?: readonly string[];
}

/** A section with its references followed. */
export interface ResolvedSection<Value> {
  /** Absent: the section cannot be honoured, and what it governs must not be served without it. */
  readonly value?: Value;
  /** Why there is no value. */
  readonly problem?: Problem;
  /** References that lead nowhere. */
  readonly unresolved?: Problem;
}

export interface DeliveredName {
  readonly type: 'Secret' | 'Cluster';
  readonly name: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the mechanism hands each section only what the same section made.
type Anything = any;

/** Any kind of policy, for the mechanism itself. */
export interface AnyPolicyKind<Reads = Anything> {
  readonly kind: KindName;
  readonly group: string;
  readonly attachment: 'Direct' | 'Inherited';
  readonly targets: readonly TargetKind[];
  readonly transports?: readonly Transport[];
  readonly sections: Readonly<Record<string, PolicySection<Anything, Anything, Reads, Anything>>>;
  check?(spec: unknown): readonly Problem[];
}

/** Resolved values by section, of a kind of policy. */
export type ValuesOf<P> = P extends PolicyKind<KindName, infer Values, infer _Reads> ? Values : never;

/** Helps inference: the type of what `check` gives is known to the other functions of the section alone. */
export function section<Field, Value, Reads, Checked>(
  definition: PolicySection<Field, Value, Reads, Checked>,
): PolicySection<Field, Value, Reads> {
  return definition as PolicySection<Field, Value, Reads>;
}
