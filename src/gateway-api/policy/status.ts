import type { Entry, Lookup } from '../../collections/index.js';
import type { PolicyAncestorStatusValue, PolicyStatusValue, Rejection, StatusCondition } from '../../model/index.js';
import { pairKey } from '../names.js';
import { listed, type Problem, summarize } from '../problem.js';
import { rejectionKey } from '../rejection.js';
import { proxyCarrying, type Settings } from '../settings.js';
import { condition } from '../status/condition.js';
import { warningText } from '../warning.js';
import { ancestorRef, type DescribedTarget, type PolicyAncestors, roomWarning } from './ancestors.js';
import type { CheckedPolicy } from './checked-policy.js';
import { type Ancestor, ancestorKey } from './hierarchy.js';
import type { PlacedLoss } from './placement.js';
import type { AnyPolicyKind } from './policy-kind.js';
import type { ResolvedPolicy } from './resolved-policy.js';

export interface PolicyStatusReads {
  /** By key of the policy, as those below. */
  readonly ancestors: Lookup<PolicyAncestors>;
  readonly resolved: Lookup<ResolvedPolicy<Readonly<Record<string, unknown>>>>;
  /** By the policy that loses; absent for kinds that are not inherited. */
  readonly losses?: Lookup<readonly Entry<PlacedLoss>[]>;
  readonly rejections: Lookup<readonly Entry<Rejection>[]>;
}

/** What a policy comes to on one of its ancestors. */
interface Outcome {
  readonly notAccepted?: Problem;
  readonly unresolved?: Problem;
  /** What the proxy has rejected of what the policy says. */
  readonly rejected?: Problem;
  /** Where others decide instead. */
  readonly partly: readonly string[];
  /** Whether others decide everywhere. */
  readonly overridden: boolean;
}

/** The status of a policy, one entry for each ancestor of its targets; none where it applies to nothing of this controller. */
export function policyStatus(
  kind: AnyPolicyKind,
  policy: CheckedPolicy,
  reads: PolicyStatusReads,
  settings: Settings,
): readonly (readonly [string, PolicyStatusValue])[] {
  const ancestors = reads.ancestors.get(policy.key);
  if (ancestors === undefined || ancestors.listed.length === 0) return [];
  const warnings = warningText(roomWarning(ancestors));
  const entries = ancestors.listed.map((ancestor): PolicyAncestorStatusValue => {
    const concerned = ancestors.targets.filter(({ places }) => places.some((place) => isOf(place.ancestor, ancestor)));
    const outcome = outcomeOn(kind, policy, ancestor, concerned, reads, settings);
    return {
      ancestorRef: ancestorRef(ancestor),
      controllerName: settings.controllerName,
      conditions: conditionsOf(kind, policy.generation, outcome, warnings),
    };
  });
  const { namespace, name, key } = policy;
  // The table of kinds says that every kind of policy has this status.
  const status = { kind: kind.kind as PolicyStatusValue['kind'], namespace, name, status: { ancestors: entries } };
  return [[`${kind.kind}/${key}`, status]];
}

function conditionsOf(
  { attachment }: AnyPolicyKind,
  generation: number,
  { notAccepted, unresolved, rejected, partly, overridden }: Outcome,
  warnings: string,
): readonly StatusCondition[] {
  const refused = attachment === 'Direct' ? (notAccepted ?? rejected) : notAccepted;
  const conditions = [
    condition('Accepted', generation, refused, { reason: 'Accepted', message: `The policy is accepted.${warnings}` }),
    condition('ResolvedRefs', generation, unresolved, {
      reason: 'ResolvedRefs',
      message: 'All references of the policy are resolved.',
    }),
  ];
  // What is not accepted is not programmed either. Source: GEP-713.
  if (attachment === 'Direct' || refused !== undefined) return conditions;
  const message = listed(partly);
  const notProgrammed = rejected ?? (overridden ? { reason: 'Overridden', message } : undefined);
  const good =
    partly.length > 0
      ? { reason: 'PartiallyProgrammed', message }
      : { reason: 'Programmed', message: 'All sections of the policy hold on all of its targets.' };
  return [...conditions, condition('Programmed', generation, notProgrammed, good)];
}

