import { isCanonicalAddress, parseAddress, specialAddressProblem } from '../addresses.js';
import { duplicate, invalid, type Path, required, type TypedError, tooMany, unsupported } from '../errors.js';
import { always, boolean, int32, list, map, object, pointer, string } from '../go-schema.js';
import { dnsLabelProblem, dnsSubdomainProblem, labelValueProblem, qualifiedNameProblem } from '../names.js';
import type { CoreKind } from './kind.js';
import { PROTOCOLS } from './protocols.js';
import type { Endpoint, EndpointPort, EndpointSlice } from './types.js';

type Slice = Pick<EndpointSlice, 'addressType' | 'endpoints' | 'ports'>;

const MOST_ENDPOINTS = 1000;
const MOST_ADDRESSES = 100;
const MOST_PORTS = 20_000;
const MOST_HINTS = 8;

const name = object({ name: always(string) });

const schema = object({
  addressType: always(string),
  endpoints: always(
    list(
      object({
        addresses: always(list(string)),
        conditions: always(
          object({ ready: pointer(boolean), serving: pointer(boolean), terminating: pointer(boolean) }),
        ),
        hostname: pointer(string),
        targetRef: pointer(
          object({
            kind: string,
            namespace: string,
            name: string,
            uid: string,
            apiVersion: string,
            resourceVersion: string,
            fieldPath: string,
          }),
        ),
        deprecatedTopology: map(string),
        nodeName: pointer(string),
        zone: pointer(string),
        hints: pointer(object({ forZones: list(name), forNodes: list(name) })),
      }),
    ),
  ),
  ports: always(
    list(
      object({ name: pointer(string), protocol: pointer(string), port: pointer(int32), appProtocol: pointer(string) }),
    ),
  ),
});

function checkIp(address: string, family: 'IPv4' | 'IPv6', path: Path): TypedError[] {
  const parsed = parseAddress(address);
  if (parsed === undefined) return [invalid(path, address, 'must be a valid IP address')];
  if (family === 'IPv6' && !isCanonicalAddress(address))
    return [invalid(path, address, `must be in canonical form (${parsed.text})`)];
  const problem = specialAddressProblem(parsed);
  return [
    ...(parsed.family === family ? [] : [invalid(path.slice(0, -1), address, `must be an ${family} address`)]),
    ...(problem === undefined ? [] : [invalid(path, address, problem)]),
  ];
}

function checkDomainName(address: string, path: Path): TypedError[] {
  if (address === '') return [required(path)];
  const domain = address.replace(/\.$/, '');
  const labels = domain.split('.');
  const problem = dnsSubdomainProblem(domain) ?? labels.map(dnsLabelProblem).find((one) => one !== undefined);
  if (problem !== undefined) return [invalid(path, address, problem)];
  return labels.length < 2 ? [invalid(path, address, 'must have at least two parts between dots')] : [];
}

function checkAddress(address: string, type: string, path: Path): TypedError[] {
  if (type === 'IPv4' || type === 'IPv6') return checkIp(address, type, path);
  return type === 'FQDN' ? checkDomainName(address, path) : [];
}

function problems(path: Path, value: string | undefined, problem: (value: string) => string | undefined): TypedError[] {
  const reason = value === undefined ? undefined : problem(value);
  return reason === undefined ? [] : [invalid(path, value, reason)];
}

function repeated(values: readonly (string | undefined)[], pathOf: (index: number) => Path): TypedError[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [duplicate(pathOf(index), value)] : []));
}

function checkHints(
  names: readonly { readonly name: string }[] = [],
  path: Path,
  problem: (value: string) => string | undefined,
): TypedError[] {
  if (names.length > MOST_HINTS) return [tooMany(path, names.length, MOST_HINTS)];
  return [
    ...names.flatMap((one, index) => problems([...path, index, 'name'], one.name, problem)),
    ...repeated(
      names.map((one) => one.name),
      (index) => [...path, index, 'name'],
    ),
  ];
}

interface Hints {
  readonly forZones?: readonly { readonly name: string }[];
  readonly forNodes?: readonly { readonly name: string }[];
}

function checkEndpoint(endpoint: Endpoint, type: string, path: Path): TypedError[] {
  const addresses = endpoint.addresses ?? [];
  const hints = (endpoint.hints ?? {}) as Hints;
  const addressesPath = [...path, 'addresses'];
  return [
    ...(addresses.length === 0 ? [required(addressesPath, 'at least one address')] : []),
    ...(addresses.length > MOST_ADDRESSES ? [tooMany(addressesPath, addresses.length, MOST_ADDRESSES)] : []),
    ...addresses.flatMap((address, index) => checkAddress(address, type, [...addressesPath, index])),
    ...problems([...path, 'nodeName'], endpoint.nodeName, dnsSubdomainProblem),
    ...problems([...path, 'hostname'], endpoint.hostname, dnsLabelProblem),
    ...checkHints(hints.forZones, [...path, 'hints', 'forZones'], labelValueProblem),
    ...checkHints(hints.forNodes, [...path, 'hints', 'forNodes'], dnsSubdomainProblem),
  ];
}

function checkPort(port: EndpointPort, path: Path): TypedError[] {
  const { protocol } = port;
  return [
    ...(port.name === '' ? [] : problems([...path, 'name'], port.name, dnsLabelProblem)),
    ...(PROTOCOLS.some((known) => known === protocol) ? [] : [unsupported([...path, 'protocol'], protocol, PROTOCOLS)]),
    ...problems([...path, 'appProtocol'], port.appProtocol, qualifiedNameProblem),
  ];
}

function checkSlice({ addressType, endpoints: listed, ports: listedPorts }: Slice): TypedError[] {
  const types = ['FQDN', 'IPv4', 'IPv6'];
  const endpoints = listed ?? [];
  const ports = listedPorts ?? [];
  return [
    ...((addressType as string) === '' ? [required(['addressType'])] : []),
    ...((addressType as string) === '' || types.includes(addressType)
      ? []
      : [unsupported(['addressType'], addressType, types)]),
    ...(ports.length > MOST_PORTS
      ? [tooMany(['ports'], ports.length, MOST_PORTS)]
      : ports.flatMap((port, index) => checkPort(port, ['ports', index]))),
    ...repeated(
      ports.map((port) => port.name),
      (index) => ['ports', index, 'name'],
    ),
    ...(endpoints.length > MOST_ENDPOINTS
      ? [tooMany(['endpoints'], endpoints.length, MOST_ENDPOINTS)]
      : endpoints.flatMap((endpoint, index) => checkEndpoint(endpoint, addressType, ['endpoints', index]))),
  ];
}

export const endpointSlice: CoreKind = {
  schema,
  nameProblem: dnsSubdomainProblem,
  keepsGeneration: false,
  complete: (object) => {
    const { ports, endpoints } = object as unknown as Slice;
    return {
      ...object,
      ports: ports?.map((port) => ({ name: '', protocol: 'TCP', ...port })) ?? null,
      endpoints:
        endpoints?.map(
          ({ deprecatedTopology: _, ...endpoint }: Endpoint & { deprecatedTopology?: unknown }) => endpoint,
        ) ?? null,
    };
  },
  check: (object) => checkSlice(object as unknown as Slice),
  checkChange: (object, old) =>
    object.addressType === old.addressType ? [] : [invalid(['addressType'], object.addressType, 'cannot change')],
};
