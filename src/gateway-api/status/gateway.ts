import type { Entry, Lookup } from '../../collections/index.js';
import type { GatewayStatusValue, ProxyState, Rejection, StatusCondition } from '../../model/index.js';
import { isOwnName } from '../../well-known/names.js';
import { type AddressAssignment, assignAddresses, type UnmetRequest } from '../address-assignment.js';
import type { ClientCertificates, OwnGateway } from '../gateway.js';
import { type Missing, ROUTABILITY } from '../missing.js';
import { type AffectedTargets, affectedConditions } from '../policy/affected.js';
import type { UnlistedPolicy } from '../policy/ancestors.js';
import { targetKey } from '../policy/target.js';
import { type Problem, summarize } from '../problem.js';
import { rejectionKey } from '../rejection.js';
import type { Settings } from '../settings.js';
import { warningText } from '../warning.js';
import { condition } from './condition.js';
import { type ListenerOutcome, listenerNames, tellListeners } from './listener.js';

export interface GatewayStatusReads {
  /** By listener key. */
  readonly listenerOutcomes: Lookup<ListenerOutcome>;
  readonly proxies: Lookup<ProxyState>;
  readonly clientCertificates: ClientCertificates;
  readonly missing: Missing;
  readonly rejections: Lookup<readonly Entry<Rejection>[]>;
  /** How many ListenerSets are attached, by Gateway. */
  readonly attachedListenerSets: Lookup<number>;
  readonly affected: AffectedTargets;
  /** Policies whose own status has no room for the Gateway, by Gateway. */
  readonly unlistedPolicies: Lookup<readonly Entry<UnlistedPolicy>[]>;
}

export function* gatewayStatus(
  gateway: OwnGateway,
  reads: GatewayStatusReads,
  settings: Settings,
): Generator<readonly [string, GatewayStatusValue]> {
  const { generation } = gateway;
  const listeners = gateway.listeners.flatMap(({ key }) => reads.listenerOutcomes.get(key) ?? []);
  const listenerSets = reads.attachedListenerSets.get(gateway.key) ?? 0;
  const bound = listenerSets > 0 || listeners.some(({ programmed }) => programmed);
  const proxy = reads.proxies.get(gateway.proxy);
  const assignment = addressesOf(gateway, bound, proxy, settings);
  const isTold = reads.missing.get(ROUTABILITY) === undefined;
  const notAccepted = gateway.problem ?? listenersProblem(listeners);
  const allOpen = listeners.every(({ open }) => open);
  const allProgrammed = listeners.every(({ programmed }) => programmed);
  const unresolved = summarize([
    ...clientCertificateProblem(gateway, reads),
    ...unresolvedListeners(listeners.filter(({ resolved }) => !resolved)),
  ]);
  const notProgrammed = programmingProblem(gateway, listeners, assignment, proxy);
  const status: GatewayStatusValue = {
    kind: 'Gateway',
    namespace: gateway.namespace,
    name: gateway.name,
    status: {
      addresses: isTold ? assignment.addresses : assignment.addresses.map(({ routability: _, ...each }) => each),
      conditions: [
        condition('Accepted', generation, notAccepted, {
          reason: allOpen ? 'Accepted' : 'ListenersNotValid',
          message: `${allOpen ? 'The Gateway is accepted.' : tellListeners(listeners)}${warningsOf(gateway, reads.unlistedPolicies.get(gateway.key) ?? [])}`,
        }),
        condition('Programmed', generation, notProgrammed, {
          reason: 'Programmed',
          message: `${allProgrammed ? 'The Gateway takes connections.' : tellListeners(listeners)}${tellOutdated(proxy)}`,
        }),
        condition('ResolvedRefs', generation, unresolved, {
          reason: 'ResolvedRefs',
          message: 'All references of the Gateway and its listeners are resolved.',
        }),
        ...assignedAddresses(gateway, assignment, proxy, settings),
        ...insecureClients(gateway),
        ...affectedConditions(
          targetKey({ kind: 'Gateway', key: gateway.key, section: '' }),
          generation,
          reads.affected,
        ),
      ],
      listeners: listeners.map(({ status }) => status),
      ...(gateway.knowsListenerSets && { attachedListenerSets: listenerSets }),
    },
  };
  yield [`Gateway/${gateway.key}`, status];
}

function warningsOf(
  { allowedListeners: { problem }, labels, annotations }: OwnGateway,
  unlisted: readonly Entry<UnlistedPolicy>[],
): string {
  const ours = Object.entries({ labels, annotations }).flatMap(([field, given]) =>
    Object.keys(given)
      .filter(isOwnName)
      .map((key) => `spec.infrastructure.${field}: "${key}" is Gatewright's own and left out. Remove it.`),
  );
  const policies = unlisted.map(
    ({ value }) => `${value.kind} ${value.policy} applies to routes of this Gateway, its status has no room to say so.`,
  );
  return warningText([...(problem ? [`${problem.message} No ListenerSet can attach.`] : []), ...ours, ...policies]);
}

function listenersProblem(listeners: readonly ListenerOutcome[]): Problem | undefined {
  if (listeners.some(({ accepted }) => accepted)) return undefined;
  return { reason: 'ListenersNotValid', message: tellListeners(listeners) };
}

