import { always, boolean, int32, intOrString, list, map, object, pointer, string, time } from '../go-schema.js';
import { dns1035LabelProblem } from '../names.js';
import type { CoreKind } from './kind.js';
import { checkService, type FullServiceSpec, isExternallyAccessible } from './service-checks.js';
import type { ServicePort } from './types.js';

const condition = object({
  type: always(string),
  status: always(string),
  observedGeneration: int32,
  lastTransitionTime: always(time),
  reason: always(string),
  message: always(string),
});

const schema = object({
  spec: always(
    object({
      ports: list(
        object({
          name: string,
          protocol: string,
          appProtocol: pointer(string),
          port: always(int32),
          targetPort: always(intOrString),
          nodePort: int32,
        }),
      ),
      selector: map(string),
      clusterIP: string,
      clusterIPs: list(string),
      type: string,
      externalIPs: list(string),
      sessionAffinity: string,
      loadBalancerIP: string,
      loadBalancerSourceRanges: list(string),
      externalName: string,
      externalTrafficPolicy: string,
      healthCheckNodePort: int32,
      publishNotReadyAddresses: boolean,
      sessionAffinityConfig: pointer(object({ clientIP: pointer(object({ timeoutSeconds: pointer(int32) })) })),
      ipFamilies: list(string),
      ipFamilyPolicy: pointer(string),
      allocateLoadBalancerNodePorts: pointer(boolean),
      loadBalancerClass: pointer(string),
      internalTrafficPolicy: pointer(string),
      trafficDistribution: pointer(string),
    }),
  ),
  status: object({
    loadBalancer: object({
      ingress: list(
        object({
          ip: string,
          hostname: string,
          ipMode: pointer(string),
          ports: list(object({ port: always(int32), protocol: always(string), error: pointer(string) })),
        }),
      ),
    }),
    conditions: list(condition),
  }),
});

const STICKY_SECONDS = 10_800;

function completePort(port: ServicePort): ServicePort {
  const { targetPort } = port;
  const isUnset = targetPort === undefined || targetPort === null || targetPort === 0 || targetPort === '';
  return { ...port, protocol: port.protocol ?? 'TCP', targetPort: isUnset ? port.port : targetPort };
}

/** A Service's defaults, without addresses, node ports and IP families: a cluster chooses those. */
function complete(given: FullServiceSpec): FullServiceSpec {
  const { sessionAffinityConfig, ...spec } = given;
  const type = spec.type ?? 'ClusterIP';
  const sessionAffinity = spec.sessionAffinity ?? 'None';
  const reachable = ['ClusterIP', 'NodePort', 'LoadBalancer'].includes(type);
  const timeoutSeconds = sessionAffinityConfig?.clientIP?.timeoutSeconds ?? STICKY_SECONDS;
  const full: FullServiceSpec = {
    ...spec,
    type,
    sessionAffinity,
    ...(sessionAffinity === 'ClientIP' && { sessionAffinityConfig: { clientIP: { timeoutSeconds } } }),
    ...(!['None', 'ClientIP'].includes(sessionAffinity) &&
      sessionAffinityConfig !== undefined && { sessionAffinityConfig }),
    ...(spec.ports && { ports: spec.ports.map(completePort) }),
    ...(spec.clusterIP !== undefined && spec.clusterIPs === undefined && { clusterIPs: [spec.clusterIP] }),
    ...(reachable && { internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster' }),
    ...(type === 'LoadBalancer' && { allocateLoadBalancerNodePorts: spec.allocateLoadBalancerNodePorts ?? true }),
  };
  return isExternallyAccessible(full)
    ? { ...full, externalTrafficPolicy: spec.externalTrafficPolicy ?? 'Cluster' }
    : full;
}

export const service: CoreKind = {
  schema,
  nameProblem: dns1035LabelProblem,
  keepsGeneration: true,
  complete: (object) => ({ ...object, spec: complete(object.spec as FullServiceSpec), status: { loadBalancer: {} } }),
  check: (object) => checkService(object.spec as FullServiceSpec, object.metadata.annotations ?? {}),
  checkChange: () => [],
};
