import type { Lookup } from '../../collections/index.js';
import type { ListenerSetStatusValue } from '../../model/index.js';
import type { OwnListenerSet } from '../listener-set.js';
import { type AffectedTargets, affectedConditions } from '../policy/affected.js';
import { targetKey } from '../policy/target.js';
import type { Problem } from '../problem.js';
import { condition } from './condition.js';
import { type ListenerOutcome, tellListeners } from './listener.js';

export interface ListenerSetStatusReads {
  /** By listener key. */
  readonly listenerOutcomes: Lookup<ListenerOutcome>;
  /** By Gateway. */
  readonly reachProblems: Lookup<Problem>;
  readonly affected: AffectedTargets;
}

/** The status of a ListenerSet, and whether its Gateway counts it. */
export interface ListenerSetOutcome {
  readonly gateway: string;
  readonly accepted: boolean;
  readonly status: ListenerSetStatusValue;
}

/** The Gateway that a ListenerSet is attached to, as `status.attachedListenerSets` counts it. */
export function countedFor({ gateway, accepted }: ListenerSetOutcome): string | undefined {
  return accepted ? gateway : undefined;
}

export function* listenerSetStatus({
  status,
}: ListenerSetOutcome): Generator<readonly [string, ListenerSetStatusValue]> {
  yield [`${status.kind}/${status.namespace}/${status.name}`, status];
}

/** It is accepted when one of its listeners can be opened: a listener without a usable certificate does not count (GEP-1713). */
export function listenerSetOutcome(set: OwnListenerSet, reads: ListenerSetStatusReads): ListenerSetOutcome {
  const { namespace, name, generation, gateway } = set;
  const listeners = set.listeners.flatMap(({ key }) => reads.listenerOutcomes.get(key) ?? []);
  const allOpen = listeners.every(({ open }) => open);
  const allProgrammed = listeners.every(({ programmed }) => programmed);
  const notAccepted = acceptanceProblem(set, listeners);
  const notProgrammed =
    notAccepted === undefined
      ? programmingProblem(listeners, reads.reachProblems.get(gateway))
      : consequence(notAccepted);
  const status: ListenerSetStatusValue = {
    kind: 'ListenerSet',
    namespace,
    name,
    status: {
      conditions: [
        condition('Accepted', generation, notAccepted, {
          reason: allOpen ? 'Accepted' : 'ListenersNotValid',
          message: allOpen ? 'The ListenerSet is accepted.' : tellListeners(listeners),
        }),
        condition('Programmed', generation, notProgrammed, {
          reason: 'Programmed',
          message: allProgrammed ? 'The listeners take connections.' : tellListeners(listeners),
        }),
        ...affectedConditions(
          targetKey({ kind: 'ListenerSet', key: set.key, section: '' }),
          generation,
          reads.affected,
        ),
      ],
      listeners: listeners.map(({ status }) => status),
    },
  };
  return { gateway, accepted: notAccepted === undefined, status };
}

function acceptanceProblem(
  { notAllowed, gatewayProblem, gateway }: OwnListenerSet,
  listeners: readonly ListenerOutcome[],
): Problem | undefined {
  if (notAllowed !== undefined) return notAllowed;
  if (gatewayProblem !== undefined) {
    return { reason: 'ParentNotAccepted', message: `Gateway ${gateway} is not accepted: ${gatewayProblem.message}` };
  }
  if (listeners.some(({ open }) => open)) return undefined;
  return { reason: 'ListenersNotValid', message: tellListeners(listeners) };
}

/** What is not accepted is not programmed, for the same reason by the name that `Programmed` has for it. */
function consequence({ reason, message }: Problem): Problem {
  return { reason: reason === 'ParentNotAccepted' ? 'ParentNotProgrammed' : reason, message };
}

function programmingProblem(
  listeners: readonly ListenerOutcome[],
  reachProblem: Problem | undefined,
): Problem | undefined {
  if (!listeners.some(({ programmed }) => programmed)) return { reason: 'Invalid', message: tellListeners(listeners) };
  return reachProblem && { reason: 'ParentNotProgrammed', message: reachProblem.message };
}
