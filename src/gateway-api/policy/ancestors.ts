import type { Lookup } from '../../collections/index.js';
import { GATEWAY_API, pairKey } from '../names.js';
import { listed, type Problem } from '../problem.js';
import type { Attachments } from './attach.js';
import type { CheckedPolicy } from './checked-policy.js';
import { type Ancestor, ancestorKey, type Place } from './hierarchy.js';
import type { AnyPolicyKind } from './policy-kind.js';
import { describeTarget, type PolicyTarget, targetKey } from './target.js';
import { findTarget, type TargetReads } from './target-place.js';

/** The API has room for no more. Source: `ancestors` of PolicyStatus. */
const MAX_ANCESTORS = 16;

export interface AncestorReads extends TargetReads {
  /** Of the kind of the policy, by target. */
  readonly attachments: Lookup<Attachments>;
}

/** A target of a policy as the status describes it. */
export interface DescribedTarget {
  readonly target: PolicyTarget;
  readonly places: readonly Place[];
  /** Why the policy does not apply to it at all. */
  readonly problem?: Problem;
  /** What another policy of the same target decides about, while the rest is its own; for messages. */
  readonly conflicts: readonly string[];
  /** How many sections the policy decides about there, as far as the target itself goes. */
  readonly held: number;
}

/** The targets of a policy that exist, and what they belong to, sorted. */
export interface PolicyAncestors {
  readonly targets: readonly DescribedTarget[];
  readonly listed: readonly Ancestor[];
  /** Those that the status has no room for. */
  readonly unlisted: readonly Ancestor[];
}

export function ancestorsOf(kind: AnyPolicyKind, policy: CheckedPolicy, reads: AncestorReads): PolicyAncestors {
  const targets = policy.targets.flatMap((target) => describe(kind, policy, target, reads) ?? []);
  const places = targets.flatMap((each) => each.places);
  const byKey = new Map(places.map(({ ancestor }) => [ancestorKey(ancestor), ancestor]));
  const all = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ancestor]) => ancestor);
  return { targets, listed: all.slice(0, MAX_ANCESTORS), unlisted: all.slice(MAX_ANCESTORS) };
}

/** Warns that the status has no room for all of its ancestors. */
export function roomWarning({ unlisted }: PolicyAncestors): readonly string[] {
  if (unlisted.length === 0) return [];
  const others = unlisted.map(({ kind, key }) => `${kind} ${key}`);
  return [`there is room for ${MAX_ANCESTORS} ancestors only. The policy applies to ${listed(others)} too.`];
}

/** A policy that applies to a Gateway and has no entry for it in its own status. */
export interface UnlistedPolicy {
  readonly kind: string;
  /** Key of the policy. */
  readonly policy: string;
  /** Key of the Gateway. */
  readonly gateway: string;
}

/**
 * The Gateways whose own status has to name the policy. Source: `ancestors` of PolicyStatus.
 *
 * @param policy key of the policy
 */
export function* unlistedPolicies(
  kind: AnyPolicyKind,
  policy: string,
  { unlisted }: PolicyAncestors,
): Generator<readonly [string, UnlistedPolicy]> {
  for (const { kind: ancestor, key: gateway } of unlisted) {
    if (ancestor !== 'Gateway') continue;
    yield [pairKey(gateway, `${kind.kind}/${policy}`), { kind: kind.kind, policy, gateway }];
  }
}

export function ancestorRef({ kind, key }: Ancestor) {
  const slash = key.indexOf('/');
  if (slash < 0) return { group: GATEWAY_API, kind, name: key };
  return { group: GATEWAY_API, kind, namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

function describe(
  kind: AnyPolicyKind,
  policy: CheckedPolicy,
  target: PolicyTarget,
  reads: AncestorReads,
): DescribedTarget | undefined {
  const found = findTarget(target, reads, kind.transports);
  if (found === undefined) return undefined;
  const attached = reads.attachments.get(targetKey(target))?.sections ?? {};
  const sections = Object.keys(policy.sections);
  const lost = sections.filter((name) => attached[name]?.policy !== policy.key);
  const winners = [...new Set(lost.flatMap((name) => attached[name]?.policy ?? []))];
  const what = describeTarget(target);
  const conflict = (names: string) =>
    `${names}: ${kind.kind} ${listed(winners)} decides about ${what}; it is older or first by name.`;
  const isLost = sections.length > 0 && lost.length === sections.length;
  const problem = found.problem ?? (isLost ? { reason: 'Conflicted', message: conflict(target.field) } : undefined);
  return {
    target,
    places: found.places,
    ...(problem && { problem }),
    held: sections.length - lost.length,
    conflicts:
      problem === undefined && lost.length > 0 ? [conflict(lost.map((name) => `spec.${name}`).join(', '))] : [],
  };
}
