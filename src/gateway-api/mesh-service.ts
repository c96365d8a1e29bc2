import type { Service } from '../resources/types.js';
import { isIpAddress, isPort } from './ip-address.js';
import { objectKey } from './names.js';
import { carriesRequests } from './service.js';

/** What a mesh needs of a Service: where clients find it. */
export interface MeshService {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  /** ClusterIPs, sorted. Without any its clients connect to where no route can be. */
  readonly addresses: readonly string[];
  /** Why there are none. */
  readonly without?: string;
  /** Those of TCP. */
  readonly ports: readonly MeshPort[];
}

export interface MeshPort {
  /** Empty when it has none. */
  readonly name: string;
  readonly port: number;
  readonly appProtocol: string;
  /** Whether its connections carry HTTP in plain text; absent when it does not say. */
  readonly http?: boolean;
}

export function meshService({ metadata, spec = {} }: Service): MeshService {
  const { namespace = '', name } = metadata;
  const { type, clusterIP, clusterIPs = [], ports = [] } = spec;
  const addresses = type === 'ExternalName' ? [] : [clusterIP ?? '', ...clusterIPs].filter(isIpAddress);
  const tcp = ports.filter(({ protocol = 'TCP', port }) => protocol === 'TCP' && isPort(port));
  const without =
    type === 'ExternalName'
      ? 'is of type ExternalName'
      : clusterIP === 'None'
        ? 'is headless, so that its clients connect to pods'
        : 'has no ClusterIP';
  return {
    key: objectKey(namespace, name),
    namespace,
    addresses: [...new Set(addresses)].sort(),
    ...(addresses.length === 0 && { without }),
    ports: tcp.map(({ name = '', port, appProtocol = '' }) => {
      const http = carriesRequests(appProtocol);
      return { name, port, appProtocol, ...(http !== undefined && { http }) };
    }),
  };
}
