import type { Lookup } from '../collections/index.js';
import { presenting } from '../model/backend-name.js';
import type { BackendGroup, BackendUse, GroupMember } from '../model/index.js';
import type { CarryingGateway } from './attachment.js';
import type { ClientCertificates } from './gateway.js';
import type { ResolvedL4Route } from './l4-backend.js';
import type { L4Chain } from './l4-chain.js';

/** A BackendGroup with what is used because of it. */
export interface UsedGroup {
  readonly group: BackendGroup;
  readonly backendUses: readonly BackendUse[];
  readonly targets: readonly string[];
  readonly gateways: readonly CarryingGateway[];
}

export interface GroupReads {
  readonly resolvedL4Routes: Lookup<ResolvedL4Route>;
  readonly clientCertificates: ClientCertificates;
}

export function* usedGroup(
  { chain, route, gateway, proxy, passthrough }: L4Chain,
  { resolvedL4Routes, clientCertificates }: GroupReads,
): Generator<readonly [string, UsedGroup]> {
  const resolved = resolvedL4Routes.get(route);
  if (resolved === undefined) return;
  const certificate = passthrough ? undefined : clientCertificates.get(gateway)?.certificate;
  const members = resolved.members.map(({ weight, target, backend: secured }): GroupMember => {
    const backend = passthrough ? target : secured;
    if (backend === undefined) return { weight };
    return { weight, backend: certificate === undefined ? backend : presenting(backend, certificate) };
  });
  const names = new Set(members.flatMap(({ backend }) => backend ?? []));
  const group = { name: chain.backendGroup, proxy, transport: chain.kind, members };
  yield [
    group.name,
    {
      group,
      backendUses: [...names].map((backend) => ({ proxy, backend })),
      targets: passthrough ? [] : resolved.targets,
      gateways: [{ key: gateway, proxy }],
    },
  ];
}
