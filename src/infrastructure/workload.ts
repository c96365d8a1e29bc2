import type { KubernetesObject } from '../kubernetes/objects.js';
import type { GatewayProxy } from '../model/index.js';
import type { ProxyFiles } from './files.js';
import { metadataOf, selectorOf } from './metadata.js';
import { podTemplate } from './pod.js';
import type { InfrastructureSettings } from './settings.js';

/** What runs the pods of a proxy: a new one takes requests before an old one ends. */
export function workload(proxy: GatewayProxy, files: ProxyFiles, settings: InfrastructureSettings): KubernetesObject {
  const { kind = 'Deployment', replicas, autoscaling } = proxy.parameters;
  const common = {
    selector: { matchLabels: selectorOf(proxy) },
    template: podTemplate(proxy, files, settings),
    revisionHistoryLimit: 2,
  };
  const metadata = metadataOf(proxy);
  if (kind === 'DaemonSet') {
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };
    return { apiVersion: 'apps/v1', kind, metadata, spec: { ...common, updateStrategy } };
  }
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '25%' } };
  const own = replicas !== undefined && autoscaling === undefined;
  return { apiVersion: 'apps/v1', kind, metadata, spec: { ...(own && { replicas }), ...common, strategy } };
}
