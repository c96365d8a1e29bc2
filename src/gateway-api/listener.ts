import type { ListenerSettings } from '../model/index.js';
import type { FrontendTLSConfig, Listener, RouteGroupKind, SecretObjectReference } from '../resources/types.js';
import { type AllowedNamespaces, allowedNamespaces } from './allowed-namespaces.js';
import type { CheckedExternalAuth } from './filters/checked-filters.js';
import { type DeclaredValidation, validationOf } from './frontend-tls.js';
import { ANY_HOSTNAME, isHostname } from './hostname.js';
import { isPort } from './ip-address.js';
import { checkListenerFilters } from './listener-filter.js';
import { keyOfHolder, type ListenerHolder } from './listener-holder.js';
import { GATEWAY_API, listenerKey } from './names.js';
import type { Problem } from './problem.js';
import { carriesHttp, isProtocol, routeKindsOf, SUPPORTED_PROTOCOLS, toldBy, transportOf } from './protocol.js';

/** `Terminate`: the proxy, which needs a certificate; `Passthrough`: the backend. */
export type TlsMode = 'Terminate' | 'Passthrough';

/** A Gateway API listener as its Gateway or ListenerSet declares it, checked as far as it can be on its own. */
export interface DeclaredListener {
  /** `namespace/gateway/listener`, or `ListenerSet/namespace/name/listener`. */
  readonly key: string;
  /** `namespace/name` of the Gateway that it belongs to. */
  readonly gateway: string;
  readonly holder: ListenerHolder;
  readonly name: string;
  readonly proxy: string;
  /** When the Gateway was created, RFC 3339: the older one keeps a port that both want. */
  readonly age: string;
  /** IP addresses to bind. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly protocol: string;
  /** Who ends TLS; absent where there is none. */
  readonly tlsMode?: TlsMode;
  /** `*` when it takes any. */
  readonly hostname: string;
  /** Kinds of routes that may attach: of those that the user allows, the ones that the protocol can carry. */
  readonly routeKinds: readonly Required<RouteGroupKind>[];
  readonly allowedNamespaces: AllowedNamespaces;
  readonly certificateRefs: readonly SecretObjectReference[];
  /** Present when clients have to be verified. */
  readonly clientValidation?: DeclaredValidation;
  /** What every request goes through before its route is chosen, in order; present when there is something. */
  readonly requestFilters?: readonly CheckedExternalAuth[];
  /** Whether the Gateway as a whole lets it open its port. */
  readonly gatewayAccepted: boolean;
  readonly settings?: Partial<ListenerSettings>;
  /** Why it cannot be accepted whatever the other listeners are. */
  readonly problem?: Problem;
  /** A filter refers to what there is not. */
  readonly filterRefsProblem?: Problem;
  /** Route kinds that it asks for and that it cannot carry. */
  readonly routeKindsProblem?: Problem;
}

/** What a listener takes from its Gateway, also when a ListenerSet holds it. */
export interface ListenerContext {
  readonly gateway: string;
  readonly proxy: string;
  readonly age: string;
  readonly addresses: readonly string[];
  readonly accepted: boolean;
  readonly settings?: Partial<ListenerSettings>;
  /** `spec.tls.frontend` of the Gateway. */
  readonly frontendTls?: FrontendTLSConfig;
  readonly reservedPorts: readonly number[];
}

export function declareListener(
  listener: Listener,
  holder: ListenerHolder,
  context: ListenerContext,
): DeclaredListener {
  const { name = '', port, protocol, hostname, tls, allowedRoutes } = listener;
  const { requestFilters, problem: filterProblem, unresolved: filterRefsProblem } = checkListenerFilters(listener);
  const allowed = allowedNamespaces(allowedRoutes?.namespaces, 'Same', 'allowedRoutes.namespaces');
  const problem = listenerProblem(listener, context) ?? filterProblem ?? allowed.problem;
  const kinds = allowedKinds(protocol, allowedRoutes?.kinds ?? []);
  const tlsMode = tlsModeOf(listener);
  const clientValidation = protocol === 'HTTPS' ? validationOf(context.frontendTls, port) : undefined;
  return {
    key: listenerKey(keyOfHolder(holder), name),
    gateway: context.gateway,
    holder,
    name,
    proxy: context.proxy,
    age: context.age,
    addresses: context.addresses,
    port,
    protocol,
    ...(tlsMode && { tlsMode }),
    hostname: hostname || ANY_HOSTNAME,
    ...kinds,
    allowedNamespaces: allowed,
    certificateRefs: tls?.certificateRefs ?? [],
    ...(clientValidation && { clientValidation }),
    ...(requestFilters && { requestFilters }),
    ...(filterRefsProblem && { filterRefsProblem }),
    gatewayAccepted: context.accepted,
    ...(context.settings && { settings: context.settings }),
    ...(problem && { problem }),
  };
}

