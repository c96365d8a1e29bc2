import { ownName } from './names.js';

/** Keys of annotations. */

/** Whether a pod gets a sidecar: `true` or `false`. */
export const INJECT = ownName('inject');
/** Comma-separated ports, or ranges of addresses, whose connections do not go through the sidecar. */
export const EXCLUDE_OUTBOUND_PORTS = ownName('exclude-outbound-ports');
export const EXCLUDE_INBOUND_PORTS = ownName('exclude-inbound-ports');
export const EXCLUDE_OUTBOUND_CIDRS = ownName('exclude-outbound-cidrs');
/** Whether kubelet's probes go to the sidecar instead of the containers: `true` or `false`. */
export const REWRITE_PROBES = ownName('rewrite-probes');

/** Amount of a resource that the sidecar of a pod requests. */
export function sidecarRequest(resource: 'cpu' | 'memory'): string {
  return ownName(`sidecar-${resource}`);
}

/** Amount of a resource that the sidecar of a pod is limited to. */
export function sidecarLimit(resource: 'cpu' | 'memory'): string {
  return ownName(`sidecar-${resource}-limit`);
}

/** Hash of what was applied last, so that removed fields are noticed even after a restart. */
export const APPLIED_HASH = ownName('applied-hash');
/** Hash of the files that a proxy started with; a change replaces its pods. */
export const BOOTSTRAP_HASH = ownName('bootstrap-hash');

/** Set by kubelet on the API server's copy of a static pod: https://kubernetes.io/docs/reference/labels-annotations-taints/ */
export const STATIC_POD_MIRROR = 'kubernetes.io/config.mirror';
/** Set by `kubectl apply`; a copy of the whole object. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
