import { backendName, presenting } from '../model/backend-variant.js';
import type { BackendVariant, ExternalAuth } from '../model/index.js';
import type { BackendReads } from './backend-ref.js';
import { authorizationResolver, externalAuthOf } from './filters/external-auth.js';
import type { ClientCertificates } from './gateway.js';
import type { DeclaredListener } from './listener.js';
import type { Problem } from './problem.js';

/** The filters of a listener with their references followed. */
export interface ResolvedListenerFilters {
  /** In order; all of them, or there are problems. */
  readonly requests: readonly ExternalAuth[];
  /** What they ask. */
  readonly variants: readonly BackendVariant[];
  /** References that lead nowhere. Nothing gets through then. */
  readonly problems: readonly Problem[];
  /** What they refer to and find. */
  readonly targets: readonly string[];
}

export interface ListenerFilterReads extends BackendReads {
  readonly clientCertificates: ClientCertificates;
}

export function resolveListenerFilters(
  { requestFilters, holder, gateway }: DeclaredListener,
  reads: ListenerFilterReads,
): ResolvedListenerFilters | undefined {
  if (requestFilters === undefined) return undefined;
  const requests: ExternalAuth[] = [];
  const variants: BackendVariant[] = [];
  const problems: Problem[] = [];
  const targets = new Set<string>();
  for (const filter of requestFilters) {
    const found = authorizationResolver(filter)(filter.ref, filter.field, holder, reads);
    if (!('target' in found)) {
      const permitted = found.reason !== 'RefNotPermitted';
      problems.push(permitted ? { ...found, reason: 'InvalidListenerFilterRef' } : found);
      continue;
    }
    targets.add(found.target);
    if (found.variant === undefined) {
      const message = `${filter.field}: the BackendTLSPolicy of ${found.target} cannot be honoured.`;
      problems.push({ reason: 'InvalidListenerFilterRef', message });
      continue;
    }
    const variant = presenting(found.variant, reads.clientCertificates.get(gateway)?.certificate);
    variants.push(variant);
    requests.push(externalAuthOf(filter, backendName(variant), holder, reads));
  }
  return { requests, variants, problems, targets: [...targets].sort() };
}
