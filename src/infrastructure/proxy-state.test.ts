import { describe, expect, test } from '@jest/globals';
import type { KubernetesObject } from '../kubernetes/objects.js';
import { type LiveProxy, proxyState } from './proxy-state.js';

function object(kind: string, parts: object): KubernetesObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'web-1', namespace: 'app' }, ...parts };
}

const service = (spec: object, ingress: readonly object[] = []) =>
  object('Service', { spec, status: { loadBalancer: { ingress } } });
const deployment = (availableReplicas: number, parts: { replicas?: number; conditions?: readonly object[] } = {}) =>
  object('Deployment', {
    spec: { replicas: parts.replicas ?? 1 },
    status: { availableReplicas, conditions: parts.conditions ?? [] },
  });
const pod = (status: object) => object('Pod', { status });
const READY = [{ type: 'Ready', status: 'True' }];

function state(parts: Partial<LiveProxy>) {
  return proxyState({ services: [], workloads: [deployment(1)], pods: [], ...parts });
}

describe('addresses', () => {
  const addresses = (...services: readonly KubernetesObject[]) =>
    state({
      services,
      pods: [
        pod({ hostIPs: [{ ip: '10.0.0.2' }, { ip: 'fd00::2' }], conditions: READY }),
        pod({ hostIP: '10.0.0.1', conditions: READY }),
        pod({ hostIP: '10.0.0.1', conditions: READY }),
        pod({ hostIP: '10.0.0.9', conditions: [{ type: 'Ready', status: 'False' }] }),
        pod({}),
      ],
    }).addresses.map(({ type, value, inCluster }) => `${type} ${value}${inCluster ? ' in the cluster' : ''}`);

  test('of a load balancer are those that it has', () =>
    expect(
      addresses(
        service({ type: 'LoadBalancer' }, [{ ip: '192.0.2.1' }, { hostname: 'lb.example.com' }]),
        service({ type: 'LoadBalancer' }),
      ),
    ).toEqual(['IPAddress 192.0.2.1', 'Hostname lb.example.com']));

  test('come in the order of the names of the Services', () => {
    const named = (name: string, ip: string) => ({
      ...service({ type: 'LoadBalancer' }, [{ ip }]),
      metadata: { name, namespace: 'app' },
    });
    expect(addresses(named('web-2', '192.0.2.2'), named('web', '192.0.2.1'))).toEqual([
      'IPAddress 192.0.2.1',
      'IPAddress 192.0.2.2',
    ]);
  });

  test('of a load balancer are only those that were asked for', () =>
    expect(
      addresses(
        service({ type: 'LoadBalancer', loadBalancerIP: '192.0.2.1' }, [{ ip: '192.0.2.9' }]),
        service({ type: 'LoadBalancer', loadBalancerIP: '192.0.2.2' }, [{ ip: '192.0.2.2' }]),
      ),
    ).toEqual(['IPAddress 192.0.2.2']));

  test('of a cluster IP are these', () =>
    expect(addresses(service({ type: 'ClusterIP', clusterIPs: ['10.96.0.1', 'fd00::1'] }))).toEqual([
      'IPAddress 10.96.0.1 in the cluster',
      'IPAddress fd00::1 in the cluster',
    ]));

  test('of other Services are also those that only the cluster reaches', () =>
    expect(
      addresses(
        service({ type: 'LoadBalancer', clusterIPs: ['10.96.0.1'] }, [{ ip: '192.0.2.1' }]),
        service({ type: 'ClusterIP', clusterIPs: ['10.96.0.2'] }),
        service({ type: 'LoadBalancer', clusterIPs: ['10.96.0.3'], loadBalancerIP: '192.0.2.2' }, [
          { ip: '192.0.2.2' },
        ]),
      ),
    ).toEqual([
      'IPAddress 192.0.2.1',
      'IPAddress 192.0.2.2',
      'IPAddress 10.96.0.1 in the cluster',
      'IPAddress 10.96.0.2 in the cluster',
      'IPAddress 10.96.0.3 in the cluster',
    ]));

  test('of a headless Service are none', () =>
    expect(addresses(service({ type: 'ClusterIP', clusterIPs: ['None'] }))).toEqual([]));

  test('of a node port are those of the nodes with a ready pod, each once', () =>
    expect(addresses(service({ type: 'NodePort' }))).toEqual([
      'IPAddress 10.0.0.1',
      'IPAddress 10.0.0.2',
      'IPAddress fd00::2',
    ]));

  test('outside the cluster are at most as many as a Gateway can tell', () => {
    const ingress = Array.from({ length: 20 }, (_, index) => ({ ip: `192.0.2.${index}` }));
    expect(addresses(service({ type: 'LoadBalancer', clusterIPs: ['10.96.0.1'] }, ingress)).slice(15)).toEqual([
      'IPAddress 192.0.2.15',
      'IPAddress 10.96.0.1 in the cluster',
    ]);
  });
});

describe('availability', () => {
  const unavailable = (parts: Partial<LiveProxy>) => {
    const { reason, message } = state({ workloads: [deployment(0)], ...parts }).unavailable ?? {};
    return reason && `${reason}: ${message}`;
  };
  const waiting = (reason: string, message?: string) =>
    pod({ containerStatuses: [{ state: { running: {} } }, { state: { waiting: { reason, message } } }] });

  test.each<[string, Partial<LiveProxy>, string | undefined]>([
    ['one pod', { workloads: [deployment(1)] }, undefined],
    [
      'one pod of an old workload',
      { workloads: [deployment(0), object('DaemonSet', { status: { numberAvailable: 1 } })] },
      undefined,
    ],
    ['one pod, and something refused', { workloads: [deployment(1)], failure: 'no' }, undefined],
    ['nothing yet', { workloads: [] }, 'Pending: The proxy is being created.'],
    ['a workload without a status', { workloads: [object('Deployment', {})] }, 'Pending: The proxy is starting.'],
    ['a pod that starts', { pods: [waiting('ContainerCreating')] }, 'Pending: The proxy is starting.'],
    ['something refused', { failure: 'quota exceeded' }, 'NoResources: quota exceeded'],
    [
      'no replicas wanted',
      { workloads: [deployment(0, { replicas: 0 })] },
      'NoResources: The proxy is scaled to zero.',
    ],
    [
      'no node for a DaemonSet',
      { workloads: [object('DaemonSet', { status: { desiredNumberScheduled: 0 } })] },
      'NoResources: No node fits the proxy.',
    ],
    [
      'a quota',
      {
        workloads: [
          deployment(0, { conditions: [{ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota: small' }] }),
        ],
      },
      'NoResources: The proxy cannot run: exceeded quota: small',
    ],
    [
      'no room',
      {
        pods: [
          pod({
            conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' }],
          }),
        ],
      },
      'NoResources: The proxy cannot run: pod web-1: 0/1 nodes',
    ],
    [
      'no image',
      { pods: [waiting('ImagePullBackOff', 'Back-off pulling image "x"')] },
      'NoResources: The proxy cannot run: pod web-1: ImagePullBackOff: Back-off pulling image "x"',
    ],
    [
      'a crash',
      { pods: [waiting('CrashLoopBackOff')] },
      'NoResources: The proxy cannot run: pod web-1: CrashLoopBackOff',
    ],
  ])('with %s', (_, parts, expected) => expect(unavailable(parts)).toBe(expected));

  test('what is refused is told, too, while something serves', () =>
    expect(state({ failure: 'no' })).toEqual({ addresses: [], outdated: 'no' }));
});
