import type { Collection, Graph } from '../collections/index.js';
import { sidecarBootstrapFiles } from '../envoy/sidecar-bootstrap.js';
import type { KubernetesObject } from '../kubernetes/objects.js';
import type { Namespace, Pod } from '../resources/types.js';
import { ADMIN_SOCKET, CA_FILE, CONFIG_FOLDER, TOKEN_FILE, TOKEN_FOLDER } from '../well-known/files.js';
import { CONTROLLER_LABEL, MESH_LABEL, madeFor, selector } from '../well-known/labels.js';
import { SIDECAR_FILES } from '../well-known/names.js';
import { TRUST } from './graph.js';
import { controllerLabel } from './metadata.js';
import type { InfrastructureSettings } from './settings.js';

const MESH_VALUES: ReadonlySet<string | undefined> = new Set(['enabled', 'opt-in']);

export interface SidecarFilesInputs {
  readonly namespaces: Collection<Namespace>;
  /** Those that have a sidecar. */
  readonly pods: Collection<Pod>;
  /** Under {@link TRUST} the PEM bundle of the authorities of the xDS server's certificate. */
  readonly trust: Collection<string>;
}

/** What all these ConfigMaps have, so that a controller finds its own. */
export function sidecarFilesSelector(controllerName: string): string {
  return selector(labels(controllerName));
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
    tokenFile: `${TOKEN_FOLDER}/${TOKEN_FILE}`,
    adminPath: ADMIN_SOCKET,
  });
  const counts = graph.count('infrastructure/sidecar-counts', pods, ({ metadata }) => [metadata.namespace ?? '']);
  const populated = graph.map('infrastructure/sidecar-namespaces', counts, {}, () => true);
  return graph.map(
    'infrastructure/sidecar-files',
    namespaces,
    { populated, trust },
    ({ metadata }, { populated, trust }, namespace) => {
      if (!MESH_VALUES.has(metadata.labels?.[MESH_LABEL]) && populated.get(namespace) === undefined) return undefined;
      const authorities = trust.get(TRUST);
      if (authorities === undefined) return undefined;
      return {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: SIDECAR_FILES, namespace, labels: labels(controllerName) },
        data: { ...files, [CA_FILE]: authorities },
      };
    },
  );
}

function labels(controllerName: string): Readonly<Record<string, string>> {
  return { ...madeFor('sidecar'), [CONTROLLER_LABEL]: controllerLabel(controllerName) };
}
