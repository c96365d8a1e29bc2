import { typeUrl } from '../envoy-api/codec.js';
import type { MessageTypes } from '../envoy-api/generated/messages.js';
import type { MessageName } from '../envoy-api/schema.js';
import { XDS_MESSAGES } from '../well-known/xds-types.js';
import { type Reference, type XdsResource, xdsResource } from '../xds/resource.js';
import { checkedEncode } from './checked-encode.js';

export const CLUSTER = XDS_MESSAGES.Cluster;
export const LOAD_ASSIGNMENT = XDS_MESSAGES.ClusterLoadAssignment;
export const FILTER_CHAIN = 'envoy.config.listener.v3.FilterChain';
export const LISTENER_FILTER = 'envoy.config.listener.v3.ListenerFilter';
export const LISTENER = XDS_MESSAGES.Listener;
export const ROUTE_CONFIGURATION = XDS_MESSAGES.RouteConfiguration;
export const SCOPED_ROUTE_CONFIGURATION = XDS_MESSAGES.ScopedRouteConfiguration;
export const SECRET = XDS_MESSAGES.Secret;

/** A resource for the proxies of one audience. Keyed `audience|name`. */
export interface DeliveredResource {
  readonly audience: string;
  readonly typeUrl: string;
  readonly name: string;
  readonly resource: XdsResource;
}

/** A message as a resource, checked. */
export function resource<Name extends MessageName>(
  type: Name,
  name: string,
  message: MessageTypes[Name],
  references?: readonly Reference[],
): XdsResource {
  return encodedResource(type, name, checkedEncode(type, message), references);
}

/** A message that is encoded already as a resource. */
export function encodedResource(
  type: MessageName,
  name: string,
  message: Uint8Array,
  references?: readonly Reference[],
): XdsResource {
  return xdsResource(typeUrl(type), name, message, references);
}

export function references(type: MessageName, names: Iterable<string>): readonly Reference[] {
  const url = typeUrl(type);
  return Array.from(names, (name) => ({ typeUrl: url, name }));
}

export function delivered(audience: string, resource: XdsResource): DeliveredResource {
  return { audience, typeUrl: resource.typeUrl, name: resource.name, resource };
}

export function keyed(resource: DeliveredResource): readonly [string, DeliveredResource] {
  return [`${resource.audience}|${resource.name}`, resource];
}

export function sameReferences(a: readonly Reference[], b: readonly Reference[]): boolean {
  if (a === b) return true;
  return (
    a.length === b.length &&
    a.every(({ typeUrl, name }, index) => typeUrl === b[index]?.typeUrl && name === b[index]?.name)
  );
}

/** The version is a hash of the content, so there is no need to compare that. */
export const sameResource = {
  equals: (a: XdsResource, b: XdsResource): boolean =>
    a.version === b.version && sameReferences(a.references, b.references),
};

export const sameDelivery = {
  equals: (a: DeliveredResource, b: DeliveredResource): boolean =>
    a.audience === b.audience && sameResource.equals(a.resource, b.resource),
};
