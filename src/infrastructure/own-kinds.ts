import type { ApiResource } from '../kubernetes/paths.js';

function namespaced(group: string, version: string, plural: string): ApiResource {
  return { group, version, plural, namespaced: true };
}

/** The kinds of what is made for a proxy. */
export const OWN_KINDS = {
  ServiceAccount: namespaced('', 'v1', 'serviceaccounts'),
  ConfigMap: namespaced('', 'v1', 'configmaps'),
  Service: namespaced('', 'v1', 'services'),
  Deployment: namespaced('apps', 'v1', 'deployments'),
  DaemonSet: namespaced('apps', 'v1', 'daemonsets'),
  PodDisruptionBudget: namespaced('policy', 'v1', 'poddisruptionbudgets'),
  NetworkPolicy: namespaced('networking.k8s.io', 'v1', 'networkpolicies'),
  HorizontalPodAutoscaler: namespaced('autoscaling', 'v2', 'horizontalpodautoscalers'),
} as const satisfies Readonly<Record<string, ApiResource>>;

export type OwnKind = keyof typeof OWN_KINDS;

/** Looked at only. */
export const PODS = namespaced('', 'v1', 'pods');

/** What pods need to start, or have to be held by from the start; everything else is made after it. */
export const NEEDED_FIRST: ReadonlySet<string> = new Set(['ServiceAccount', 'ConfigMap', 'Service', 'NetworkPolicy']);

/** What runs pods: the last to be removed. */
export const WORKLOADS: ReadonlySet<string> = new Set(['Deployment', 'DaemonSet']);
