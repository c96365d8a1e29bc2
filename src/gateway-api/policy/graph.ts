import type { Collection, CollectionsOf, Entry, Graph } from '../../collections/index.js';
import type { PolicyStatusValue, Rejection } from '../../model/index.js';
import type { KindName } from '../../resources/types.js';
import type { Settings } from '../settings.js';
import { type AffectedTarget, affectedSubject, affectedTarget } from './affected.js';
import { ancestorsOf, type UnlistedPolicy, unlistedPolicies } from './ancestors.js';
import { type Attachments, attach, candidatesOf, candidateTarget } from './attach.js';
import { type CheckedPolicy, checkPolicy, type PolicyObject, referencesOf } from './checked-policy.js';
import { loserOf, lossesOf, type Placement, placement } from './placement.js';
import type { AnyPolicyKind, References, ValuesOf } from './policy-kind.js';
import { type ResolvedPolicy, resolvePolicy } from './resolved-policy.js';
import { policyStatus } from './status.js';
import type { TargetReads } from './target-place.js';

/** The policies of one kind before their references are followed. */
export interface AttachedPolicies<Kind extends AnyPolicyKind = AnyPolicyKind> {
  readonly kind: Kind;
  readonly checked: Collection<CheckedPolicy>;
  /** By target. */
  readonly attachments: Collection<Attachments>;
}

/** The policies of one kind. */
export interface WiredPolicies<Kind extends AnyPolicyKind = AnyPolicyKind> extends AttachedPolicies<Kind> {
  /** By key of the policy. */
  readonly resolved: Collection<ResolvedPolicy<ValuesOf<Kind>>>;
}

type Inputs = { readonly [K in KindName]?: Collection<unknown> };

/** Wires which policies there are and what they target, for each kind of a registry. */
export function attachPolicies<Kinds extends Readonly<Record<string, AnyPolicyKind>>>(
  graph: Graph,
  kinds: Kinds,
  inputs: Inputs,
  settings: Settings,
): { readonly [N in keyof Kinds]: AttachedPolicies<Kinds[N]> } {
  const wired = Object.entries(kinds).map(([name, kind]) => [name, attachKind(graph, kind, inputs, settings)]);
  return Object.fromEntries(wired) as { readonly [N in keyof Kinds]: AttachedPolicies<Kinds[N]> };
}

function attachKind(graph: Graph, kind: AnyPolicyKind, inputs: Inputs, settings: Settings): AttachedPolicies {
  const input = inputs[kind.kind as KindName];
  if (input === undefined) throw new Error(`The translation does not read ${kind.kind} objects.`);
  const objects = input as Collection<PolicyObject>;
  const checked = graph.map(`${kind.kind}.checked`, objects, {}, (policy) => checkPolicy(kind, policy, settings));
  const candidates = graph.flatMap(`${kind.kind}.candidates`, checked, {}, candidatesOf);
  const byTarget = graph.groupBy(`${kind.kind}.candidatesByTarget`, candidates, candidateTarget);
  return { kind, checked, attachments: graph.map(`${kind.kind}.attachments`, byTarget, {}, attach) };
}

/** Counts what the policies of a kind refer to, permitted or not. */
export function countReferences(
  graph: Graph,
  { kind, checked }: AttachedPolicies,
  referent: keyof References,
): Collection<number> {
  return graph.count(`${kind.kind}.${referent}`, checked, (policy) => referencesOf(kind, policy, referent));
}

/** Wires what the references of the policies of a kind lead to. */
export function resolvePolicies<Kind extends AnyPolicyKind<Reads>, Reads>(
  graph: Graph,
  policies: AttachedPolicies<Kind>,
  reads: CollectionsOf<Reads>,
): WiredPolicies<Kind> {
  const { kind, checked } = policies;
  const resolved = graph.map(`${kind.kind}.resolved`, checked, reads, (policy, lookups) =>
    resolvePolicy(kind, policy, lookups),
  );
  return { ...policies, resolved: resolved as WiredPolicies<Kind>['resolved'] };
}

/** Wires what has a `<Kind>Affected` condition, by the target whose status that is. */
export function affectedTargets(
  graph: Graph,
  policies: readonly AttachedPolicies[],
): Collection<readonly Entry<AffectedTarget>[]> {
  const affected = policies
    .filter(({ kind }) => kind.attachment === 'Inherited')
    .map(({ kind, attachments }) =>
      graph.flatMap(`${kind.kind}.affected`, attachments, {}, (attached) => affectedTarget(kind, attached)),
    );
  return graph.groupBy('affectedTargets', graph.merge('affectedByPolicies', affected), affectedSubject);
}

export interface PolicyOutcomes {
  readonly statuses: readonly Collection<PolicyStatusValue>[];
  /** Policies whose own status has no room for a Gateway, by that Gateway. */
  readonly unlisted: Collection<readonly Entry<UnlistedPolicy>[]>;
  /** What inherited policies state at their targets: by kind and then by target. */
  readonly placements: ReadonlyMap<string, Collection<Placement<unknown>>>;
}

/** Wires where policies apply, and what is said about it in their statuses. */
export function placePolicies(
  graph: Graph,
  policies: readonly WiredPolicies[],
  targets: CollectionsOf<TargetReads>,
  rejections: Collection<readonly Entry<Rejection>[]>,
  settings: Settings,
): PolicyOutcomes {
  const inherited = policies.filter(({ kind }) => kind.attachment === 'Inherited');
  const placements = new Map(
    inherited.map(({ kind, attachments, resolved }) => [
      kind.kind as string,
      graph.map(`${kind.kind}.placements`, attachments, { ...targets, attachments, resolved }, (attached, lookups) =>
        placement(kind, attached, lookups, lookups),
      ),
    ]),
  );
  const placed = policies.map((each) => {
    const { kind, checked, attachments } = each;
    const ancestors = graph.map(`${kind.kind}.ancestors`, checked, { ...targets, attachments }, (policy, lookups) =>
      ancestorsOf(kind, policy, lookups),
    );
    return { ...each, ancestors };
  });
  const unlisted = placed.map(({ kind, ancestors }) =>
    graph.flatMap(`${kind.kind}.unlisted`, ancestors, {}, (found, _, policy) => unlistedPolicies(kind, policy, found)),
  );
  return {
    placements,
    unlisted: graph.groupBy('unlistedPolicies', graph.merge('unlistedByKind', unlisted), ({ gateway }) => gateway),
    statuses: placed.map(({ kind, checked, ancestors, resolved }) => {
      const inheriting = placements.get(kind.kind);
      const reads = {
        ...{ ancestors, resolved, rejections },
        ...(inheriting && { losses: losses(graph, kind, inheriting) }),
      };
      return graph.flatMap(`${kind.kind}.statuses`, checked, reads, (policy, lookups) =>
        policyStatus(kind, policy, lookups, settings),
      );
    }),
  };
}

/** By the policy that loses. */
function losses(graph: Graph, { kind }: AnyPolicyKind, placements: Collection<Placement<unknown>>) {
  return graph.groupBy(`${kind}.lossesByPolicy`, graph.flatMap(`${kind}.losses`, placements, {}, lossesOf), loserOf);
}
