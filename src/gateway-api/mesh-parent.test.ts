import { describe, expect, test } from '@jest/globals';
import { ACCEPTED, refused, route, SERVICE, service, told } from './testing/mesh-resources.js';
import { MESH, MESH_CONTROLLER, PER_GATEWAY, Translation } from './testing/translation.js';

describe('what a route is told of a parent that is a Service', () => {
  test.each([
    [
      'all ports',
      SERVICE,
      '',
      ACCEPTED,
      /in part: Connections to port 5432 \(appProtocol postgresql\) of Service app\/shop pass through/,
    ],
    ['a port', SERVICE, 'port: 80', ACCEPTED, /^The route is accepted\./],
    ['a port by its name', SERVICE, 'sectionName: api', ACCEPTED, /^The route is accepted\./],
    [
      'a port and another name',
      SERVICE,
      'port: 80, sectionName: api',
      refused('NoMatchingParent'),
      /no TCP port called api, with number 80 \(it has: 80, 8080, 5432\)/,
    ],
    ['a port that it has not', SERVICE, 'port: 81', refused('NoMatchingParent'), /no TCP port 81/],
    [
      'a port that does not carry HTTP',
      SERVICE,
      'port: 5432',
      refused('NoMatchingParent'),
      /port 5432 \(appProtocol postgresql\)/,
    ],
    [
      'HTTPS',
      service('{ clusterIP: 10.96.0.1, ports: [{ port: 80, appProtocol: HTTPS }] }'),
      '',
      refused('NoMatchingParent'),
      /appProtocol HTTPS/,
    ],
    [
      'UDP',
      service('{ clusterIP: 10.96.0.1, ports: [{ port: 80, protocol: UDP }] }'),
      '',
      refused('NoMatchingParent'),
      /it has: none/,
    ],
    ['no Service', '', '', refused('NoMatchingParent'), /Service app\/shop does not exist/],
    [
      'a headless one',
      service('{ clusterIP: None, ports: [{ port: 80 }] }'),
      '',
      refused('NoMatchingParent'),
      /is headless/,
    ],
    [
      'an ExternalName',
      service('{ type: ExternalName, externalName: x, ports: [{ port: 80 }] }'),
      '',
      refused('NoMatchingParent'),
      /of type ExternalName/,
    ],
    [
      'one without ClusterIP',
      service('{ ports: [{ port: 80 }] }'),
      '',
      refused('NoMatchingParent'),
      /has no ClusterIP/,
    ],
  ])('%s', (_, resources, ref, conditions, message) => {
    const translation = new Translation(MESH).apply(resources, route('HTTPRoute', 'r', { ref, spec: 'rules: [{}]' }));
    expect(told(translation, 'HTTPRoute/app/r')).toEqual({
      controllerName: MESH_CONTROLLER,
      conditions,
      message: expect.stringMatching(message),
    });
  });

  test('a UDPRoute is refused', () => {
    const translation = new Translation(MESH).apply(SERVICE, route('UDPRoute', 'r'));
    expect(told(translation, 'UDPRoute/app/r')).toMatchObject({
      conditions: ['Accepted False UnsupportedValue', 'ResolvedRefs False UnsupportedProtocol'],
    });
    expect(translation.model.meshFrontends.size).toBe(0);
  });

  test('nothing, where there is no mesh', () => {
    const { model } = new Translation(PER_GATEWAY).sidecars('app/web').apply(SERVICE, route('HTTPRoute', 'r'));
    expect(model.statuses.size + model.meshFrontends.size + model.sidecars.size + model.backends.size).toBe(0);
  });

  test('a route with a Gateway and a Service for parents has both entries, and rules of both kinds', () => {
    const both = route('HTTPRoute', 'r', {
      spec: 'rules: [{ backendRefs: [{ name: other, namespace: other, port: 80 }] }]',
    }).replace('parentRefs: [', 'parentRefs: [{ name: web }, ');
    const translation = new Translation(MESH).sidecars('app/web').apply(
      `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: gatewright }
spec: { controllerName: gatewright.dev/gateway-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: app }
spec: { gatewayClassName: gatewright, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: v1
kind: Service
metadata: { name: other, namespace: other }
spec: { clusterIP: 10.96.0.2, ports: [{ port: 80 }] }
`,
      SERVICE,
      both,
    );
    expect(told(translation, 'HTTPRoute/app/r', 0)).toMatchObject({
      controllerName: 'gatewright.dev/gateway-controller',
      conditions: ['Accepted True Accepted', 'ResolvedRefs False RefNotPermitted'],
    });
    expect(told(translation, 'HTTPRoute/app/r', 1)).toMatchObject({
      controllerName: MESH_CONTROLLER,
      conditions: ACCEPTED,
    });
    const { httpRules, meshRules } = translation.model;
    expect(httpRules.get('HTTPRoute/app/r/0')?.action).toMatchObject({ backends: [{ status: 500 }] });
    expect(meshRules.get('mesh/HTTPRoute/app/r/0')?.action).toMatchObject({
      backends: [{ backend: 'other/other:80+Downstream' }],
    });
    translation.apply(both.replace('{ name: web }, ', ''));
    expect(told(translation, 'HTTPRoute/app/r', 0)).toMatchObject({ controllerName: MESH_CONTROLLER });
    translation.remove('HTTPRoute', 'app/r');
    expect(translation.model.statuses.has('HTTPRoute/app/r')).toBe(false);
  });

  test('rules that are wrong are dropped, as with Gateways', () => {
    const spec = `rules:
  - matches: [{ path: { type: RegularExpression, value: "(?=a)" } }]
  - backendRefs: [{ name: shop, port: 80 }]`;
    const translation = new Translation(MESH).apply(SERVICE, route('HTTPRoute', 'r', { ref: 'port: 80', spec }));
    expect(told(translation, 'HTTPRoute/app/r').conditions).toEqual([
      ...ACCEPTED,
      'PartiallyInvalid True UnsupportedValue',
    ]);
  });
});
