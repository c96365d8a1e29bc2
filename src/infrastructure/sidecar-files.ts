import type { Collection, Graph } from '../collections/index.js';
import { sidecarBootstrapFiles } from '../envoy/sidecar-bootstrap.js';
import type { KubernetesObject } from '../kubernetes/objects.js';
import type { Namespace, Pod } from '../resources/types.js';
import { CA_FILE } from './files.js';
import { ADMIN_SOCKET, CONFIG_FOLDER, TOKEN_FOLDER } from './folders.js';
import { TRUST } from './graph.js';
import { CONTROLLER, controllerLabel, MANAGED_BY, MANAGER } from './metadata.js';
import type { InfrastructureSettings } from './settings.js';

/** Name of the ConfigMap that the sidecars of a namespace start with. */
export const SIDECAR_FILES = 'gatewright-sidecar';
/** Label of a namespace whose pods, all or those that ask for it, get sidecars. */
const MESH = 'gatewright.dev/mesh';
const MESH_VALUES: ReadonlySet<string | undefined> = new Set(['enabled', 'opt-in']);
const COMPONENT = { 'app.kubernetes.io/component': 'sidecar' };

export interface SidecarFilesInputs {
  readonly namespaces: Collection<Namespace>;
  /** Those that have a sidecar. */
  readonly pods: Collection<Pod>;
  /** Under {@link TRUST} the PEM bundle of the authorities of the xDS server's certificate. */
  readonly trust: Collection<string>;
}

/** What all these ConfigMaps have, so that a controller finds its own. */
export function sidecarFilesSelector(controllerName: string): string {
  return Object.entries(labels(controllerName))
    .map(([name, value]) => `${name}=${value}`)
    .join();
}

/**
 * The ConfigMap with the files that sidecars start with, in each namespace of the mesh, and where there are pods with sidecars although it
 * is not: a label that is taken away does not cut them off from authorities to come. Keyed by namespace.
 */
export function sidecarFiles(
  graph: Graph,
  { namespaces, pods, trust }: SidecarFilesInputs,
  controllerName: string,
  { xds }: InfrastructureSettings,
): Collection<KubernetesObject> {
  const files = sidecarBootstrapFiles({
    xds,
    folder: CONFIG_FOLDER,
    caFile: `${CONFIG_FOLDER}/${CA_FILE}`,
    tokenFile: `${TOKEN_FOLDER}/token`,
    adminPath: ADMIN_SOCKET,
  });
  const counts = graph.count('infrastructure/sidecar-counts', pods, ({ metadata }) => [metadata.namespace ?? '']);
  const populated = graph.map('infrastructure/sidecar-namespaces', counts, [], () => true);
  return graph.map('infrastructure/sidecar-files', namespaces, [populated, trust], ({ metadata }, namespace, read) => {
    if (!MESH_VALUES.has(metadata.labels?.[MESH]) && read.get(populated, namespace) === undefined) return undefined;
    const authorities = read.get(trust, TRUST);
    if (authorities === undefined) return undefined;
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: SIDECAR_FILES, namespace, labels: labels(controllerName) },
      data: { ...files, [CA_FILE]: authorities },
    };
  });
}

function labels(controllerName: string): Readonly<Record<string, string>> {
  return { [MANAGED_BY]: MANAGER, ...COMPONENT, [CONTROLLER]: controllerLabel(controllerName) };
}