function programmingProblem(
  gateway: OwnGateway,
  listeners: readonly ListenerOutcome[],
  assignment: AddressAssignment,
  proxy: ProxyState | undefined,
): Problem | undefined {
  if (gateway.problem !== undefined) return { reason: 'Invalid', message: gateway.problem.message };
  if (!listeners.some(({ programmed }) => programmed)) return { reason: 'Invalid', message: tellListeners(listeners) };
  return addressProblem(assignment, proxy);
}

/** Why clients cannot reach a Gateway whose listeners all work; its ListenerSets have the same problem then. */
export function reachProblem(
  gateway: OwnGateway,
  { proxies }: { readonly proxies: Lookup<ProxyState> },
  settings: Settings,
): Problem | undefined {
  const proxy = proxies.get(gateway.proxy);
  return addressProblem(addressesOf(gateway, true, proxy, settings), proxy);
}

function addressProblem({ addresses, unmet }: AddressAssignment, proxy: ProxyState | undefined): Problem | undefined {
  const unusable = unmet.filter(({ isUnusable }) => isUnusable);
  if (addresses.length > 0 && unusable.length > 0) {
    return { reason: 'AddressNotUsable', message: tellUnmet(unusable) };
  }
  if (addresses.length === 0 && unmet.length > 0) return { reason: 'AddressNotAssigned', message: tellUnmet(unmet) };
  if (proxy?.unavailable !== undefined) return proxy.unavailable;
  return addresses.length === 0 ? NO_ADDRESS : undefined;
}

const NO_ADDRESS: Problem = { reason: 'AddressNotAssigned', message: 'The proxy has no address yet.' };

function tellUnmet(unmet: readonly UnmetRequest[]): string {
  return unmet.map(({ message }) => message).join(' ');
}

/** What clients can use: what the proxy is known to have, else what its listeners bind. */
function addressesOf(
  gateway: OwnGateway,
  bound: boolean,
  proxy: ProxyState | undefined,
  { proxyOf }: Settings,
): AddressAssignment {
  if (proxyOf === 'per-gateway') {
    return proxy === undefined ? { addresses: [], unmet: [] } : assignAddresses(gateway, proxy.addresses);
  }
  const { bind, requests } = gateway;
  if (!bound) return { addresses: [], unmet: [] };
  const isChosen = requests.every(({ value }) => value === '');
  if (isChosen && proxy !== undefined) return { addresses: proxy.addresses, unmet: [] };
  return { addresses: bind.map((value) => ({ type: 'IPAddress' as const, value })), unmet: [] };
}

/** Source: GEP-5093. The condition is there once it is known which addresses there are. */
function assignedAddresses(
  { problem, generation }: OwnGateway,
  { addresses, unmet }: AddressAssignment,
  proxy: ProxyState | undefined,
  { proxyOf }: Settings,
): readonly StatusCondition[] {
  if (proxyOf === 'shared' || problem !== undefined || proxy === undefined) return [];
  const missing = unmet.length > 0 ? tellUnmet(unmet) : NO_ADDRESS.message;
  const notAssigned =
    addresses.length > 0 && unmet.length === 0
      ? undefined
      : {
          reason: addresses.length > 0 ? 'PartiallyAssigned' : 'NotAssigned',
          message: `${missing}${tellOutdated(proxy)}`,
        };
  return [
    condition('AddressesAssigned', generation, notAssigned, {
      reason: 'AddressesAssigned',
      message: 'The Gateway has its addresses.',
    }),
  ];
}

function tellOutdated(proxy: ProxyState | undefined): string {
  return proxy?.outdated === undefined ? '' : ` Its proxy could not be brought up to date: ${proxy.outdated}`;
}

function unresolvedListeners(listeners: readonly ListenerOutcome[]): readonly Problem[] {
  if (listeners.length === 0) return [];
  return [{ reason: 'ListenersNotResolved', message: `See the status of ${listenerNames(listeners)}.` }];
}

function clientCertificateProblem(
  { key, proxy }: OwnGateway,
  { clientCertificates, rejections }: GatewayStatusReads,
): readonly Problem[] {
  const { certificate, problem } = clientCertificates.get(key) ?? {};
  if (problem !== undefined) {
    const effect = certificate === undefined ? ' Backends with TLS are shown no client certificate.' : '';
    return [{ ...problem, message: `${problem.message}${effect}` }];
  }
  if (certificate === undefined) return [];
  const [rejection] = rejections.get(rejectionKey(proxy, 'Secret', certificate)) ?? [];
  if (rejection === undefined) return [];
  const message = `spec.tls.backend.clientCertificateRef: the proxy refused Secret ${certificate}: ${rejection.value.reason}`;
  return [{ reason: 'InvalidClientCertificateRef', message }];
}

/** Source: GEP-91. The condition is there only when it is True. */
function insecureClients({ allowsInsecureClients, generation }: OwnGateway): readonly StatusCondition[] {
  if (!allowsInsecureClients) return [];
  const message =
    'spec.tls.frontend: AllowInsecureFallback lets clients in whose certificates are missing or not valid.';
  return [
    {
      type: 'InsecureFrontendValidationMode',
      status: 'True',
      reason: 'ConfigurationChanged',
      message,
      observedGeneration: generation,
    },
  ];
}
