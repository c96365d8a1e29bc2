/** Resource types of xDS, by full message name and by type URL. */

const PREFIX = 'type.googleapis.com/';

/** Full names of the messages that are resources, by short name. */
export const XDS_MESSAGES = {
  Cluster: 'envoy.config.cluster.v3.Cluster',
  ClusterLoadAssignment: 'envoy.config.endpoint.v3.ClusterLoadAssignment',
  Secret: 'envoy.extensions.transport_sockets.tls.v3.Secret',
  Listener: 'envoy.config.listener.v3.Listener',
  ScopedRouteConfiguration: 'envoy.config.route.v3.ScopedRouteConfiguration',
  RouteConfiguration: 'envoy.config.route.v3.RouteConfiguration',
} as const;

/** `type.googleapis.com/` and the full name: how `Any` and discovery requests name a message. */
export function typeUrlOf<Message extends string>(message: Message): `${typeof PREFIX}${Message}` {
  return `${PREFIX}${message}`;
}

/** Full name of the message in a type URL, of any host. */
export function messageNameOf(typeUrl: string): string {
  return typeUrl.slice(typeUrl.lastIndexOf('/') + 1);
}

/** Name of a type for people, in metrics, dumps, logs and tables: `Cluster` of `…/envoy.config.cluster.v3.Cluster`. */
export function shortTypeName(typeUrl: string): string {
  const message = messageNameOf(typeUrl);
  return message.slice(message.lastIndexOf('.') + 1);
}
