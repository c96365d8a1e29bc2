import type { Attachments } from './attach.js';
import { type Ancestor, ancestorKey, chainAbove, type Place } from './hierarchy.js';
import { type EffectiveSections, type Loss, type PolicyLookups, statementOf } from './merge.js';
import type { AnyPolicyKind } from './policy-kind.js';
import { describeTarget, targetKey } from './target.js';
import { findTarget, type TargetReads } from './target-place.js';

/** A target with policies at each of its places. Only targets with policies have one, whatever there is below them. */
export interface Placement<Values> {
  readonly places: readonly PlacedSections<Values>[];
  readonly losses: readonly PlacedLoss[];
}

export interface PlacedSections<Values> {
  readonly place: Place;
  /** What the target states there, beside what the levels above state. */
  readonly sections: EffectiveSections<Values>;
}

/** A loss, and where. */
export interface PlacedLoss extends Loss {
  readonly ancestor: Ancestor;
  /** For messages. */
  readonly where: string;
  /** Key of the target where it was decided. */
  readonly target: string;
  /** On all places of that target that belong to the ancestor, such as all listeners of a Gateway. */
  readonly everywhere: boolean;
}

/** Places the policies of a target. Keyed as the attachments are. */
export function placement<Values>(
  kind: AnyPolicyKind,
  attached: Attachments,
  lookups: PolicyLookups<Values>,
  reads: TargetReads,
): Placement<Values> | undefined {
  const target = { ...attached.target, field: '' };
  const found = findTarget(target, reads, kind.transports);
  // What does not exist in the object has no place in traffic.
  if (found === undefined || found.problem !== undefined) return undefined;
  const placed = found.places.map((place) => {
    return { place, ...statementOf(kind, attached, chainAbove(target, place, reads), lookups) };
  });
  return {
    places: placed.map(({ place, sections }) => ({ place, sections })),
    losses: lossesAt(attached.target, placed),
  };
}

type Placed = { readonly place: Place; readonly losses: readonly Loss[] };

/** A target may lose the same on several listeners of one Gateway, which is one loss. */
function lossesAt(target: Attachments['target'], placed: readonly Placed[]): readonly PlacedLoss[] {
  const all = placed.flatMap(({ place, losses }) => losses.map((loss) => ({ ...loss, ancestor: place.ancestor })));
  const distinct = new Map(all.map((loss) => [lossKey(loss), loss]));
  return Array.from(distinct, ([key, loss]) => ({
    ...loss,
    where: describeTarget(target),
    target: targetKey(target),
    everywhere:
      all.filter((each) => lossKey(each) === key).length ===
      placed.filter(({ place }) => ancestorKey(place.ancestor) === ancestorKey(loss.ancestor)).length,
  }));
}

/** Under keys that are unique among all losses. */
export function lossesOf(
  { losses }: Placement<unknown>,
  _reads: unknown,
  target: string,
): (readonly [string, PlacedLoss])[] {
  return losses.map((loss) => [`${lossKey(loss)}|${target}`, loss]);
}

/** Groups losses by the policy that loses. */
export function loserOf({ policy }: PlacedLoss): string {
  return policy;
}

function lossKey({
  policy,
  section,
  by,
  cause,
  ancestor,
}: Omit<PlacedLoss, 'where' | 'target' | 'everywhere'>): string {
  return [policy, ancestorKey(ancestor), section, cause, by].join('|');
}
