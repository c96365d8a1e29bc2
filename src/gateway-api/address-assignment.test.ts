import { describe, expect, test } from '@jest/globals';
import type { ProxyState } from '../model/index.js';
import { PER_GATEWAY, SHARED, Translation } from './testing/translation.js';

type Address = ProxyState['addresses'][number];

const outside = (value: string): Address => ({ type: 'IPAddress', value });
const inside = (value: string): Address => ({ type: 'IPAddress', value, inCluster: true });
const HOSTNAME: Address = { type: 'Hostname', value: 'lb.example.com' };

/** A Gateway with these `spec.addresses`, as YAML, and its proxy with these addresses. */
function translate(requests: string, addresses: readonly Address[], parameters = '{}', settings = PER_GATEWAY) {
  const translation = new Translation(settings).apply(`
apiVersion: gatewright.dev/v1alpha1
kind: ProxyConfig
metadata: { name: config, namespace: infra }
spec: ${parameters}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: infra }
spec:
  gatewayClassName: ours
  addresses: ${requests}
  infrastructure: { parametersRef: { group: gatewright.dev, kind: ProxyConfig, name: config } }
  listeners: [{ name: http, port: 80, protocol: HTTP }]
`);
  return translation.proxy('infra/web', { addresses });
}

/** Its addresses with their routability, and what its conditions say about them. */
function outcome(translation: Translation) {
  const { addresses = [], conditions = [] } = translation.status('Gateway', 'infra/web') ?? {};
  const message = conditions.find(({ type }) => type === 'AddressesAssigned')?.message;
  return {
    addresses: addresses.map(({ value, routability }) => `${value} "${routability}"`),
    programmed: translation.gateway('infra/web', 'Programmed'),
    assigned: translation.gateway('infra/web', 'AddressesAssigned'),
    ...(message !== 'The Gateway has its addresses.' && { message }),
  };
}

const GOOD = { programmed: 'True Programmed', assigned: 'True AddressesAssigned' };
const PARTLY = { programmed: 'True Programmed', assigned: 'False PartiallyAssigned' };
const NOT = { programmed: 'False AddressNotAssigned', assigned: 'False NotAssigned' };

const SERVICE = [outside('192.0.2.1'), inside('10.96.0.1')];

describe('without requests a Gateway has', () => {
  test('what its Service is for, in whatever number', () => {
    const addresses = [outside('192.0.2.1'), outside('2001:db8::1'), HOSTNAME, inside('10.96.0.1')];
    expect(outcome(translate('[]', addresses))).toEqual({
      addresses: ['192.0.2.1 ""', '2001:db8::1 ""', 'lb.example.com ""'],
      ...GOOD,
    });
    expect(outcome(translate('[]', [inside('10.96.0.1')], '{ service: { type: ClusterIP } }'))).toEqual({
      addresses: ['10.96.0.1 "Cluster"'],
      ...GOOD,
    });
  });

  test('nothing while a load balancer has no address', () => {
    const message = 'The proxy has no address yet.';
    expect(outcome(translate('[]', [inside('10.96.0.1')]))).toEqual({ addresses: [], ...NOT, message });
  });
});

