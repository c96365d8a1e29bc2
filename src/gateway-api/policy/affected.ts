import type { Entry, Lookup } from '../../collections/index.js';
import { affectedType, type StatusCondition } from '../../model/index.js';
import { objectKey } from '../names.js';
import { listed } from '../problem.js';
import type { Attachments } from './attach.js';
import type { AnyPolicyKind } from './policy-kind.js';
import { describeTarget, targetKey } from './target.js';
import { TARGET_KINDS, type TargetKind } from './target-kind.js';

/** A target as its own status names the policies of one kind. No content of a policy is in it, so that edits do not change it. */
export interface AffectedTarget {
  /** Key of what has the status: an object, or a listener of one. */
  readonly subject: string;
  /** Kind of the policies. */
  readonly kind: string;
  /** The policies with their sections, for messages. */
  readonly policies: readonly string[];
}

/** Policies by what has the status that names them. */
export type AffectedTargets = Lookup<readonly Entry<AffectedTarget>[]>;

export function affectedTarget(
  { kind }: AnyPolicyKind,
  { target, sections }: Attachments,
): readonly (readonly [string, AffectedTarget])[] {
  const byPolicy = new Map<string, string[]>();
  for (const [name, { policy }] of Object.entries(sections)) {
    const names = byPolicy.get(policy);
    if (names === undefined) byPolicy.set(policy, [name]);
    else names.push(name);
  }
  // Listeners have conditions of their own, rules do not.
  const isPart = target.section !== '' && TARGET_KINDS[target.kind].section !== 'listener';
  const where = isPart ? ` for ${describeTarget(target)}` : '';
  const policies = [...byPolicy].sort().map(([policy, names]) => `${policy} (${names.join(', ')})${where}`);
  const subject = targetKey(isPart ? { ...target, section: '' } : target);
  return [[`${kind}|${targetKey(target)}`, { subject, kind, policies }]];
}

export function affectedSubject({ subject }: AffectedTarget): string {
  return subject;
}

/** A `<Kind>Affected` condition for each kind of policy that targets the subject. Source: GEP-713, target object status. */
export function affectedConditions(
  subject: string,
  generation: number,
  affected: AffectedTargets,
): readonly StatusCondition[] {
  const entries = (affected.get(subject) ?? []).map(({ value }) => value);
  const kinds = [...new Set(entries.map(({ kind }) => kind))].sort();
  return kinds.map((kind) => {
    const policies = entries.filter((each) => each.kind === kind).flatMap((each) => each.policies);
    return {
      type: affectedType(kind),
      status: 'True',
      reason: 'PolicyAffected',
      message: `Affected by ${kind} ${listed(policies)}.`,
      observedGeneration: generation,
    };
  });
}

/** Those of a route; none where `affected` is absent. */
export function affectedRoute(
  { kind, namespace, name, generation }: AffectedRoute,
  affected: AffectedTargets | undefined,
): readonly StatusCondition[] {
  if (affected === undefined) return [];
  return affectedConditions(targetKey({ kind, key: objectKey(namespace, name), section: '' }), generation, affected);
}

interface AffectedRoute {
  readonly kind: TargetKind;
  readonly namespace: string;
  readonly name: string;
  readonly generation: number;
}
