/** Names that Gatewright has outside of its own process: in objects of the cluster, in tokens and in the chart. */

/** Domain of everything that is Gatewright's own: labels, annotations, controllers, audiences and kinds. */
const DOMAIN = 'gatewright.dev';

/** A name of the domain, such as `gatewright.dev/sidecar`. */
export function ownName<Name extends string>(name: Name): `${typeof DOMAIN}/${Name}` {
  return `${DOMAIN}/${name}`;
}

/** Whether the key of a label or annotation belongs to Gatewright: such keys say what an object is, and users cannot set them. */
export function isOwnName(key: string): boolean {
  return key.startsWith(`${DOMAIN}/`);
}

/** `spec.controllerName` of GatewayClasses, unless the user has another. */
export const CONTROLLER_NAME = ownName('gateway-controller');
/** `spec.controllerName` of XMeshes, and the controller name of statuses for parents that are Services. */
export const MESH_CONTROLLER_NAME = ownName('mesh-controller');
/** `apiVersion` of Gatewright's own kinds. */
export const OWN_API_VERSION = ownName('v1alpha1');

/** Audience of the projected tokens by which proxies authenticate to the xDS server; the API server accepts none of them. */
export const TOKEN_AUDIENCE = ownName('xds');
/** ALPN protocol of TLS of the mesh, which TLS of applications does not offer. The protocol inside of it is not named. */
export const MESH_PROTOCOL = ownName('mesh');

/** Value of the `name` and `managed-by` labels, and the field manager of what is applied. */
export const MANAGER = 'gatewright';
/** Name of the ConfigMap that the sidecars of a namespace start with. */
export const SIDECAR_FILES = 'gatewright-sidecar';
/** Name of the container that is a pod's sidecar. */
export const SIDECAR_CONTAINER = 'gatewright-sidecar';
