import type { Collection, Reader } from '../collections/index.js';
import type { Gateway, GatewaySpecAddress } from '../resources/types.js';
import { type OwnClass, parametersProblem } from './gateway-class.js';
import { isIpAddress } from './ip-address.js';
import { type DeclaredListener, declareListener } from './listener.js';
import { objectKey } from './names.js';
import type { Problem } from './problem.js';
import { type Settings, SHARED_PROXY } from './settings.js';

/** A Gateway of one of our classes. */
export interface OwnGateway {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly generation: number;
  readonly proxy: string;
  /** Why it is not accepted as a whole; it opens no port then. */
  readonly problem?: Problem;
  /** IP addresses that its listeners bind, sorted. */
  readonly bind: readonly string[];
  /** IP addresses that it asks for by value. */
  readonly requested: readonly string[];
  readonly listeners: readonly DeclaredListener[];
}

export function ownGateway(
  gateway: Gateway,
  classes: Collection<OwnClass>,
  read: Reader,
  settings: Settings,
): OwnGateway | undefined {
  const { metadata, spec } = gateway;
  const gatewayClass = read.get(classes, spec?.gatewayClassName ?? '');
  if (gatewayClass === undefined) return undefined;
  const { name, namespace = '' } = metadata;
  const key = objectKey(namespace, name);
  const proxy = settings.proxyOf === 'shared' ? SHARED_PROXY : key;
  const requested = (spec.addresses ?? []).flatMap(({ value }) => (value ? [value] : []));
  const problem =
    classProblem(gatewayClass) ??
    parametersProblem(spec.infrastructure?.parametersRef) ??
    (spec.addresses ?? []).map(addressProblem).find((each) => each !== undefined);
  // A proxy of its own stands behind the addresses of its Service and binds its pod's; the shared one binds the host's.
  const asksForAny = requested.length < (spec.addresses?.length || 1);
  const bind = [
    ...(settings.proxyOf === 'shared' ? requested : []),
    ...(settings.proxyOf === 'per-gateway' || asksForAny ? settings.defaultAddresses : []),
  ];
  const context = {
    gateway: key,
    proxy,
    age: metadata.creationTimestamp ?? '',
    addresses: [...new Set(bind)].sort(),
    accepted: problem === undefined,
    frontendTls: spec.tls?.frontend !== undefined,
    reservedPorts: settings.reservedPorts ?? [],
  };
  return {
    key,
    namespace,
    name,
    generation: metadata.generation ?? 0,
    proxy,
    ...(problem && { problem }),
    bind: context.addresses,
    requested,
    listeners: (spec.listeners ?? []).map((listener) => declareListener(listener, context)),
  };
}

export function declaredListenersOf({ listeners }: OwnGateway): (readonly [string, DeclaredListener])[] {
  return listeners.map((listener) => [listener.key, listener]);
}

function classProblem({ name, problem }: OwnClass): Problem | undefined {
  if (problem === undefined) return undefined;
  return { reason: problem.reason, message: `GatewayClass ${name} is not accepted: ${problem.message}` };
}

/** An address without a value asks for any address of its type. */
function addressProblem(
  { type = 'IPAddress', value, routability }: GatewaySpecAddress,
  index: number,
): Problem | undefined {
  const field = `spec.addresses[${index}]`;
  const unsupported = (message: string): Problem => ({ reason: 'UnsupportedAddress', message: `${field}${message}` });
  if (type !== 'IPAddress') return unsupported(`.type: ${type} is not supported, only IPAddress is.`);
  if (value && !isIpAddress(value)) return unsupported(`.value: "${value}" is not an IP address.`);
  if (routability) return unsupported(`.routability: "${routability}" is not supported. Leave it out.`);
  return undefined;
}
