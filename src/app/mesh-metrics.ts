import type { MetricDefinition, Sample } from '../admin/metrics.js';
import type { Authority } from '../security/authority.js';
import type { ServerCertificate } from '../security/server-certificate.js';
import type { KubernetesSource } from '../sources/kubernetes/source.js';
import type { XdsServer } from '../xds/index.js';
import { type Mesh, sidecarOf } from './mesh.js';
import { one } from './metrics.js';

/** When the certificates of this replica run out. */
export function certificateMetrics(view: {
  readonly authority: Authority;
  readonly server: ServerCertificate;
  readonly mesh: Mesh | undefined;
}): MetricDefinition[] {
  const sample = (of: string, expires: number | undefined): Sample[] =>
    expires === undefined ? [] : [{ labels: { of }, value: Math.floor(expires / 1000) }];
  return [
    {
      name: 'gatewright_certificate_expiry_timestamp_seconds',
      help: 'When a certificate expires, by what it is of: xds-authority, xds-server, webhook, mesh-authority, mesh-workloads (the first of them).',
      type: 'gauge',
      labels: ['of'],
      collect: () => [
        ...sample('xds-authority', view.authority.expires),
        ...sample('xds-server', view.server.expires),
        ...sample('webhook', view.mesh?.webhookCertificate.expires),
        ...sample('mesh-authority', view.mesh?.authority.expires),
        ...sample('mesh-workloads', view.mesh?.identities.expires),
      ],
    },
  ];
}

/** What `/metrics` shows where there is a mesh. */
export function meshMetrics(view: {
  readonly mesh: Mesh;
  readonly xds: XdsServer;
  readonly source: KubernetesSource;
}): MetricDefinition[] {
  const { identities, files } = view.mesh;
  return [
    {
      name: 'gatewright_mesh_sidecars',
      help: 'Sidecars that are connected to this replica.',
      type: 'gauge',
      collect: () => one(view.xds.identities().filter(({ audience }) => sidecarOf(audience)).length),
    },
    {
      name: 'gatewright_mesh_pods',
      help: 'Pods with a sidecar, connected or not; every replica reports the same.',
      type: 'gauge',
      collect: () => one(view.source.stats().get('Pod')?.objects ?? 0),
    },
    {
      name: 'gatewright_mesh_identities',
      help: 'ServiceAccounts whose certificates are held for proxies of this replica.',
      type: 'gauge',
      collect: () => one(identities.size),
    },
    {
      name: 'gatewright_mesh_certificates_issued_total',
      help: 'Certificates that were issued to workloads, renewals included.',
      type: 'counter',
      collect: () => one(identities.counts.issued),
    },
    {
      name: 'gatewright_mesh_certificates_renewed_total',
      help: 'Certificates of workloads that took the place of an older one.',
      type: 'counter',
      collect: () => one(identities.counts.renewed),
    },
    {
      name: 'gatewright_injections_total',
      help: 'Pods that the webhook has looked at, by result: injected, unchanged, refused, failed.',
      type: 'counter',
      labels: ['result'],
      collect: () => Array.from(view.mesh.reviews, ([result, value]) => ({ labels: { result }, value })),
    },
    {
      name: 'gatewright_mesh_files_applies_total',
      help: 'ConfigMaps for sidecars that were applied.',
      type: 'counter',
      collect: () => one(files.stats().applies),
    },
    {
      name: 'gatewright_mesh_files_failures_total',
      help: 'Writes of ConfigMaps for sidecars that failed.',
      type: 'counter',
      collect: () => one(files.stats().failures),
    },
  ];
}
