import { describe, expect, test } from '@jest/globals';
import { handlings, http, route, SERVICE } from './testing/mesh-resources.js';
import { MESH, Translation } from './testing/translation.js';

describe('a frontend', () => {
  test('is of HTTP where the port says so, or where the route names it, and else asks the connection', () => {
    const translation = new Translation(MESH).apply(SERVICE, route('HTTPRoute', 'r'));
    expect(handlings(translation)).toEqual({ 'app/shop:80': http(true), 'app/shop:8080': http(false) });
    translation.apply(route('HTTPRoute', 'named', { ref: 'sectionName: web' }));
    expect(handlings(translation)['app/shop:80']).toEqual(http(false));
  });

  test('takes all routes of its kind, the better match first', () => {
    const spec = (path: string) =>
      `rules: [{ matches: [{ path: { value: ${path} } }], backendRefs: [{ name: shop, port: 80 }] }]`;
    const { model } = new Translation(MESH).apply(
      SERVICE,
      route('HTTPRoute', 'a', { ref: 'port: 80', spec: spec('/a') }),
      route('HTTPRoute', 'b', { ref: 'port: 80', spec: spec('/a/b') }),
    );
    expect(model.meshRoutes.get('app/shop:80')?.routes.map(({ rule }) => rule)).toEqual([
      'mesh/HTTPRoute/app/b/0',
      'mesh/HTTPRoute/app/a/0',
    ]);
  });

  test('answers preflights before any route of the path', () => {
    const spec = `rules: [
      { matches: [{ path: { value: /a } }], backendRefs: [{ name: shop, port: 80 }] },
      { matches: [{ path: { value: /a }, method: POST }], filters: [{ type: CORS, cors: { allowOrigins: ['*'] } }], backendRefs: [{ name: shop, port: 80 }] }]`;
    const { model } = new Translation(MESH).apply(SERVICE, route('HTTPRoute', 'a', { ref: 'port: 80', spec }));
    expect(model.meshRoutes.get('app/shop:80')?.routes).toEqual([
      { rule: 'mesh/HTTPRoute/app/a/1', match: 0, preflight: 'Request' },
      { rule: 'mesh/HTTPRoute/app/a/1', match: 0, preflight: 'Path' },
      { rule: 'mesh/HTTPRoute/app/a/1', match: 0 },
      { rule: 'mesh/HTTPRoute/app/a/0', match: 0 },
    ]);
  });

  test('of a Service in a Strict namespace is there without a route, and leads to the Service itself', () => {
    const strict = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: app, labels: { gatewright.dev/mtls: strict } }';
    const translation = new Translation(MESH).sidecars('lab/tester', 'app/shop').apply(SERVICE, strict);
    const { model } = translation;
    expect(Object.keys(handlings(translation)).sort()).toEqual(['app/shop:5432', 'app/shop:80', 'app/shop:8080']);
    expect(model.meshGroups.get('app/shop:80|mesh/app/shop:80/default')?.members).toEqual([
      { weight: 1, backend: 'app/shop:80' },
    ]);
    expect(model.sidecars.get('mesh/app/shop')?.inbound).toBe('Strict');
    expect(model.sidecars.get('mesh/lab/tester')?.inbound).toBe('Permissive');
    expect([model.backends.has('app/shop:80'), model.backendUses.size]).toEqual([true, 0]);
    translation.apply(route('HTTPRoute', 'r', { ref: 'port: 80' }));
    expect(handlings(translation)['app/shop:80']).toEqual(http(false));
    translation.apply(route('HTTPRoute', 'r'));
    expect(handlings(translation)['app/shop:80']).toEqual({ ...http(true), otherwise: 'mesh/app/shop:80/default' });
    expect(model.meshGroups.has('app/shop:80|mesh/app/shop:80/default')).toBe(true);
    translation.apply(route('HTTPRoute', 'r', { ref: 'port: 80' }));
    translation.apply(strict.replace('strict', 'permissive'));
    expect(Object.keys(handlings(translation))).toEqual(['app/shop:80']);
    expect(model.sidecars.get('mesh/app/shop')?.inbound).toBe('Permissive');
  });
});
