import type { KindName, ObjectMeta } from '../../resources/types.js';
import { objectKey } from '../names.js';
import { type Problem, summarize } from '../problem.js';
import type { Settings } from '../settings.js';
import type { AnyPolicyKind, References } from './policy-kind.js';
import { type PolicyTarget, readTargets, type TargetRef } from './target.js';

/** A policy of any kind, checked as far as possible without other objects. */
export interface CheckedPolicy {
  readonly kind: KindName;
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly generation: number;
  /** RFC 3339; empty when unknown. */
  readonly created: string;
  /** Present: its sections hold against those of more specific policies. Source: GEP-713, strategies. */
  readonly override?: true;
  readonly targets: readonly PolicyTarget[];
  /** References in `targetRefs` that cannot lead to a target. */
  readonly refusedTargets: readonly Problem[];
  /** Those that the policy has. */
  readonly sections: Readonly<Record<string, CheckedSection>>;
  /** Why no section can be honoured. */
  readonly problem?: Problem;
}

/** How a section relates to those that it inherits. */
export interface SectionTerms {
  /** Present: the inherited section is removed. */
  readonly disabled?: true;
  /** Where its own list stands relative to the inherited one; absent: instead of it. */
  readonly inherit?: 'Before' | 'After';
}

export interface CheckedSection extends SectionTerms {
  /** What `check` gave; absent when the section is disabled. */
  readonly checked?: unknown;
  /** Why the section cannot be honoured. */
  readonly problem?: Problem;
}

/** What the mechanism reads of the object of a policy. */
export interface PolicyObject {
  readonly metadata: ObjectMeta;
  readonly spec?: PolicySpec;
}

type PolicySpec = Readonly<Record<string, unknown>> & {
  readonly targetRefs?: readonly TargetRef[];
  readonly strategy?: 'Default' | 'Override';
};

export function checkPolicy(kind: AnyPolicyKind, { metadata, spec }: PolicyObject, settings: Settings): CheckedPolicy {
  const { name, namespace = '', generation = 0, creationTimestamp = '' } = metadata;
  const clusterNamespaces = settings.policyNamespaces;
  const limits = { targets: kind.targets, ...(clusterNamespaces && { clusterNamespaces }) };
  const { targets, refused } = readTargets(spec?.targetRefs ?? [], namespace, limits);
  const sections = Object.keys(kind.sections).flatMap((name): [string, CheckedSection][] => {
    const checked = checkSection(kind, name, spec?.[name], settings);
    return checked === undefined ? [] : [[name, checked]];
  });
  const problem = summarize(kind.check?.(spec ?? {}) ?? []);
  return {
    kind: kind.kind,
    key: objectKey(namespace, name),
    namespace,
    name,
    generation,
    created: creationTimestamp,
    ...(spec?.strategy === 'Override' && { override: true as const }),
    targets,
    refusedTargets: refused,
    sections: Object.fromEntries(sections),
    ...(problem && { problem }),
  };
}

function checkSection(
  kind: AnyPolicyKind,
  name: string,
  given: unknown,
  settings: Settings,
): CheckedSection | undefined {
  const definition = kind.sections[name];
  if (definition === undefined || (given === undefined && !definition.required)) return undefined;
  const { disable, inherit } = (given ?? {}) as { readonly disable?: boolean; readonly inherit?: string };
  if (disable === true) return { disabled: true };
  const problems: Problem[] = [];
  const report = (problem: Problem) => problems.push(problem);
  const checked: unknown = definition.check(given, { field: `spec.${name}`, settings, report });
  const problem = summarize(problems);
  return {
    checked,
    ...(definition.join !== undefined && (inherit === 'Before' || inherit === 'After') && { inherit }),
    ...(problem && { problem }),
  };
}

/** Keys of what the sections of a policy refer to, of one kind of referent. */
export function referencesOf(kind: AnyPolicyKind, policy: CheckedPolicy, referent: keyof References): string[] {
  const keys = Object.entries(policy.sections).flatMap(
    ([name, { checked, disabled }]) =>
      (disabled ? undefined : kind.sections[name]?.references?.(checked, policy.namespace)?.[referent]) ?? [],
  );
  return [...new Set(keys)];
}