function outcomeOn(
  kind: AnyPolicyKind,
  policy: CheckedPolicy,
  ancestor: Ancestor,
  concerned: readonly DescribedTarget[],
  reads: PolicyStatusReads,
  settings: Settings,
): Outcome {
  const resolved = Object.values(reads.resolved.get(policy.key)?.sections ?? {}).flatMap((each) => each ?? []);
  const problems = concerned.flatMap(({ problem }) => problem ?? []);
  // A direct policy is one thing: it is accepted for all of its targets, or not.
  const isRefused = kind.attachment === 'Direct' || problems.length === concerned.length;
  const flaw = isRefused ? summarize(problems) : undefined;
  const notAccepted = flaw ?? policyProblem(policy, resolved);
  const unresolved = summarize(resolved.flatMap((each) => each.unresolved ?? []));
  const rejected = rejection(kind, policy, ancestor, concerned, reads, settings);
  const losses = (reads.losses?.get(policy.key) ?? []).map(({ value }) => value);
  // What a class loses is lost on its Gateways.
  const here = losses.filter((loss) =>
    ancestor.kind === 'GatewayClass' ? loss.cause === 'MoreSpecific' : isOf(loss.ancestor, ancestor),
  );
  return {
    ...(notAccepted && { notAccepted }),
    ...(unresolved && { unresolved }),
    ...(rejected && { rejected }),
    partly: [
      ...(isRefused ? [] : problems.map(({ message }) => message)),
      ...concerned.flatMap(({ conflicts }) => conflicts),
      ...here.map((loss) => lossMessage(kind, loss)),
    ],
    overridden: isOverridden(concerned, here),
  };
}

function policyProblem(
  policy: CheckedPolicy,
  resolved: readonly { readonly problem?: Problem }[],
): Problem | undefined {
  return summarize(resolved.flatMap(({ problem }) => problem ?? [])) ?? policy.problem;
}

function lossMessage({ kind }: AnyPolicyKind, { section, by, cause, where }: PlacedLoss): string {
  const how = cause === 'Override' ? 'overridden' : 'replaced';
  return `spec.${section}: ${how} on ${where} by ${kind} ${by}.`;
}

/** Whether more general policies have every section on every target. */
function isOverridden(concerned: readonly DescribedTarget[], losses: readonly PlacedLoss[]): boolean {
  const held = concerned.reduce((sum, each) => sum + each.held, 0);
  const lost = losses.filter(({ cause, everywhere }) => cause === 'Override' && everywhere);
  return held > 0 && new Set(lost.map(({ target, section }) => pairKey(target, section))).size === held;
}

function rejection(
  kind: AnyPolicyKind,
  policy: CheckedPolicy,
  ancestor: Ancestor,
  concerned: readonly DescribedTarget[],
  reads: PolicyStatusReads,
  settings: Settings,
): Problem | undefined {
  if (ancestor.kind !== 'Gateway') return undefined;
  const proxy = proxyCarrying(ancestor.key, settings);
  const sections = Object.entries(reads.resolved.get(policy.key)?.sections ?? {});
  const delivered = sections.flatMap(([name, section]) =>
    section?.value === undefined ? [] : (kind.sections[name]?.delivered?.(section.value) ?? []),
  );
  const places = concerned.flatMap((each) => each.places).filter((place) => isOf(place.ancestor, ancestor));
  const clusters = places.flatMap(({ backends = [] }) => backends);
  const keys = [
    ...delivered.map(({ type, name }) => rejectionKey(proxy, type, name)),
    ...clusters.map((name) => rejectionKey(proxy, 'Cluster', name)),
  ];
  for (const key of keys) {
    const [first] = reads.rejections.get(key) ?? [];
    if (first !== undefined) {
      const message = `The proxy rejected the configuration and stays with what it had before, if anything: ${first.value.reason}`;
      return { reason: kind.attachment === 'Direct' ? 'Invalid' : 'Rejected', message };
    }
  }
  return undefined;
}

function isOf(one: Ancestor, other: Ancestor): boolean {
  return ancestorKey(one) === ancestorKey(other);
}
