import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { intersect } from './hostname.js';
import { Translation } from './testing/translation.js';

const API = 'apiVersion: gateway.networking.k8s.io/v1';

const GATEWAY = `${API}
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }
---
${API}
kind: Gateway
metadata: { name: web, namespace: a }
spec:
  gatewayClassName: ours
  listeners:
    - { name: all, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }
    - { name: example, port: 81, protocol: HTTP, hostname: '*.example.com', allowedRoutes: { namespaces: { from: All } } }`;

interface RouteShape {
  readonly kind: 'HTTPRoute' | 'GRPCRoute';
  readonly name: string;
  readonly namespace?: string;
  readonly created?: string | undefined;
  readonly hostnames?: readonly string[] | undefined;
  readonly section?: string;
  /** Makes the route invalid. */
  readonly broken?: boolean;
}

function route({ kind, name, namespace = 'a', created, hostnames, section = 'all', broken }: RouteShape): string {
  const filters = broken ? ', filters: [{ type: ExtensionRef, extensionRef: { group: g, kind: K, name: n } }]' : '';
  return `${API}
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace} ${created ? `, creationTimestamp: '${created}'` : ''} }
spec:
  parentRefs: [{ name: web, namespace: a ${section && `, sectionName: ${section}`} }]
  ${hostnames ? `hostnames: [${hostnames.map((each) => `'${each}'`).join(', ')}]` : ''}
  rules: [{ backendRefs: [] ${filters} }]`;
}

const OLD = '2020-01-01T00:00:00Z';
const NEW = '2021-01-01T00:00:00Z';
const http = (name: string, more: Partial<RouteShape> = {}): RouteShape => ({ kind: 'HTTPRoute', name, ...more });
const grpc = (name: string, more: Partial<RouteShape> = {}): RouteShape => ({ kind: 'GRPCRoute', name, ...more });

function translated(...routes: readonly RouteShape[]): Translation {
  return new Translation().apply(GATEWAY, ...routes.map(route));
}

function accepted(translation: Translation, { kind, namespace = 'a', name }: RouteShape): boolean | undefined {
  const conditions = translation.status(kind, `${namespace}/${name}`)?.parents[0]?.conditions;
  return conditions && conditions.find(({ type }) => type === 'Accepted')?.status === 'True';
}

function message(translation: Translation, kind: RouteShape['kind'], key: string): string | undefined {
  const conditions = translation.status(kind, key)?.parents[0]?.conditions;
  return conditions?.find(({ type }) => type === 'Accepted')?.message;
}

