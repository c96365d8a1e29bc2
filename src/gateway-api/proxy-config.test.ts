import { describe, expect, test } from '@jest/globals';
import { mergeParameters } from './proxy-config.js';
import { PER_GATEWAY, SHARED, Translation } from './testing/translation.js';

describe('mergeParameters', () => {
  test('goes field by field, with the Gateway over the class', () =>
    expect(
      mergeParameters(
        { replicas: 2, logLevel: 'info', service: { type: 'NodePort', annotations: { a: '1', b: '1' } } },
        { replicas: 3, service: { externalTrafficPolicy: 'Local', annotations: { b: '2' } } },
      ),
    ).toEqual({
      replicas: 3,
      logLevel: 'info',
      service: { type: 'NodePort', externalTrafficPolicy: 'Local', annotations: { a: '1', b: '2' } },
    }));

  test('takes lists, and what belongs together, as a whole', () =>
    expect(
      mergeParameters(
        {
          tolerations: [{ key: 'a' }],
          autoscaling: { minReplicas: 4, maxReplicas: 9 },
          podDisruptionBudget: { minAvailable: 1 },
          affinity: { nodeAffinity: {} },
        },
        {
          tolerations: [{ key: 'b' }],
          autoscaling: { maxReplicas: 3 },
          podDisruptionBudget: { maxUnavailable: 1 },
          affinity: { podAffinity: {} },
        },
      ),
    ).toEqual({
      tolerations: [{ key: 'b' }],
      autoscaling: { maxReplicas: 3 },
      podDisruptionBudget: { maxUnavailable: 1 },
      affinity: { podAffinity: {} },
    }));
});

const CONFIG = `
apiVersion: gatewright.dev/v1alpha1
kind: ProxyConfig
metadata: { name: config, namespace: a }
spec: { replicas: 1 }`;

const gateways = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => `
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web-${index}, namespace: a, uid: "${index}" }
spec: { gatewayClassName: gatewright, listeners: [{ name: http, port: 80, protocol: HTTP }] }`,
  ).join('');

const CLASS = `
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: gatewright }
spec:
  controllerName: gatewright.dev/gateway-controller
  parametersRef: { group: gatewright.dev, kind: ProxyConfig, name: config, namespace: a }`;

