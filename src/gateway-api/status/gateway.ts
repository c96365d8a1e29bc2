import type { Collection, Entry, Reader } from '../../collections/index.js';
import type { GatewayStatusValue, ProxyState, Rejection, StatusCondition } from '../../model/index.js';
import type { ClientCertificates, OwnGateway } from '../gateway.js';
import { type Problem, summarize } from '../problem.js';
import { rejectionKey } from '../rejection.js';
import type { Settings } from '../settings.js';
import { condition } from './condition.js';
import { type ListenerOutcome, listenerNames, tellListeners } from './listener.js';

export interface GatewayStatusReads {
  /** By listener key. */
  readonly listenerOutcomes: Collection<ListenerOutcome>;
  readonly proxies: Collection<ProxyState>;
  readonly clientCertificates: ClientCertificates;
  readonly rejections: Collection<readonly Entry<Rejection>[]>;
  /** How many ListenerSets are attached, by Gateway. */
  readonly attachedListenerSets: Collection<number>;
}

export function* gatewayStatus(
  gateway: OwnGateway,
  reads: GatewayStatusReads,
  read: Reader,
  settings: Settings,
): Generator<readonly [string, GatewayStatusValue]> {
  const { generation } = gateway;
  const listeners = gateway.listeners.flatMap(({ key }) => read.get(reads.listenerOutcomes, key) ?? []);
  const listenerSets = read.get(reads.attachedListenerSets, gateway.key) ?? 0;
  const bound = listenerSets > 0 || listeners.some(({ programmed }) => programmed);
  const proxy = read.get(reads.proxies, gateway.proxy);
  const addresses = addressesOf(gateway, bound, proxy, settings);
  const notAccepted = gateway.problem ?? listenersProblem(listeners);
  const allOpen = listeners.every(({ open }) => open);
  const allProgrammed = listeners.every(({ programmed }) => programmed);
  const unresolved = summarize([
    ...clientCertificateProblem(gateway, reads, read),
    ...unresolvedListeners(listeners.filter(({ resolved }) => !resolved)),
  ]);
  const notProgrammed = programmingProblem(gateway, listeners, addresses, proxy, settings);
  const status: GatewayStatusValue = {
    kind: 'Gateway',
    namespace: gateway.namespace,
    name: gateway.name,
    status: {
      addresses,
      conditions: [
        condition('Accepted', generation, notAccepted, {
          reason: allOpen ? 'Accepted' : 'ListenersNotValid',
          message: allOpen ? 'The Gateway is accepted.' : tellListeners(listeners),
        }),
        condition('Programmed', generation, notProgrammed, {
          reason: 'Programmed',
          message: `${allProgrammed ? 'The Gateway takes connections.' : tellListeners(listeners)}${tellOutdated(proxy)}`,
        }),
        condition('ResolvedRefs', generation, unresolved, {
          reason: 'ResolvedRefs',
          message: 'All references of the Gateway and its listeners are resolved.',
        }),
        ...insecureClients(gateway),
      ],
      listeners: listeners.map(({ status }) => status),
      ...(gateway.knowsListenerSets && { attachedListenerSets: listenerSets }),
    },
  };
  yield [`Gateway/${gateway.key}`, status];
}

function listenersProblem(listeners: readonly ListenerOutcome[]): Problem | undefined {
  if (listeners.some(({ accepted }) => accepted)) return undefined;
  return { reason: 'ListenersNotValid', message: tellListeners(listeners) };
}

function programmingProblem(
  gateway: OwnGateway,
  listeners: readonly ListenerOutcome[],
  addresses: GatewayStatusValue['status']['addresses'],
  proxy: ProxyState | undefined,
  settings: Settings,
): Problem | undefined {
  if (gateway.problem !== undefined) return { reason: 'Invalid', message: gateway.problem.message };
  if (!listeners.some(({ programmed }) => programmed)) return { reason: 'Invalid', message: tellListeners(listeners) };
  return addressProblem(gateway, addresses, proxy, settings);
}

/** Why clients cannot reach a Gateway whose listeners all work; its ListenerSets have the same problem then. */
export function reachProblem(
  gateway: OwnGateway,
  proxies: Collection<ProxyState>,
  read: Reader,
  settings: Settings,
): Problem | undefined {
  const proxy = read.get(proxies, gateway.proxy);
  return addressProblem(gateway, addressesOf(gateway, true, proxy, settings), proxy, settings);
}

function addressProblem(
  gateway: OwnGateway,
  addresses: GatewayStatusValue['status']['addresses'],
  proxy: ProxyState | undefined,
  { proxyOf }: Settings,
): Problem | undefined {
  const missing =
    proxyOf === 'shared' || proxy === undefined
      ? []
      : gateway.requested.filter((value) => !addresses.some((each) => each.value === value));
  if (missing.length > 0) {
    return {
      reason: 'AddressNotUsable',
      message: `spec.addresses: ${missing.join(', ')} could not be assigned. Remove it or make it available.`,
    };
  }
  if (proxy?.unavailable !== undefined) return proxy.unavailable;
  if (addresses.length > 0) return undefined;
  return { reason: 'AddressNotAssigned', message: 'The proxy has no address yet.' };
}

/** What clients can use: what the proxy is known to have, else what its listeners bind. */
function addressesOf(
  { bind, requested }: OwnGateway,
  bound: boolean,
  proxy: ProxyState | undefined,
  { proxyOf }: Settings,
): GatewayStatusValue['status']['addresses'] {
  if (proxyOf === 'per-gateway') return proxy?.addresses ?? [];
  if (!bound) return [];
  if (requested.length === 0 && proxy !== undefined) return proxy.addresses;
  return bind.map((value) => ({ type: 'IPAddress' as const, value }));
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
  read: Reader,
): readonly Problem[] {
  const { certificate, problem } = read.get(clientCertificates, key) ?? {};
  if (problem !== undefined) {
    return [{ ...problem, message: `${problem.message} Backends with TLS are shown no client certificate.` }];
  }
  if (certificate === undefined) return [];
  const [rejection] = read.get(rejections, rejectionKey(proxy, 'Secret', certificate)) ?? [];
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
