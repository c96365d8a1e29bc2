import type { Collection, Entry, Graph } from '../collections/index.js';
import type { Model } from '../model/index.js';
import type { EndpointSlice } from '../resources/types.js';
import type { RouteParents } from './attachment.js';
import type { CheckedSecret } from './certificate.js';
import type { ResolvedCertificate } from './certificate-ref.js';
import { endpointsOf } from './endpoints.js';
import { type ResolvedHttpRule, type TargetUse, targetUse, targetUseKeys, usedRule } from './http-rule.js';
import { backendNamed } from './known-backend.js';
import type { L4Collections } from './l4-graph.js';
import {
  certificateUse,
  certificateUseKeys,
  type ResolvedListener,
  trustBundleUseKeys,
  usedListenerFilters,
} from './listener-resolution.js';
import type { Mesh } from './mesh-graph.js';
import { clientCertificateUseKeys, securedUse, serverTrustUseKeys, trustBundleUse } from './secured-use.js';
import { type ServiceFacts, serviceBackends } from './service.js';
import type { Settings } from './settings.js';
import { trustBundle } from './trust-bundle.js';
import type { CheckedTrustSource } from './trust-source.js';
import { backendUse, namedVariants, variantUseKeys } from './variant-use.js';
import { knownXBackend, type ResolvedXBackend } from './x-backend.js';

/** What routes and listeners use, and what that is made of. */
export interface UseReads {
  readonly resolvedRules: Collection<ResolvedHttpRule>;
  readonly parents: Collection<RouteParents>;
  readonly resolvedListeners: Collection<ResolvedListener>;
  readonly l4: Pick<L4Collections, 'usedGroups' | 'memberUses'>;
  /** Absent: there is no mesh. */
  readonly mesh: Pick<Mesh, 'routedUses' | 'groupedUses' | 'pods'> | undefined;
  readonly clientCertificates: Collection<ResolvedCertificate>;
  readonly services: Collection<ServiceFacts>;
  readonly xBackends: Collection<ResolvedXBackend>;
  /** By key of the Service. */
  readonly slicesByService: Collection<readonly Entry<EndpointSlice>[]>;
  readonly checkedSecrets: Collection<CheckedSecret>;
  readonly checkedTrustSources: Collection<CheckedTrustSource>;
}

type Uses = Pick<
  Model,
  | 'httpRules'
  | 'backends'
  | 'backendVariants'
  | 'endpoints'
  | 'backendUses'
  | 'certificates'
  | 'certificateUses'
  | 'trustBundles'
  | 'trustBundleUses'
> & {
  /** What the routes on Gateways refer to, by target. */
  readonly targetUses: Collection<readonly Entry<TargetUse>[]>;
};

/** Wires who uses which Backends, certificates and trust bundles, and these themselves. */
export function wireUses(graph: Graph, reads: UseReads, settings: Settings): Uses {
  const { resolvedRules, parents, resolvedListeners, l4, mesh, clientCertificates } = reads;
  const { services, xBackends, slicesByService, checkedSecrets, checkedTrustSources } = reads;

  const ruleUseReads = { routeParents: parents, clientCertificates };
  const usedRules = graph.map('usedRules', resolvedRules, ruleUseReads, usedRule);
  const httpRules = graph.map('httpRules', usedRules, {}, ({ rule }) => rule);
  const usedFilters = graph.map('usedListenerFilters', resolvedListeners, {}, usedListenerFilters);
  const backendUseCounts = graph.merge('backendUseCounts', [
    graph.count('backendUsesOfRules', usedRules, variantUseKeys),
    graph.count('backendUsesOfListeners', usedFilters, variantUseKeys),
    ...(mesh ? [mesh.routedUses] : []),
  ]);
  const memberUseCounts = graph.merge('memberUses', [l4.memberUses, ...(mesh ? [mesh.groupedUses] : [])]);
  const backendUses = graph.flatMap('backendUses', backendUseCounts, {}, backendUse);
  const memberUses = graph.flatMap('backendUsesOfMembers', memberUseCounts, {}, backendUse);
  const allBackendUses = graph.merge('allBackendUses', [backendUses, memberUses]);
  const allUseCounts = graph.merge('allBackendUseCounts', [backendUseCounts, memberUseCounts]);
  const backendVariants = graph.flatMap('backendVariants', allUseCounts, {}, namedVariants);
  const targetUseCounts = graph.merge('targetUseCounts', [
    graph.count('targetUsesOfRules', usedRules, targetUseKeys),
    graph.count('targetUsesOfListeners', usedFilters, targetUseKeys),
    graph.count('targetUsesOfGroups', l4.usedGroups, targetUseKeys),
  ]);
  const targetUses = graph.groupBy(
    'targetUses',
    graph.map('targetUsesOfGateways', targetUseCounts, {}, targetUse),
    ({ target }) => target,
  );

  // Backends that are used.
  const knownBackends = graph.merge('knownBackends', [
    graph.flatMap('serviceBackends', services, {}, (service) => serviceBackends(service, settings)),
    graph.flatMap('xBackendBackends', xBackends, {}, knownXBackend),
  ]);
  const usedBackends = graph.count('usedBackends', allBackendUses, ({ backend }) => backend);
  const backends = graph.map('backends', usedBackends, { knownBackends, backendVariants }, backendNamed);
  const endpointReads = { knownBackends, backendVariants, slicesByService };
  const endpoints =
    mesh === undefined
      ? graph.map('endpoints', usedBackends, endpointReads, (_, reads, name) => endpointsOf(name, reads, settings))
      : graph.map('endpoints', usedBackends, { ...endpointReads, ...mesh.pods }, (_, reads, name) =>
          endpointsOf(name, reads, settings, reads),
        );

  // Certificates and trust bundles that listeners and backends use.
  const securedUses = graph.map('securedBackendUses', allBackendUses, { backends }, securedUse);
  const certificateUses = graph.map(
    'certificateUses',
    graph.merge('certificateUseCounts', [
      graph.count('certificateUsesOfListeners', resolvedListeners, certificateUseKeys),
      graph.count('certificateUsesOfBackends', securedUses, clientCertificateUseKeys),
    ]),
    {},
    certificateUse,
  );
  const trustBundleUses = graph.map(
    'trustBundleUses',
    graph.merge('trustBundleUseCounts', [
      graph.count('trustBundleUsesOfListeners', resolvedListeners, trustBundleUseKeys),
      graph.count('trustBundleUsesOfBackends', securedUses, serverTrustUseKeys),
    ]),
    {},
    trustBundleUse,
  );
  const usedCertificates = graph.count('usedCertificates', certificateUses, ({ certificate }) => certificate);
  const certificates = graph.map(
    'certificates',
    usedCertificates,
    { checkedSecrets },
    (_, { checkedSecrets }, name) => checkedSecrets.get(name)?.certificate,
  );
  const usedTrustBundles = graph.count('usedTrustBundles', trustBundleUses, (use) => use.trustBundle);
  const trustBundles = graph.map('trustBundles', usedTrustBundles, { checkedTrustSources }, (_, reads, name) =>
    trustBundle(name, reads, settings),
  );

  return {
    httpRules,
    targetUses,
    backends,
    backendVariants,
    endpoints,
    backendUses,
    certificates,
    certificateUses,
    trustBundles,
    trustBundleUses,
  };
}
