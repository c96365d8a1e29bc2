import { expect, test } from '@jest/globals';
import type { AllowedRoutes, Gateway, HTTPRoute, Namespace, ParentReference } from '../resources/types.js';
import { CONTROLLER, Translation } from './testing/translation.js';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';

function gateway(allowedRoutes: AllowedRoutes | undefined, hostname: string | undefined): Gateway {
  const listener = {
    port: 80,
    protocol: 'HTTP',
    ...(hostname && { hostname }),
    ...(allowedRoutes && { allowedRoutes }),
  };
  return {
    apiVersion: GATEWAY_API,
    kind: 'Gateway',
    metadata: { name: 'web', namespace: 'infra' },
    spec: { gatewayClassName: 'ours', listeners: [{ name: 'http', ...listener }] },
  };
}

function route(namespace: string, ref: Partial<ParentReference>, hostnames: readonly string[] | undefined): HTTPRoute {
  return {
    apiVersion: GATEWAY_API,
    kind: 'HTTPRoute',
    metadata: { name: 'route', namespace },
    spec: { parentRefs: [{ name: 'web', namespace: 'infra', ...ref }], ...(hostnames && { hostnames }), rules: [{}] },
  };
}

const labelled: Namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'app', labels: { team: 'x' } } };
const selector = (team: string): AllowedRoutes => ({
  namespaces: { from: 'Selector', selector: { matchLabels: { team } } },
});

interface Case {
  readonly allowed?: AllowedRoutes;
  readonly namespace?: string;
  readonly ref?: Partial<ParentReference>;
  readonly hostname?: string;
  readonly hostnames?: readonly string[];
}

const ACCEPTED = 'True Accepted';
const NOT_ALLOWED = 'False NotAllowedByListeners';
const NO_PARENT = 'False NoMatchingParent';
const NO_HOSTNAME = 'False NoMatchingListenerHostname';

test.each<[string, Case, string | undefined]>([
  ['the same namespace, by default', {}, ACCEPTED],
  ['another namespace, by default', { namespace: 'app' }, NOT_ALLOWED],
  ['another namespace, Same', { namespace: 'app', allowed: { namespaces: { from: 'Same' } } }, NOT_ALLOWED],
  ['a namespace that begins like it', { namespace: 'inf' }, NOT_ALLOWED],
  ['another namespace, All', { namespace: 'app', allowed: { namespaces: { from: 'All' } } }, ACCEPTED],
  ['the same namespace, None', { allowed: { namespaces: { from: 'None' } } }, NOT_ALLOWED],
  ['a namespace that is selected', { namespace: 'app', allowed: selector('x') }, ACCEPTED],
  ['a namespace that is not selected', { namespace: 'app', allowed: selector('y') }, NOT_ALLOWED],
  ['the same namespace, not selected', { allowed: selector('x') }, NOT_ALLOWED],
  ['Selector without a selector', { namespace: 'app', allowed: { namespaces: { from: 'Selector' } } }, NOT_ALLOWED],
  [
    'a selector that is empty',
    { namespace: 'app', allowed: { namespaces: { from: 'Selector', selector: {} } } },
    ACCEPTED,
  ],
  ['its kind among the allowed ones', { allowed: { kinds: [{ kind: 'HTTPRoute' }] } }, ACCEPTED],
  ['another kind only', { allowed: { kinds: [{ kind: 'GRPCRoute' }] } }, NOT_ALLOWED],
  ['its kind in another group', { allowed: { kinds: [{ kind: 'HTTPRoute', group: 'example.com' }] } }, NOT_ALLOWED],
  ['a section', { ref: { sectionName: 'http' } }, ACCEPTED],
  ['a section that does not exist', { ref: { sectionName: 'https' } }, NO_PARENT],
  ['a port', { ref: { port: 80 } }, ACCEPTED],
  ['a port that does not exist', { ref: { port: 81 } }, NO_PARENT],
  ['a section that has another port', { ref: { sectionName: 'http', port: 81 } }, NO_PARENT],
  ['a section that is not there, in a namespace not allowed', { namespace: 'app', ref: { port: 81 } }, NO_PARENT],
  ['a hostname in common', { hostname: '*.example.com', hostnames: ['a.org', 'a.example.com'] }, ACCEPTED],
  ['no hostname in common', { hostname: '*.example.com', hostnames: ['example.com'] }, NO_HOSTNAME],
  ['no hostname in the route', { hostname: '*.example.com' }, ACCEPTED],
  ['no valid hostname in the route', { hostnames: ['not valid'] }, NO_HOSTNAME],
  ['not allowed and no hostname in common', { namespace: 'app', hostname: 'a.b', hostnames: ['c.d'] }, NOT_ALLOWED],
  ['another Gateway', { ref: { name: 'other' } }, undefined],
  ['a Gateway of that name elsewhere', { ref: { namespace: 'app' } }, undefined],
  ['a Service of that name', { ref: { group: '', kind: 'Service' } }, undefined],
  ['a Gateway of another group', { ref: { group: 'example.com' } }, undefined],
])('%s', (_, { allowed, namespace = 'infra', ref = {}, hostname, hostnames }, expected) => {
  const translation = new Translation().apply(
    { apiVersion: GATEWAY_API, kind: 'GatewayClass', metadata: { name: 'ours' }, spec: { controllerName: CONTROLLER } },
    labelled,
    gateway(allowed, hostname),
    route(namespace, ref, hostnames),
  );
  expect(translation.httpRoute(`${namespace}/route`, 'Accepted')).toBe(expected);
  const attached = translation.status('Gateway', 'infra/web')?.listeners[0]?.attachedRoutes;
  expect(attached).toBe(expected === ACCEPTED ? 1 : 0);
  expect([...translation.model.httpRules.entries()].length).toBe(expected === ACCEPTED ? 1 : 0);
});

test('a route that names one listener twice counts once', () => {
  const twice: HTTPRoute = {
    ...route('infra', {}, undefined),
    spec: { parentRefs: [{ name: 'web' }, { name: 'web', sectionName: 'http' }], rules: [{}] },
  };
  const translation = new Translation().apply(
    { apiVersion: GATEWAY_API, kind: 'GatewayClass', metadata: { name: 'ours' }, spec: { controllerName: CONTROLLER } },
    gateway(undefined, undefined),
    twice,
  );
  expect(translation.status('Gateway', 'infra/web')?.listeners[0]?.attachedRoutes).toBe(1);
  expect(translation.status('HTTPRoute', 'infra/route')?.parents.map(({ parentRef }) => parentRef)).toEqual(
    twice.spec.parentRefs,
  );
});