describe('of an HTTPRoute and a GRPCRoute with hostnames in common', () => {
  test.each<[string, readonly string[] | undefined, readonly string[] | undefined]>([
    ['the same', ['www.example.com'], ['www.example.com']],
    ['one of several', ['a.example.com', 'b.example.com'], ['c.example.com', 'b.example.com']],
    ['a wider one', ['*.example.com'], ['www.example.com']],
    ['a narrower one', ['www.example.com'], ['*.example.com']],
    ['any', undefined, ['www.example.com']],
    ['all', ['www.example.com'], undefined],
    ['both any', undefined, undefined],
  ])('the older is accepted: %s', (_, hostnames, others) => {
    const [one, two] = [http('z', { created: OLD, hostnames }), grpc('a', { created: NEW, hostnames: others })];
    const translation = translated(two, one);
    expect([accepted(translation, one), accepted(translation, two)]).toEqual([true, false]);
    const [three, four] = [http('a', { created: NEW, hostnames }), grpc('z', { created: OLD, hostnames: others })];
    const reversed = translated(three, four);
    expect([accepted(reversed, three), accepted(reversed, four)]).toEqual([false, true]);
  });

  test.each<[string, Partial<RouteShape>, Partial<RouteShape>]>([
    ['other hostnames', { hostnames: ['a.example.com'] }, { hostnames: ['b.example.com', '*.a.example.com'] }],
    ['a wildcard and its domain', { hostnames: ['example.com'] }, { hostnames: ['*.example.com'] }],
    ['other listeners', { section: 'all' }, { section: 'example' }],
    [
      'other hostnames of the listener',
      { section: 'example', hostnames: ['a.example.com', 'x.org'] },
      { section: 'example', hostnames: ['b.example.com', '*.org'] },
    ],
  ])('both are accepted with %s', (_, one, two) => {
    const routes = [http('one', one), grpc('two', two)];
    const translation = translated(...routes);
    expect(routes.map((each) => accepted(translation, each))).toEqual([true, true]);
  });

  test('the first by namespace and name is accepted when they are of one age', () => {
    const routes = [grpc('a-b', { created: OLD }), http('a', { created: OLD }), http('a', { namespace: 'a-a' })];
    const translation = translated(...routes);
    expect(routes.map((each) => accepted(translation, each))).toEqual([false, true, true]);
  });

  test('routes of one kind do not matter to each other', () => {
    const routes = [http('one'), http('two'), http('three')];
    expect(routes.map((each) => accepted(translated(...routes), each))).toEqual([true, true, true]);
  });

  test('the one that is not accepted answers nothing and does not count', () => {
    const translation = translated(http('one'), grpc('two'));
    expect(translation.routesOf('a/web/80', '*')).toEqual(['HTTPRoute/a/one/0#0']);
    const listeners = translation.status('Gateway', 'a/web')?.listeners;
    expect(listeners?.map(({ attachedRoutes }) => attachedRoutes)).toEqual([1, 0]);
    expect(translation.model.httpRules.has('GRPCRoute/a/two/0')).toBe(false);
  });

  test('the other takes over when the older one goes', () => {
    const [one, two] = [http('one'), grpc('two')];
    const translation = translated(one, two).remove('HTTPRoute', 'a/one');
    expect(accepted(translation, two)).toBe(true);
    expect(translation.routesOf('a/web/80', '*')).toEqual(['GRPCRoute/a/two/0#0']);
  });

  test('a route is kept from the listeners concerned only', () => {
    const translation = translated(
      http('one', { hostnames: ['www.example.com'], section: 'example' }),
      grpc('two', { section: '' }),
    );
    expect(message(translation, 'GRPCRoute', 'a/two')).toBe(
      'The route is accepted in part: spec.hostnames: any hostname overlaps on listener example of Gateway a/web with www.example.com of HTTPRoute a/one, which takes precedence. A hostname of a listener is either for HTTPRoutes or for GRPCRoutes, so use another hostname or another listener.',
    );
    expect(translation.grpcRoute('a/two', 'Accepted')).toBe('True Accepted');
    expect(translation.routesOf('a/web/80', '*')).toEqual(['GRPCRoute/a/two/0#0']);
    expect(translation.routesOf('a/web/81', '*.example.com')).toEqual([]);
  });

  test('an invalid route keeps its place: its requests are answered with an error', () => {
    const [one, two] = [http('one', { broken: true }), grpc('two')];
    const translation = translated(one, two);
    expect(translation.httpRoute('a/one', 'Accepted')).toBe('False UnsupportedValue');
    expect(translation.grpcRoute('a/two', 'Accepted')).toBe('False HostnameConflict');
    expect(translation.routesOf('a/web/80', '*')).toEqual(['HTTPRoute/a/one/0#0']);
  });

  test('the message names the other route only in its own namespace', () => {
    const translation = translated(
      http('one', { hostnames: ['*.example.com'] }),
      grpc('two', { hostnames: ['secret.example.com'] }),
      grpc('two', { namespace: 'b', hostnames: ['public.example.com'] }),
    );
    expect(message(translation, 'GRPCRoute', 'a/two')).toContain(
      'secret.example.com overlaps on listener all of Gateway a/web with *.example.com of HTTPRoute a/one, which',
    );
    expect(message(translation, 'GRPCRoute', 'b/two')).toContain(
      'public.example.com overlaps on listener all of Gateway a/web with an HTTPRoute of another namespace, which',
    );
  });
});

const hostname = fc.constantFrom('a.b.com', 'b.com', '*.b.com', '*.a.b.com', '*.com', 'x.org', '*.org');

test('a route is accepted exactly if no older one of the other kind has a hostname in common with it', () => {
  let rejected = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(
        fc.record({
          kind: fc.constantFrom('HTTPRoute' as const, 'GRPCRoute' as const),
          name: fc.constantFrom('a', 'a-b', 'b', 'c'),
          namespace: fc.constantFrom('a', 'b'),
          created: fc.constantFrom(undefined, OLD, NEW),
          hostnames: fc.option(fc.uniqueArray(hostname, { minLength: 1, maxLength: 3 }), { nil: undefined }),
        }),
        { selector: ({ kind, namespace, name }) => `${kind} ${namespace}/${name}`, maxLength: 12 },
      ),
      (routes) => {
        const translation = translated(...routes);
        const precedes = (one: RouteShape, other: RouteShape) => {
          const ranks = [one, other].map(({ created = '', namespace, name, kind }) => [
            created,
            `${namespace}/${name}`,
            kind,
          ]);
          const [own = [], others = []] = ranks;
          const at = own.findIndex((part, index) => part !== others[index]);
          return (own[at] ?? '') < (others[at] ?? '');
        };
        const overlap = ({ hostnames: own = ['*'] }: RouteShape, { hostnames: others = ['*'] }: RouteShape) =>
          own.some((each) => others.some((other) => intersect(each, other) !== undefined));
        for (const each of routes) {
          const rivals = routes.filter((other) => other.kind !== each.kind && precedes(other, each));
          const expected = !rivals.some((rival) => overlap(each, rival));
          if (!expected) rejected++;
          expect([each, accepted(translation, each)]).toEqual([each, expected]);
        }
      },
    ),
    { numRuns: 200 },
  );
  expect(rejected).toBeGreaterThan(100);
});
