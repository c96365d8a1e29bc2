import { withBootstrapFields } from '../envoy/bootstrap-fields.js';
import { bootstrapFiles } from '../envoy/bootstrap-files.js';
import type { KubernetesObject } from '../kubernetes/objects.js';
import type { GatewayProxy } from '../model/index.js';
import { ADMIN_SOCKET, BOOTSTRAP_FILE, CA_FILE, CONFIG_FOLDER, TOKEN_FILE, TOKEN_FOLDER } from '../well-known/files.js';
import { metadataOf } from './metadata.js';
import { shortHash } from './names.js';
import { quantity } from './quantity.js';
import type { InfrastructureSettings } from './settings.js';

/** Of the memory limit, the rest is for what is not on the heap. */
const HEAP_SHARE = 0.8;

/** The files that a proxy starts with. */
export interface ProxyFiles {
  readonly configMap: KubernetesObject;
  /** Changes when a running proxy has to be started anew, which authorities do not need. */
  readonly hash: string;
}

/** @param authorities PEM bundle of those that the xDS server's certificate may come from. */
export function proxyFiles(proxy: GatewayProxy, authorities: string, { xds }: InfrastructureSettings): ProxyFiles {
  const { maxConnections, resources, bootstrap } = proxy.parameters;
  const memory = quantity(resources?.limits?.memory);
  const files = bootstrapFiles({
    node: { id: proxy.name, cluster: proxy.name },
    xds,
    folder: CONFIG_FOLDER,
    caFile: `${CONFIG_FOLDER}/${CA_FILE}`,
    tokenFile: `${TOKEN_FOLDER}/${TOKEN_FILE}`,
    adminPath: ADMIN_SOCKET,
    ...(maxConnections !== undefined && { maxConnections }),
    ...(memory !== undefined && { maxHeap: Math.floor(memory * HEAP_SHARE) }),
  });
  const own = files[BOOTSTRAP_FILE] ?? '';
  const complete = { ...files, ...(bootstrap && { [BOOTSTRAP_FILE]: withBootstrapFields(own, bootstrap) }) };
  return {
    configMap: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadataOf(proxy),
      data: { ...complete, [CA_FILE]: authorities },
    },
    hash: shortHash(JSON.stringify(complete)),
  };
}