describe('a ProxyConfig', () => {
  test('that changes costs each Gateway of its class once, and no listener, route or resource of Envoy', () => {
    const translation = new Translation(PER_GATEWAY).apply(CONFIG + CLASS + gateways(10));
    const work = translation.work(() => translation.apply(CONFIG.replace('replicas: 1', 'replicas: 2')));
    const names = ['ProxyConfig', 'proxyConfigs', 'classes', 'gateways', 'ownProxies'];
    expect(names.map((name) => work[name])).toEqual([1, 1, 1, 10, 10]);
    for (const name of [
      'resolvedListeners',
      'listeners',
      'routeTables',
      'attachPoints',
      'routeParents',
      'virtualHosts',
    ]) {
      expect([name, work[name] ?? 0]).toEqual([name, 0]);
    }
    expect(translation.model.proxies.get('a/web-3')?.parameters).toEqual({ replicas: 2 });
  });

  test('that goes away keeps what runs, and refuses what is new', () => {
    const translation = new Translation(PER_GATEWAY)
      .apply(CONFIG + CLASS + gateways(1))
      .remove('ProxyConfig', 'a/config');
    expect(translation.gateway('a/web-0', 'Accepted')).toBe('False InvalidParameters');
    expect(translation.model.proxies.get('a/web-0')?.held).toBe(true);
    expect(translation.model.listeners.has('a/web-0/80')).toBe(true);
    translation.apply(CONFIG);
    expect(translation.gateway('a/web-0', 'Accepted')).toBe('True Accepted');
    expect(translation.model.proxies.get('a/web-0')?.held).toBeUndefined();
  });

  test('is checked by what knows the API of Envoy, too', () => {
    const settings = { ...PER_GATEWAY, bootstrapProblem: () => 'Bootstrap has no field nonsense' };
    const translation = new Translation(settings).apply(
      CONFIG.replace('replicas: 1', 'bootstrap: { nonsense: 1 }') + CLASS,
    );
    const [condition] = translation.status('GatewayClass', 'gatewright')?.conditions ?? [];
    expect(condition).toMatchObject({
      status: 'False',
      reason: 'InvalidParameters',
      message: 'parametersRef: ProxyConfig a/config: spec.bootstrap: Bootstrap has no field nonsense',
    });
  });

  test.each([
    [
      'networkPolicy: { deniedRanges: [10.0.0.0/8, 10.1.0.0/99] }',
      'networkPolicy.deniedRanges[1]: "10.1.0.0/99" is not',
    ],
    ['networkPolicy: { deniedRanges: ["::/0"] }', 'networkPolicy.deniedRanges[0]: "::/0" is every address'],
    [
      'networkPolicy: { metricsFrom: [{ ipBlock: { cidr: 1.2.3/8 } }] }',
      'networkPolicy.metricsFrom[0].ipBlock.cidr: "1.2.3/8" is not',
    ],
    [
      'service: { loadBalancerSourceRanges: ["::1::/64"] }',
      'service.loadBalancerSourceRanges[0]: "::1::/64" is not a range of addresses',
    ],
  ])('with a range that the API server refuses later, %s, is not valid', (spec, message) => {
    const translation = new Translation(PER_GATEWAY).apply(CONFIG.replace('replicas: 1', spec) + CLASS);
    const [condition] = translation.status('GatewayClass', 'gatewright')?.conditions ?? [];
    expect(condition).toMatchObject({ status: 'False', reason: 'InvalidParameters' });
    expect(condition?.message).toContain(`ProxyConfig a/config: spec.${message}`);
  });

  test.each(['10.1.0.0/16', 'fd00::/8', '010.1.0.0/16'])('may deny %s', (range) => {
    const config = CONFIG.replace('replicas: 1', `networkPolicy: { deniedRanges: ["${range}"] }`);
    expect(new Translation(PER_GATEWAY).apply(config + CLASS + gateways(1)).gateway('a/web-0', 'Accepted')).toBe(
      'True Accepted',
    );
  });

  test('where all Gateways share a proxy says which of its fields have no effect', () => {
    const translation = new Translation(SHARED).apply(
      CONFIG.replace('replicas: 1', 'replicas: 1, concurrency: 2, accessLog: None') + CLASS + gateways(1),
    );
    expect(translation.gateway('a/web-0', 'Accepted')).toBe('True Accepted');
    const status = translation.model.statuses.get('ProxyConfig/a/config')?.status;
    expect(status).toMatchObject({ conditions: [{ type: 'Accepted', status: 'True' }] });
    expect(JSON.stringify(status)).toContain(
      'spec.replicas, spec.concurrency have no effect here, where one Envoy on this machine carries all Gateways. ' +
        'Use --concurrency of gatewright run instead.',
    );
    expect([...translation.model.proxies.entries()]).toEqual([]);
  });

  test('decides about the access log of each Gateway also where all share a proxy', () => {
    const own = `
---
apiVersion: gatewright.dev/v1alpha1
kind: ProxyConfig
metadata: { name: quiet, namespace: a }
spec: { accessLog: None }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: quiet, namespace: a }
spec:
  gatewayClassName: gatewright
  infrastructure: { parametersRef: { group: gatewright.dev, kind: ProxyConfig, name: quiet } }
  listeners: [{ name: http, port: 81, protocol: HTTP }]`;
    const translation = new Translation(SHARED).apply(CONFIG + CLASS + gateways(1) + own);
    const logs = [...translation.model.filterChains.entries()].map(([, chain]) => [
      chain.listener,
      chain.kind === 'HTTP' && chain.settings?.accessLog,
    ]);
    expect(logs.sort()).toEqual([
      ['a/quiet/81', 'off'],
      ['a/web-0/80', undefined],
    ]);
    expect(JSON.stringify(translation.model.statuses.get('ProxyConfig/a/quiet'))).toContain(
      '"The ProxyConfig is valid."',
    );
  });

  test('of another kind, or that is not there, is refused also where all share a proxy', () => {
    const translation = new Translation(SHARED).apply(CLASS.replace('kind: ProxyConfig', 'kind: Other') + gateways(1));
    expect(JSON.stringify(translation.status('GatewayClass', 'gatewright'))).toContain(
      'there are no parameters of kind Other in group \\"gatewright.dev\\". Use ProxyConfig',
    );
    translation.apply(CLASS);
    expect(JSON.stringify(translation.status('GatewayClass', 'gatewright'))).toContain(
      'parametersRef: ProxyConfig a/config does not exist.',
    );
  });
});
