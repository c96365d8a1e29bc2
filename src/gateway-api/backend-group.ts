import type { Lookup } from '../collections/index.js';
import { backendName, presenting } from '../model/backend-variant.js';
import type { BackendGroup, BackendVariant, GroupMember } from '../model/index.js';
import type { CarryingGateway } from './attachment.js';
import type { ClientCertificates } from './gateway.js';
import type { ResolvedL4Route } from './l4-backend.js';
import type { L4Chain } from './l4-chain.js';
import type { VariantUse } from './variant-use.js';

/** A BackendGroup with what is used because of it. */
export interface UsedGroup {
  readonly group: BackendGroup;
  readonly variantUses: readonly VariantUse[];
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
  const variants = new Map<string, BackendVariant>();
  const members = resolved.members.map(({ weight, target, variant: secured }): GroupMember => {
    const found = passthrough && target !== undefined ? { target } : secured;
    if (found === undefined) return { weight };
    const variant = presenting(found, certificate);
    const backend = backendName(variant);
    variants.set(backend, variant);
    return { weight, backend };
  });
  const group = { name: chain.backendGroup, proxy, transport: chain.kind, members };
  yield [
    group.name,
    {
      group,
      variantUses: Array.from(variants.values(), (variant) => ({ proxy, variant })),
      targets: passthrough ? [] : resolved.targets,
      gateways: [{ key: gateway, proxy }],
    },
  ];
}