describe('a Gateway that asks for', () => {
  test.each<[string, string, readonly Address[], string[]]>([
    ['any address', '[{}]', SERVICE, ['192.0.2.1 ""']],
    ['an empty routability', '[{ routability: "" }]', SERVICE, ['192.0.2.1 ""']],
    ['one of two addresses', '[{}]', [outside('192.0.2.1'), outside('192.0.2.2')], ['192.0.2.1 ""']],
    ['an address of the cluster', '[{ routability: Cluster }]', SERVICE, ['10.96.0.1 "Cluster"']],
    ['both', '[{ routability: Cluster }, {}]', SERVICE, ['10.96.0.1 "Cluster"', '192.0.2.1 ""']],
    [
      'one of the cluster by value, and any',
      '[{ routability: Cluster }, { routability: Cluster, value: 10.96.0.1 }]',
      [inside('10.96.0.1'), inside('10.96.0.2')],
      ['10.96.0.2 "Cluster"', '10.96.0.1 "Cluster"'],
    ],
    [
      'any and one by value',
      '[{}, { value: 192.0.2.1 }]',
      [...SERVICE, outside('192.0.2.2')],
      ['192.0.2.2 ""', '192.0.2.1 ""'],
    ],
    [
      'what conformance asks for',
      '[{ routability: testing.x-k8s.io/sentinel }]',
      SERVICE,
      ['192.0.2.1 "testing.x-k8s.io/sentinel"'],
    ],
  ])('%s gets it', (_, requests, addresses, expected) => {
    expect(outcome(translate(requests, addresses))).toEqual({ addresses: expected, ...GOOD });
  });

  test('any address, where there are those of the cluster only: it is told which', () => {
    const config = '{ service: { type: ClusterIP } }';
    expect(outcome(translate('[{}]', [inside('10.96.0.1')], config)).addresses).toEqual(['10.96.0.1 "Cluster"']);
  });

  test.each<[string, string, readonly Address[], string]>([
    [
      'any address, and there is only a name',
      '[{}]',
      [HOSTNAME, inside('10.96.0.1')],
      'spec.addresses[0]: there is no address yet.',
    ],
    [
      'an address of the cluster that is not one',
      '[{ routability: Cluster, value: 192.0.2.1 }]',
      SERVICE,
      "spec.addresses[0]: 192.0.2.1 could not be assigned inside the cluster. Use a free address of the cluster's Services, or leave the value out.",
    ],
    [
      'an address of the cluster',
      '[{ routability: Cluster }]',
      [],
      'spec.addresses[0]: there is no address inside the cluster yet.',
    ],
    [
      'a routability that nobody knows',
      '[{ routability: example.com/Vpc }]',
      SERVICE,
      'spec.addresses[0].routability: "example.com/Vpc" is not supported, use Cluster or leave it out.',
    ],
    [
      'one that is reserved',
      '[{ routability: testing.x-k8s.io/other }]',
      SERVICE,
      'spec.addresses[0].routability: "testing.x-k8s.io/other" is not supported, use Cluster or leave it out.',
    ],
    [
      'an address that is not to be had',
      '[{ value: 192.0.2.9 }]',
      SERVICE,
      'spec.addresses[0]: 192.0.2.9 could not be assigned. Remove it or make it available.',
    ],
  ])('%s gets nothing else', (_, requests, addresses, message) => {
    const translation = translate(requests, addresses);
    expect(outcome(translation)).toEqual({ addresses: [], ...NOT, message });
    expect(translation.gateway('infra/web', 'Accepted')).toBe('True Accepted');
  });

  test('several gets those that there are', () => {
    const requests = '[{ routability: example.com/Vpc }, {}, { routability: Cluster, value: 10.96.0.9 }]';
    const { message, ...rest } = outcome(translate(requests, SERVICE));
    expect(rest).toEqual({ addresses: ['192.0.2.1 ""'], ...PARTLY });
    expect(message).toMatch(/^spec\.addresses\[0\]\.routability: .* spec\.addresses\[2\]: 10\.96\.0\.9 could/);
  });

  test('two of a kind of which there is one gets that one', () => {
    expect(outcome(translate('[{}, {}]', SERVICE))).toMatchObject({ addresses: ['192.0.2.1 ""'], ...PARTLY });
    expect(outcome(translate('[{ routability: Cluster }, { routability: Cluster }]', SERVICE))).toMatchObject({
      addresses: ['10.96.0.1 "Cluster"'],
      ...PARTLY,
    });
  });

  test('several of which one cannot be used is not programmed, as before there was routability', () => {
    const message = 'spec.addresses[1]: 192.0.2.9 could not be assigned. Remove it or make it available.';
    expect(outcome(translate('[{}, { value: 192.0.2.9 }]', SERVICE))).toEqual({
      addresses: ['192.0.2.1 ""'],
      programmed: 'False AddressNotUsable',
      assigned: 'False PartiallyAssigned',
      message,
    });
  });
});

test('nothing is said about addresses before there is a proxy, nor where nothing is asked for', () => {
  const without = new Translation(PER_GATEWAY);
  expect(outcome(without).assigned).toBeUndefined();
  const refused = translate('[{ type: Hostname, value: gw.example.com }]', SERVICE);
  expect(outcome(refused)).toMatchObject({ addresses: ['192.0.2.1 ""'], programmed: 'False Invalid' });
  expect(outcome(refused).assigned).toBeUndefined();
});

test('why the cluster refused an address is told', () => {
  const translation = translate('[{ routability: Cluster, value: 192.0.2.1 }]', []);
  translation.proxy('infra/web', { addresses: [], outdated: 'provided IP is not in the valid range.' });
  expect(outcome(translation).message).toContain(
    'could not be brought up to date: provided IP is not in the valid range.',
  );
});

test('where the CRD has no field for routability none is told, and the feature is not declared', () => {
  const translation = translate('[]', SERVICE);
  const features = () => translation.status('GatewayClass', 'ours')?.supportedFeatures.map(({ name }) => name);
  expect(features()).toEqual(
    expect.arrayContaining(['GatewayAddressRoutability', 'GatewayAddressRoutabilityCluster', 'GatewayStaticAddresses']),
  );
  translation.missing('Gateway.status.addresses.routability');
  expect(translation.status('Gateway', 'infra/web')?.addresses).toEqual([{ type: 'IPAddress', value: '192.0.2.1' }]);
  expect(features()).not.toEqual(expect.arrayContaining([expect.stringContaining('Routability')]));
  expect(features()).toContain('GatewayStaticAddresses');
});

test('on files routability is refused, with the field', () => {
  const translation = translate('[{ routability: Cluster }]', [], '{}', SHARED);
  const { conditions = [], addresses } = translation.status('Gateway', 'infra/web') ?? {};
  expect(conditions.find(({ type }) => type === 'Accepted')?.reason).not.toBe('Accepted');
  expect(addresses).toEqual([]);
  expect(translation.status('GatewayClass', 'ours')?.supportedFeatures).not.toContainEqual({
    name: 'GatewayAddressRoutability',
  });
});