function listenerProblem(listener: Listener, context: ListenerContext): Problem | undefined {
  const { name, protocol, port, hostname, tls } = listener;
  if (!name) return unsupported('name: it is missing.');
  if (!isProtocol(protocol)) {
    return {
      reason: 'UnsupportedProtocol',
      message: `protocol: ${protocol} is not supported, use one of ${SUPPORTED_PROTOCOLS}.`,
    };
  }
  if (!isPort(port)) return unsupported(`port: ${port} is not between 1 and 65535.`);
  if (transportOf(protocol) === 'TCP' && context.reservedPorts.includes(port)) {
    return { reason: 'PortUnavailable', message: `port: ${port} is used by the proxy itself, choose another one.` };
  }
  if (hostname && toldBy(protocol) === 'Port') {
    return unsupported(`hostname: a listener of protocol ${protocol} cannot have it. Remove it.`);
  }
  if (hostname && !isHostname(hostname)) return unsupported(`hostname: "${hostname}" is not a valid hostname.`);
  if (protocol !== 'HTTPS' && protocol !== 'TLS') {
    const instead = carriesHttp(protocol) ? 'HTTPS' : 'TLS';
    return tls && unsupported(`tls: a listener of protocol ${protocol} cannot have it. Use protocol ${instead}.`);
  }
  const { mode = 'Terminate' } = tls ?? {};
  if (protocol === 'HTTPS' && mode !== 'Terminate') {
    return unsupported(`tls.mode: ${mode} is not possible with protocol HTTPS, use Terminate.`);
  }
  if (!TLS_MODES.includes(mode)) {
    return unsupported(`tls.mode: "${mode}" is not one of ${TLS_MODES.join(', ')}.`);
  }
  return undefined;
}

const TLS_MODES: readonly string[] = ['Terminate', 'Passthrough'] satisfies TlsMode[];

function tlsModeOf({ protocol, tls }: Listener): TlsMode | undefined {
  if (protocol !== 'HTTPS' && protocol !== 'TLS') return undefined;
  return protocol === 'TLS' && tls?.mode === 'Passthrough' ? 'Passthrough' : 'Terminate';
}

function unsupported(message: string): Problem {
  return { reason: 'UnsupportedValue', message };
}

function allowedKinds(
  protocol: string,
  asked: readonly RouteGroupKind[],
): Pick<DeclaredListener, 'routeKinds' | 'routeKindsProblem'> {
  const possible = routeKindsOf(protocol);
  if (asked.length === 0) return { routeKinds: possible };
  const groupOf = ({ group }: RouteGroupKind) => group ?? GATEWAY_API;
  const same = (a: RouteGroupKind, b: RouteGroupKind) => a.kind === b.kind && groupOf(a) === groupOf(b);
  const routeKinds = possible.filter((kind) => asked.some((each) => same(each, kind)));
  const refused = asked.filter((each) => !possible.some((kind) => same(each, kind)));
  if (refused.length === 0) return { routeKinds };
  const names = refused.map((each) => `${each.kind} (${groupOf(each)})`).join(', ');
  const carried = possible.map(({ kind }) => kind).join(', ') || 'no kind of route';
  return {
    routeKinds,
    routeKindsProblem: {
      reason: 'InvalidRouteKinds',
      message: `allowedRoutes.kinds: ${names} cannot attach to a listener of protocol ${protocol}, which carries ${carried}.`,
    },
  };
}
