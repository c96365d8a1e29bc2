import { describe, expect, test } from '@jest/globals';
import { tlsHash } from '../model/backend-variant.js';
import type { BackendGroup, ClientTls, Endpoint, GroupMember } from '../model/index.js';
import { groupCluster, groupLoadAssignment } from './backend-group.js';

const group = (members: readonly GroupMember[], transport: BackendGroup['transport'] = 'TCP'): BackendGroup => ({
  name: 'ns/gw/1/a',
  proxy: 'p',
  transport,
  members,
});
const at = (address: string, health: Endpoint['health'] = 'Healthy'): Endpoint => ({ address, port: 1, health });
const endpoints = (
  known: Readonly<Record<string, readonly Endpoint[]>>,
  backendVariants: ReadonlyMap<string, { readonly tls: ClientTls }> = new Map(),
): Parameters<typeof groupLoadAssignment>[1] => ({
  endpoints: new Map(Object.entries(known).map(([backend, found]) => [backend, { backend, endpoints: found }])),
  backendVariants,
});
const tls = (trustBundle: string): ClientTls => ({
  serverName: 'a.test',
  subjectAltNames: [{ type: 'DNS', value: 'a.test' }],
  trustBundle,
});
/** Weight and addresses of each locality; what is inside the proxy closes connections. */
function summary(members: readonly GroupMember[], known: Parameters<typeof endpoints>[0]): unknown {
  const { endpoints: localities } = groupLoadAssignment(group(members), endpoints(known));
  return localities?.map(({ load_balancing_weight, lb_endpoints }) => [
    load_balancing_weight?.value,
    ...(lb_endpoints ?? []).map(({ endpoint }) => endpoint?.address?.socket_address?.address ?? 'nowhere'),
  ]);
}

describe('the endpoints of a group', () => {
  test('a member without endpoints keeps its share, and so does one that is refused', () => {
    const members = [
      { weight: 1, backend: 'a' },
      { weight: 2, backend: 'b' },
      { weight: 1 },
      { weight: 4, backend: 'c' },
    ];
    expect(summary(members, { a: [at('10.0.0.1'), at('10.0.0.2')], b: [] })).toEqual([
      [125_000, '10.0.0.1', '10.0.0.2'],
      [250_000, 'nowhere'],
      [125_000, 'nowhere'],
      [500_000, 'nowhere'],
    ]);
  });

  test('draining ones only when there is nothing else', () => {
    const members = [{ weight: 1, backend: 'a' }];
    expect(summary(members, { a: [at('10.0.0.1', 'Draining'), at('10.0.0.2')] })).toEqual([[1_000_000, '10.0.0.2']]);
    expect(summary(members, { a: [at('10.0.0.1', 'Draining')] })).toEqual([[1_000_000, '10.0.0.1']]);
  });

  test('weights that are far apart leave none out', () => {
    const members = [
      { weight: 1e12, backend: 'a' },
      { weight: 1, backend: 'b' },
    ];
    expect(summary(members, {})).toEqual([
      [1_000_000, 'nowhere'],
      [1, 'nowhere'],
    ]);
  });

  test('a Backend that is given twice has the sum of its weights, since Envoy takes an address once', () => {
    const members = [{ weight: 1, backend: 'a' }, { weight: 2 }, { weight: 2, backend: 'a' }, { weight: 3 }];
    expect(summary(members, { a: [at('10.0.0.1')] })).toEqual([
      [375_000, '10.0.0.1'],
      [625_000, 'nowhere'],
    ]);
  });

  test.each(['TCP', 'UDP'] as const)('members without endpoints have addresses that differ: %s', (transport) => {
    const members = Array.from({ length: 16 }, (_, index) => ({ weight: 1, backend: `b${index}` }));
    const { endpoints: localities = [] } = groupLoadAssignment(group(members, transport), endpoints({}));
    expect(new Set(localities.map(({ lb_endpoints }) => JSON.stringify(lb_endpoints))).size).toBe(members.length);
  });
});

describe('the cluster of a group', () => {
  test('has the TLS of each member, which its endpoints ask for', () => {
    const members = ['a', 'b', 'c', 'd'].map((backend) => ({ weight: 1, backend }));
    const two = { ...tls('two'), certificate: 'ns/c' };
    const ids = [`${tlsHash(tls('one'))}@`, `${tlsHash(two)}@ns/c`];
    const backends = new Map([
      ['a', { tls: tls('one') }],
      ['b', { tls: two }],
      ['c', { tls: tls('one') }],
    ]);
    const { transport_socket_matches } = groupCluster(group(members), backends);
    expect(transport_socket_matches?.map(({ name }) => name)).toEqual(ids);
    const known = Object.fromEntries(members.map(({ backend }) => [backend, [at('10.0.0.1')]]));
    const { endpoints: localities } = groupLoadAssignment(group(members), endpoints(known, backends));
    const asked = localities?.map(
      ({ lb_endpoints }) =>
        lb_endpoints?.[0]?.metadata?.filter_metadata?.['envoy.transport_socket_match']?.fields?.tls?.string_value,
    );
    expect(asked).toEqual([...ids, ids[0], undefined]);
  });

  test('is the same whatever the weights are', () => {
    const one = groupCluster(group([{ weight: 1, backend: 'a' }]), new Map());
    const other = groupCluster(group([{ weight: 2, backend: 'b' }, { weight: 1 }]), new Map());
    expect(one).toEqual(other);
  });
});
