import { objectKey, pairKey, plainName } from '../names.js';
import type { Problem } from '../problem.js';
import { isTargetKind, TARGET_KINDS, type TargetKind } from './target-kind.js';

/** An object that a policy targets, or one named section of it. */
export interface PolicyTarget {
  readonly kind: TargetKind;
  /** `namespace/name`, or `name` of what is in no namespace. */
  readonly key: string;
  /** Name of a listener, rule or port; empty for the whole object. */
  readonly section: string;
  /** `spec.targetRefs[n]`, for messages. */
  readonly field: string;
}

/** An entry of `targetRefs`. Source: LocalPolicyTargetReferenceWithSectionName. */
export interface TargetRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly sectionName?: string;
}

/** The targets of a policy, and what is wrong with references that cannot lead to one. */
export interface ReadTargets {
  readonly targets: readonly PolicyTarget[];
  readonly refused: readonly Problem[];
}

export interface TargetLimits {
  /** Kinds that the policy can target. */
  readonly targets: readonly TargetKind[];
  /** Namespaces whose policies may target what is in no namespace; absent: all. */
  readonly clusterNamespaces?: readonly string[];
}

/** Reads the `targetRefs` of a policy, which lead to objects of its own namespace, or to those that are in none. */
export function readTargets(
  refs: readonly TargetRef[],
  namespace: string,
  { targets: allowed, clusterNamespaces }: TargetLimits,
): ReadTargets {
  const targets: PolicyTarget[] = [];
  const refused: Problem[] = [];
  for (const [index, { group, kind, name, sectionName = '' }] of refs.entries()) {
    const field = `spec.targetRefs[${index}]`;
    const refuse = (message: string) => refused.push({ reason: 'Invalid', message: `${field}: ${message}` });
    if (!isTargetKind(kind) || !allowed.includes(kind) || TARGET_KINDS[kind].group !== group) {
      refuse(`a ${kind} cannot be a target, only ${either(allowed)} can`);
      continue;
    }
    const { clusterScoped, section } = TARGET_KINDS[kind];
    if (clusterScoped && clusterNamespaces !== undefined && !clusterNamespaces.includes(namespace)) {
      refuse(`a ${kind} can only be a target of policies in namespace ${clusterNamespaces.join(' or ')}`);
    } else if (sectionName !== '' && section === undefined) {
      refuse(`a ${kind} has no sections, sectionName has to be left out`);
    } else {
      const key = clusterScoped ? plainName(name) : objectKey(namespace, name);
      targets.push({ kind, key, section: sectionName, field });
    }
  }
  return { targets, refused };
}

/** Key of a target among those of all kinds: `kind/namespace/name|section`. */
export function targetKey({ kind, key, section }: Pick<PolicyTarget, 'kind' | 'key' | 'section'>): string {
  return pairKey(`${kind}/${key}`, section === '' ? '' : plainName(section));
}

/** Keys of a whole object and of a named section of it; the object alone where the section has no name. */
export function sectionChain({
  kind,
  key,
  section,
}: Pick<PolicyTarget, 'kind' | 'key' | 'section'>): readonly string[] {
  const whole = targetKey({ kind, key, section: '' });
  return section === '' ? [whole] : [whole, targetKey({ kind, key, section })];
}

/** `Service ns/name`, or `port http of Service ns/name`; for messages. */
export function describeTarget({ kind, key, section }: Pick<PolicyTarget, 'kind' | 'key' | 'section'>): string {
  return section === '' ? `${kind} ${key}` : `${TARGET_KINDS[kind].section} ${section} of ${kind} ${key}`;
}

function either(kinds: readonly string[]): string {
  const named = kinds.map((kind) => `a ${kind}`);
  return named.length === 1 ? `${named}` : `${named.slice(0, -1).join(', ')} or ${named.at(-1)}`;
}
