import type { Entry, Lookup } from '../../collections/index.js';
import type { ListenerStatusValue, Rejection, StatusCondition } from '../../model/index.js';
import type { DeclaredListener } from '../listener.js';
import { type HolderState, keyOfHolder } from '../listener-holder.js';
import type { ResolvedListener } from '../listener-resolution.js';
import { objectKey } from '../names.js';
import { type AffectedTargets, affectedConditions } from '../policy/affected.js';
import { targetKey } from '../policy/target.js';
import { portKey } from '../port-key.js';
import { type Problem, summarize } from '../problem.js';
import { carriesHttp } from '../protocol.js';
import { rejectionKey } from '../rejection.js';
import { condition } from './condition.js';

export interface ListenerStatusReads {
  readonly holderStates: Lookup<HolderState>;
  readonly attachedRoutes: Lookup<number>;
  readonly rejections: Lookup<readonly Entry<Rejection>[]>;
  readonly affected: AffectedTargets;
}

/** The status of a listener, and what its Gateway's status needs to know of it. */
export interface ListenerOutcome {
  readonly status: ListenerStatusValue;
  readonly accepted: boolean;
  readonly resolved: boolean;
  /** Whether there is something to tell the proxy. */
  readonly open: boolean;
  /** Whether the proxy has taken it, too. */
  readonly programmed: boolean;
}

export function listenerOutcome(listener: ResolvedListener, reads: ListenerStatusReads): ListenerOutcome {
  const { declared, notAccepted, conflict, unresolved, overlaps } = listener;
  const { generation = 0, gatewayProblem } = reads.holderStates.get(keyOfHolder(declared.holder)) ?? {};
  const notProgrammed = programmingProblem(listener, gatewayProblem, reads);
  const conditions: StatusCondition[] = [
    condition('Accepted', generation, notAccepted, { reason: 'Accepted', message: 'The listener is accepted.' }),
    condition('ResolvedRefs', generation, unresolved, {
      reason: 'ResolvedRefs',
      message: 'All references of the listener are resolved.',
    }),
    condition('Programmed', generation, notProgrammed, {
      reason: 'Programmed',
      message: 'The listener takes connections.',
    }),
    {
      type: 'Conflicted',
      status: conflict === undefined ? 'False' : 'True',
      reason: conflict?.reason ?? 'NoConflicts',
      message: conflict?.message ?? 'No other listener wants the same requests.',
      observedGeneration: generation,
    },
  ];
  if (overlaps) {
    conditions.push({
      type: 'OverlappingTLSConfig',
      status: 'True',
      reason: 'OverlappingHostnames',
      message: `The hostname overlaps with that of another listener on port ${declared.port}.${misdirected(declared)}`,
      observedGeneration: generation,
    });
  }
  const { kind, namespace, name } = declared.holder;
  const target = targetKey({ kind, key: objectKey(namespace, name), section: declared.name });
  conditions.push(...affectedConditions(target, generation, reads.affected));
  return {
    status: {
      name: declared.name,
      supportedKinds: declared.routeKinds,
      attachedRoutes: reads.attachedRoutes.get(declared.key) ?? 0,
      conditions,
    },
    accepted: notAccepted === undefined,
    resolved: unresolved === undefined,
    open: listener.open,
    programmed: notProgrammed === undefined,
  };
}

function misdirected({ protocol }: DeclaredListener): string {
  return carriesHttp(protocol) ? ' A request on a connection for another listener is answered 421.' : '';
}

function programmingProblem(
  { declared, open, notAccepted, unresolved, certificates, clientValidation }: ResolvedListener,
  gatewayProblem: Problem | undefined,
  { rejections }: ListenerStatusReads,
): Problem | undefined {
  const invalid = (message: string): Problem => ({ reason: 'Invalid', message });
  if (gatewayProblem !== undefined) return invalid(`The Gateway is not accepted: ${gatewayProblem.message}`);
  if (notAccepted !== undefined) return { ...notAccepted, reason: conflictReason(notAccepted) };
  if (!open) return invalid(`There is no certificate to use. ${unresolved?.message ?? ''}`);
  const names = [
    rejectionKey(declared.proxy, 'Listener', portKey(declared)),
    rejectionKey(declared.proxy, 'RouteConfiguration', portKey(declared)),
    ...certificates.map((name) => rejectionKey(declared.proxy, 'Secret', name)),
    ...(clientValidation ? [rejectionKey(declared.proxy, 'Secret', clientValidation.trustBundle)] : []),
  ];
  for (const name of names) {
    const [rejection] = rejections.get(name) ?? [];
    if (rejection !== undefined) {
      return invalid(
        `The proxy rejected the configuration and stays with what it had before, if anything: ${rejection.value.reason}`,
      );
    }
  }
  return undefined;
}

/** A conflict is named in `Programmed` as it is in `Conflicted`; for everything else there is one word. */
function conflictReason({ reason }: Problem): string {
  return reason === 'ProtocolConflict' || reason === 'HostnameConflict' ? reason : 'Invalid';
}

/** What is wrong with those that are not programmed, beside the names of the others. */
export function tellListeners(listeners: readonly ListenerOutcome[]): string {
  const good = listeners.filter(({ programmed }) => programmed);
  const bad = listeners.filter(({ programmed }) => !programmed);
  const working = good.length > 0 ? `Working: ${listenerNames(good)}. ` : '';
  const problems = bad.flatMap(({ status }) => {
    const failed = status.conditions.find(({ type, status: state }) => type === 'Programmed' && state === 'False');
    return failed ? [{ reason: failed.reason, message: `Listener ${status.name}: ${failed.message}` }] : [];
  });
  return `${working}${summarize(problems)?.message ?? 'There is no listener.'}`;
}

export function listenerNames(listeners: readonly ListenerOutcome[]): string {
  return `listener ${listeners.map(({ status }) => status.name).join(', ')}`;
}
