import type { KubernetesObject } from '../kubernetes/objects.js';
import type { GatewayProxy } from '../model/index.js';
import { metadataOf, selectorOf } from './metadata.js';

const DEFAULT_CPU_UTILIZATION = 80;
const DEFAULT_MIN_REPLICAS = 2;

/**
 * The PodDisruptionBudget: by default one pod may be away at a time, which never stops the draining of a node. For a single
 * pod there is none, nor for a DaemonSet, whose pods are not evicted.
 */
export function disruptionBudget(proxy: GatewayProxy): KubernetesObject | undefined {
  const { kind, replicas = 1, autoscaling, podDisruptionBudget } = proxy.parameters;
  if (kind === 'DaemonSet') return undefined;
  if (podDisruptionBudget === undefined && autoscaling === undefined && replicas < 2) return undefined;
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadataOf(proxy),
    spec: {
      ...(podDisruptionBudget ?? { maxUnavailable: 1 }),
      selector: { matchLabels: selectorOf(proxy) },
      // A pod that serves nobody must not hold up a node.
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  };
}

export function autoscaler(proxy: GatewayProxy): KubernetesObject | undefined {
  const { kind, autoscaling } = proxy.parameters;
  if (kind === 'DaemonSet' || autoscaling === undefined) return undefined;
  const { maxReplicas, minReplicas = DEFAULT_MIN_REPLICAS, targetCPUUtilization } = autoscaling;
  const metadata = metadataOf(proxy);
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: metadata.name },
      minReplicas: Math.min(minReplicas, maxReplicas),
      maxReplicas,
      metrics: [
        {
          type: 'Resource',
          resource: {
            name: 'cpu',
            target: { type: 'Utilization', averageUtilization: targetCPUUtilization ?? DEFAULT_CPU_UTILIZATION },
          },
        },
      ],
    },
  };
}
