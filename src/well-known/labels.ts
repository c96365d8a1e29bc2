import { MANAGER, ownName } from './names.js';

/** Keys and values of labels, and the selectors made of them. */

/** Recommended labels: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
export const NAME_LABEL = 'app.kubernetes.io/name';
const COMPONENT_LABEL = 'app.kubernetes.io/component';
const MANAGED_BY_LABEL = 'app.kubernetes.io/managed-by';

/** Name of the Gateway that an object was made for. Source: GEP-1762. */
export const GATEWAY_NAME_LABEL = 'gateway.networking.k8s.io/gateway-name';
/** Name of its GatewayClass. Source: GEP-1762. */
export const GATEWAY_CLASS_LABEL = 'gateway.networking.k8s.io/gateway-class-name';

/** Name of a namespace, which the API server sets: https://kubernetes.io/docs/reference/labels-annotations-taints/ */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';
/** Name of the Service that an EndpointSlice belongs to. */
export const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';
/** Labels of nodes, as keys of topologies. */
export const HOSTNAME_TOPOLOGY = 'kubernetes.io/hostname';
export const ZONE_TOPOLOGY = 'topology.kubernetes.io/zone';

/** Controller that made an object; a value by `controllerLabel`, because controller names have slashes. */
export const CONTROLLER_LABEL = ownName('controller');
/** Of a pod that has a sidecar; its value is {@link INJECTED}. */
export const SIDECAR_LABEL = ownName('sidecar');
export const INJECTED = 'injected';
/** Of a namespace whose pods, all of them or those that ask for it, get sidecars: `enabled` or `opt-in`. */
export const MESH_LABEL = ownName('mesh');
/** Of a namespace whose pods take connections of the mesh alone: `strict`. */
export const MTLS_LABEL = ownName('mtls');
/** Of the ConfigMaps in which replicas report what their proxies reject. */
export const REJECTIONS_LABEL = ownName('rejections');

/** Parts of an installation: the controller, what is made for Gateways and for sidecars, and the authorities. */
export type Component = 'controller' | 'proxy' | 'sidecar' | 'ca';

/** Labels of what a controller makes. */
export function madeFor(component: Component): Readonly<Record<string, string>> {
  return { [MANAGED_BY_LABEL]: MANAGER, [COMPONENT_LABEL]: component };
}

/** Labels of a part of the installation itself. */
export function partOfInstallation(component: Component): Readonly<Record<string, string>> {
  return { [NAME_LABEL]: MANAGER, [COMPONENT_LABEL]: component };
}

/** Selects pods with sidecars. */
export const SIDECAR_SELECTOR = selector({ [SIDECAR_LABEL]: INJECTED });

/** Selects objects with all of these labels, in the form of the API's `labelSelector` parameter. */
export function selector(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join();
}
