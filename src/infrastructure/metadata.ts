import type { KubernetesObject } from '../kubernetes/objects.js';
import type { GatewayProxy } from '../model/index.js';
import {
  CONTROLLER_LABEL,
  GATEWAY_CLASS_LABEL,
  GATEWAY_NAME_LABEL,
  madeFor,
  NAME_LABEL,
  selector,
} from '../well-known/labels.js';
import { isOwnName } from '../well-known/names.js';
import { labelValue, objectName } from './names.js';

/** Selects everything that a controller makes for Gateways. */
export function ownSelector(controllerName: string): string {
  return selector({ ...madeFor('proxy'), [CONTROLLER_LABEL]: controllerLabel(controllerName) });
}

/** The name of a controller has slashes, which the value of a label may not have. */
export function controllerLabel(controllerName: string): string {
  return labelValue(controllerName.replaceAll('/', '_'));
}

type Labels = Readonly<Record<string, string>>;

/** Labels or annotations of a user's, but for those by which we and ours know what something is. */
export function withoutOurs(given: Labels | undefined): Labels {
  return Object.fromEntries(Object.entries(given ?? {}).filter(([key]) => !isOwnName(key)));
}

/** What selects the pods of a proxy, and cannot change. */
export function selectorOf({ gateway, className }: GatewayProxy): Labels {
  return {
    ...madeFor('proxy'),
    [GATEWAY_NAME_LABEL]: labelValue(gateway.name),
    [GATEWAY_CLASS_LABEL]: labelValue(className),
  };
}

/** Labels of everything that is made for a proxy. Ours cannot be overridden. */
export function labelsOf(proxy: GatewayProxy): Labels {
  return sorted({
    ...withoutOurs(proxy.parameters.labels),
    ...withoutOurs(proxy.labels),
    [NAME_LABEL]: 'gatewright-proxy',
    [CONTROLLER_LABEL]: controllerLabel(proxy.controllerName),
    ...selectorOf(proxy),
  });
}

export function annotationsOf({ parameters, annotations }: GatewayProxy, more: Labels = {}): Labels {
  return sorted(withoutOurs({ ...parameters.annotations, ...more, ...annotations }));
}

/** Metadata of an object for a proxy: gone with its Gateway. */
export function metadataOf(
  proxy: GatewayProxy,
  { name = objectName(proxy.gateway.name, proxy.className), annotations = {} as Labels } = {},
): KubernetesObject['metadata'] {
  const { namespace, name: gateway, uid } = proxy.gateway;
  const all = annotationsOf(proxy, annotations);
  return {
    name,
    namespace,
    labels: labelsOf(proxy),
    ...(Object.keys(all).length > 0 && { annotations: all }),
    ownerReferences: [
      { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', name: gateway, uid, controller: true },
    ],
  };
}

/** In the order of keys, so that bytes do not depend on who said what first. */
function sorted(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
