import type { Lookup } from '../collections/index.js';
import type { Gateway, ProxyConfigSpec, SecretObjectReference } from '../resources/types.js';
import { type AddressRequest, addressProblem, addressRequests } from './address-request.js';
import { type AllowedNamespaces, allowedNamespaces } from './allowed-namespaces.js';
import { type ResolvedCertificate, referredSecrets, resolveCertificate, type SecretReads } from './certificate-ref.js';
import { allowsInsecure } from './frontend-tls.js';
import type { OwnClass } from './gateway-class.js';
import { type DeclaredListener, declareListener, type ListenerContext } from './listener.js';
import { gatewayHolder, type HolderState, type RouteHolder } from './listener-holder.js';
import { GATEWAY_API, objectKey } from './names.js';
import type { Problem } from './problem.js';
import { type CheckedProxyConfig, listenerSettings, mergeParameters, parametersOf } from './proxy-config.js';
import { nameTaken, proxyName } from './proxy-name.js';
import { proxyCarrying, type Settings } from './settings.js';

/** A Gateway of one of our classes. */
export interface OwnGateway {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
  readonly className: string;
  readonly proxy: string;
  /** Why it is not accepted as a whole. It opens no port then, unless it is held. */
  readonly problem?: Problem;
  /** It is not accepted, and has a proxy of its own that may be running already: that goes on as it is. */
  readonly held?: true;
  /** The proxy of another Gateway has the name that its own would have; there is none then. */
  readonly isNameTaken?: true;
  /** Labels and annotations for what is made for it. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** How its proxy is run: its class's parameters and its own. */
  readonly parameters: ProxyConfigSpec;
  /** IP addresses that its listeners bind, sorted. */
  readonly bind: readonly string[];
  /** Addresses that it asks for; none: any. */
  readonly requests: readonly AddressRequest[];
  readonly listeners: readonly DeclaredListener[];
  /** What its listeners take from it, those of its ListenerSets too. */
  readonly context: ListenerContext;
  /** Namespaces whose ListenerSets may attach. */
  readonly allowedListeners: AllowedNamespaces;
  /** Whether it says anything about that. */
  readonly knowsListenerSets: boolean;
  /** The certificate that its proxy shows to backends. */
  readonly clientCertificateRef?: SecretObjectReference;
  /** Whether clients without a valid certificate are let in on some port. */
  readonly allowsInsecureClients: boolean;
}

export interface GatewayReads {
  readonly classes: Lookup<OwnClass>;
  readonly configs: Lookup<CheckedProxyConfig>;
  /** Keys of Gateways, by the name of the proxy. */
  readonly proxyNames: Lookup<string>;
}

export function ownGateway(
  gateway: Gateway,
  { classes, configs, proxyNames }: GatewayReads,
  settings: Settings,
): OwnGateway | undefined {
  const { metadata, spec } = gateway;
  const gatewayClass = classes.get(spec?.gatewayClassName ?? '');
  if (gatewayClass === undefined) return undefined;
  const { name, namespace = '' } = metadata;
  const key = objectKey(namespace, name);
  const proxy = proxyCarrying(key, settings);
  const requests = addressRequests(spec.addresses);
  const own = parametersOf(spec.infrastructure?.parametersRef, namespace, configs);
  const ownName = proxyName(namespace, name, gatewayClass.name);
  const holder = settings.proxyOf === 'per-gateway' ? (proxyNames.get(ownName) ?? key) : key;
  const isNameTaken = holder !== key || undefined;
  const problem =
    (isNameTaken ? nameTaken(ownName, holder) : undefined) ??
    classProblem(gatewayClass) ??
    own.problem ??
    (spec.addresses ?? [])
      .map((address, index) => addressProblem(address, index, settings))
      .find((each) => each !== undefined);
  const held = problem !== undefined && !isNameTaken && settings.proxyOf === 'per-gateway';
  const parameters = mergeParameters(gatewayClass.parameters, own.spec ?? {});
  // A proxy of its own stands behind the addresses of its Service and binds its pod's; the shared one binds the host's.
  const values = settings.proxyOf === 'shared' ? requests.flatMap(({ value }) => (value === '' ? [] : [value])) : [];
  const bind = values.length < (requests.length || 1) ? [...values, ...settings.defaultAddresses] : values;
  const context: ListenerContext = {
    gateway: key,
    proxy,
    age: metadata.creationTimestamp ?? '',
    addresses: [...new Set(bind)].sort(),
    accepted: problem === undefined || held,
    ...listenerSettings(parameters),
    ...(spec.tls?.frontend && { frontendTls: spec.tls.frontend }),
    reservedPorts: settings.reservedPorts ?? [],
  };
  return {
    key,
    namespace,
    name,
    uid: metadata.uid ?? '',
    generation: metadata.generation ?? 0,
    className: gatewayClass.name,
    proxy,
    ...(problem && { problem }),
    ...(held && { held }),
    ...(isNameTaken && { isNameTaken }),
    labels: spec.infrastructure?.labels ?? {},
    annotations: spec.infrastructure?.annotations ?? {},
    parameters,
    bind: context.addresses,
    requests,
    listeners: (spec.listeners ?? []).map((listener) =>
      declareListener(listener, gatewayHolder(namespace, name), context),
    ),
    context,
    allowedListeners: allowedNamespaces(spec.allowedListeners?.namespaces, 'None', 'spec.allowedListeners.namespaces'),
    knowsListenerSets: spec.allowedListeners !== undefined,
    ...(spec.tls?.backend?.clientCertificateRef && { clientCertificateRef: spec.tls.backend.clientCertificateRef }),
    allowsInsecureClients: allowsInsecure(spec.tls?.frontend),
  };
}

/** What each Gateway shows to backends with TLS, where it has something; by key of the Gateway. */
export type ClientCertificates = Lookup<ResolvedCertificate>;

/** Source: GEP-3155. */
export function clientCertificate(
  { namespace, clientCertificateRef }: OwnGateway,
  reads: SecretReads,
): ResolvedCertificate | undefined {
  if (clientCertificateRef === undefined) return undefined;
  const from = { group: GATEWAY_API, kind: 'Gateway', namespace };
  const place = { field: 'spec.tls.backend.clientCertificateRef', invalid: 'InvalidClientCertificateRef' };
  return resolveCertificate(clientCertificateRef, place, from, reads);
}

export function declaredListenersOf({
  listeners,
}: {
  readonly listeners: readonly DeclaredListener[];
}): (readonly [string, DeclaredListener])[] {
  return listeners.map((listener) => [listener.key, listener]);
}

/** Names of the Secrets that a Gateway itself refers to, allowed or not. */
export function secretsOfGateway({ namespace, clientCertificateRef }: OwnGateway): string[] {
  return clientCertificateRef === undefined ? [] : referredSecrets([clientCertificateRef], namespace);
}

/** As a parent of routes, by its key among holders. */
export function* gatewayRouteHolder({ key }: OwnGateway): Generator<readonly [string, RouteHolder]> {
  yield [key, { key, told: `Gateway ${key}` }];
}

/** What its listeners' statuses need of it, by its key among holders. */
export function* gatewayState({ key, generation, problem }: OwnGateway): Generator<readonly [string, HolderState]> {
  yield [key, { generation, ...(problem && { gatewayProblem: problem }) }];
}

function classProblem({ name, problem }: OwnClass): Problem | undefined {
  if (problem === undefined) return undefined;
  return { reason: problem.reason, message: `GatewayClass ${name} is not accepted: ${problem.message}` };
}
