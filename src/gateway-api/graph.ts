import type { Collection, Graph } from '../collections/index.js';
import type { FilterChain, Model, Notice } from '../model/index.js';
import { attachPoint, holderOfPoint, hostnameOwner, listenerDomain } from './attach-point.js';
import { attachedDomain, attachments, listenerHostname, routeParents } from './attachment.js';
import { type HeldCertificate, heldCertificate, usableCertificate } from './certificate.js';
import { serviceOfSlice } from './endpoints.js';
import { clientCertificate, declaredListenersOf, gatewayRouteHolder, ownGateway, secretsOfGateway } from './gateway.js';
import { ownClass } from './gateway-class.js';
import { checkedHttpRules, matchesOf } from './http-route.js';
import { checkedHttpRoutes } from './http-route-kinds.js';
import { resolveHttpRule } from './http-rule.js';
import type { Inputs } from './inputs.js';
import { translateL4Routes } from './l4-graph.js';
import { resolveListenerFilters } from './listener-filter-resolution.js';
import { openPort, resolveListener, secretsOfListener, trustSourcesOfListener } from './listener-resolution.js';
import { listenerSetRouteHolder, listenerSetTerms, ownListenerSet } from './listener-set.js';
import { noMesh, translateMesh } from './mesh-graph.js';
import { httpFilterChain, modelListener, routeTable } from './model-listener.js';
import * as policyKinds from './policies/index.js';
import type { PolicyReads } from './policies/reads.js';
import {
  type AttachedPolicies,
  affectedTargets,
  attachPolicies,
  countReferences,
  placePolicies,
  resolvePolicies,
} from './policy/graph.js';
import type { AnyPolicyKind } from './policy/policy-kind.js';
import { decidePorts } from './port-graph.js';
import { ownProxy, runProxy } from './proxy.js';
import { checkedProxyConfig } from './proxy-config.js';
import { nameHolder, proxyNameClaim } from './proxy-name.js';
import { grantKeys } from './reference-grant.js';
import { attributedRejection } from './rejection.js';
import { serviceFacts } from './service.js';
import type { Settings } from './settings.js';
import { sliceFindings as findingsOf } from './slice-findings.js';
import { wireStatuses } from './status-graph.js';
import type { TrustReads } from './trust-bundle.js';
import { checkTrustSource, trustSourceVerdict } from './trust-source.js';
import { findUnserved } from './unserved-graph.js';
import { wireUses } from './use-graph.js';
import { hostnameRoutes, virtualHost } from './virtual-host.js';
import { resolveXBackend, secretsOfXBackend, trustSourcesOfXBackend, xBackendFacts } from './x-backend.js';

/** The model, and what the edges have to remember for it. */
export interface Translated extends Model {
  /** Keyed by Secret: those that are referred to, allowed or not. */
  readonly heldCertificates: Collection<HeldCertificate>;
  /** Keyed as statuses are. */
  readonly notices: Collection<Notice>;
}

/**
 * Gateway API resources to the model and statuses. Every collection of this part is created here and in the `*-graph.ts` files that
 * this calls; what they compute is in the file that the function comes from. The functions are pure, and each looks at one object or one
 * group and at what it reads by key.
 */
export function translate(graph: Graph, inputs: Inputs, settings: Settings): Translated {
  // What references lead to.
  const grants = graph.count('grants', inputs.ReferenceGrant, grantKeys);
  const services = graph.map('services', inputs.Service, {}, serviceFacts);
  const slicesByService = graph.groupBy('slicesByService', inputs.EndpointSlice, serviceOfSlice);
  const sliceFindings = graph.map('sliceFindings', slicesByService, {}, (slices) => findingsOf(slices, settings));
  const checkedXBackends = graph.map('checkedXBackends', inputs.XBackend, {}, (backend) =>
    xBackendFacts(backend, settings),
  );
  const { backendTls, ...others } = attachPolicies(graph, policyKinds, inputs, settings);
  const otherPolicies = Object.values<AttachedPolicies<AnyPolicyKind<PolicyReads>>>(others);
  const allPolicies = [backendTls, ...otherPolicies];
  const affected = affectedTargets(graph, allPolicies);

  const namespaceLabels = graph.map('namespaceLabels', inputs.Namespace, {}, ({ metadata }) => metadata.labels ?? {});

  // Gateways, ListenerSets and their listeners.
  const configs = graph.map('proxyConfigs', inputs.ProxyConfig, {}, (value) => checkedProxyConfig(value, settings));
  const classes = graph.map('classes', inputs.GatewayClass, { configs }, (value, reads) =>
    ownClass(value, reads, settings),
  );
  const nameClaims = graph.map('proxyNameClaims', inputs.Gateway, { classes }, proxyNameClaim);
  const claimsByName = graph.groupBy('proxyNameClaimsByName', nameClaims, ({ name }) => name);
  const proxyNames = graph.map('proxyNames', claimsByName, {}, nameHolder);
  const gateways = graph.map('gateways', inputs.Gateway, { classes, configs, proxyNames }, (gateway, reads) =>
    ownGateway(gateway, reads, settings),
  );
  const listenerSets = graph.map(
    'listenerSets',
    inputs.ListenerSet,
    { listenerSetTerms: graph.map('listenerSetTerms', gateways, {}, listenerSetTerms), namespaceLabels },
    ownListenerSet,
  );
  const declaredListeners = graph.merge('declaredListeners', [
    graph.flatMap('gatewayListeners', gateways, {}, declaredListenersOf),
    graph.flatMap('listenerSetListeners', listenerSets, {}, declaredListenersOf),
  ]);

  // Secrets and what holds CA certificates that somebody refers to; the others are not even looked at.
  const referred = graph.merge('referredSecrets', [
    graph.count('secretsOfListeners', declaredListeners, secretsOfListener),
    graph.count('secretsOfGateways', gateways, secretsOfGateway),
    graph.count('secretsOfXBackends', checkedXBackends, secretsOfXBackend),
    ...allPolicies.map((policies) => countReferences(graph, policies, 'secrets')),
  ]);
  const { Secret, ConfigMap, ClusterTrustBundle, lastCertificates, missing } = inputs;
  const heldCertificates = graph.map('heldCertificates', referred, { Secret }, (_, { Secret }, key) =>
    heldCertificate(Secret.get(key), key),
  );
  const checkedSecrets = graph.map('checkedSecrets', heldCertificates, { lastCertificates }, usableCertificate);
  const referredTrust = graph.merge('referredTrustSources', [
    graph.count('trustSourcesOfListeners', declaredListeners, trustSourcesOfListener),
    ...allPolicies.map((policies) => countReferences(graph, policies, 'trustSources')),
    graph.count('trustSourcesOfXBackends', checkedXBackends, trustSourcesOfXBackend),
  ]);
  const trustSources = { ConfigMap, ClusterTrustBundle };
  const checkedTrustSources = graph.map('checkedTrustSources', referredTrust, trustSources, checkTrustSource);
  const secretReads = { checkedSecrets, grants };
  const trustSourceVerdicts = graph.map('trustSourceVerdicts', checkedTrustSources, {}, trustSourceVerdict);
  const trustReads = { trustSourceVerdicts, grants, missing };

  // TLS with backends.
  const clientCertificates = graph.map('clientCertificates', gateways, secretReads, clientCertificate);
  const xBackendReads = { checkedSecrets, trustSourceVerdicts, grants, missing };
  const xBackends = graph.map('xBackends', checkedXBackends, xBackendReads, resolveXBackend);
  const tls = resolvePolicies<typeof policyKinds.backendTls, TrustReads>(graph, backendTls, trustReads);
  const { attachments: tlsAttachments, resolved: tlsPolicies } = tls;

  const portVerdicts = decidePorts(graph, declaredListeners);

  // Listeners that are opened.
  const backendReads = { services, xBackends, tlsAttachments, tlsPolicies, grants };
  const policyReads = { ...backendReads, ...trustReads, ...secretReads };
  const policies = [
    tls,
    ...otherPolicies.map((each) => resolvePolicies<AnyPolicyKind<PolicyReads>, PolicyReads>(graph, each, policyReads)),
  ];
  const listenerFilters = graph.map(
    'listenerFilters',
    declaredListeners,
    { ...backendReads, clientCertificates },
    resolveListenerFilters,
  );
  const resolvedListeners = graph.map(
    'resolvedListeners',
    declaredListeners,
    { portVerdicts, listenerFilters, checkedSecrets, trustSourceVerdicts, grants, missing },
    resolveListener,
  );
  const openPorts = graph.groupBy('openPorts', resolvedListeners, openPort);
  const listeners = graph.map('listeners', openPorts, {}, modelListener);
  const listenersByProxy = graph.groupBy('listenersByProxy', listeners, runProxy);
  const ownProxies = graph.map('ownProxies', gateways, { listenersByProxy }, (gateway, reads) =>
    ownProxy(gateway, reads, settings),
  );
  const routeTables = graph.map('routeTables', openPorts, { clientCertificates }, routeTable);

  // Where routes can attach.
  const attachPoints = graph.map('attachPoints', declaredListeners, { portVerdicts }, attachPoint);
  const routeHolders = graph.merge('routeHolders', [
    graph.flatMap('gatewayRouteHolders', gateways, {}, gatewayRouteHolder),
    graph.flatMap('listenerSetRouteHolders', listenerSets, {}, listenerSetRouteHolder),
  ]);
  const attachPointsByHolder = graph.groupBy('attachPointsByHolder', attachPoints, holderOfPoint);
  const hostnameOwners = graph.flatMap('hostnameOwners', attachPoints, {}, hostnameOwner);

  // Routes: what they say, where they attach, what their rules do.
  const httpRoutes = checkedHttpRoutes(graph, inputs);
  const attachmentReads = { routeHolders, attachPoints, attachPointsByHolder, hostnameOwners, namespaceLabels };
  const parents = graph.map('routeParents', httpRoutes, attachmentReads, routeParents);
  const attached = graph.flatMap('attachments', parents, {}, attachments);
  const checkedRules = graph.flatMap('checkedHttpRules', httpRoutes, {}, checkedHttpRules);
  const resolvedRules = graph.map('resolvedHttpRules', checkedRules, backendReads, resolveHttpRule);

  // Routes that forward connections and datagrams as they are.
  const l4 = translateL4Routes(
    graph,
    inputs,
    { backendReads, attachmentReads, resolvedListeners, clientCertificates, sliceFindings, affected },
    settings,
  );
  const filterChains = graph.merge<FilterChain>('filterChains', [
    graph.flatMap('httpFilterChains', resolvedListeners, {}, httpFilterChain),
    l4.filterChains,
  ]);
  const attachedRoutes = graph.merge('attachedRoutes', [
    graph.count('attachedHttpRoutes', parents, (route) => [...route.listeners]),
    graph.count('attachedL4Routes', l4.parents, (route) => [...route.listeners]),
  ]);

  // Which route answers a request.
  const ownDomains = graph.flatMap('listenerDomains', attachPoints, {}, listenerDomain);
  const attachedDomains = graph.flatMap('attachedDomains', attached, {}, attachedDomain);
  const domains = graph.merge('domains', [ownDomains, attachedDomains]);
  const attachmentsByHostname = graph.groupBy('attachmentsByHostname', attached, listenerHostname);
  const routeMatches = graph.map('routeMatches', httpRoutes, {}, matchesOf);
  const routesByHostname = graph.map('routesByHostname', attachmentsByHostname, { routeMatches }, hostnameRoutes);
  const virtualHostReads = { routeTables, routesByHostname, listenerFilters };
  const virtualHosts = graph.map('virtualHosts', domains, virtualHostReads, virtualHost);

  // The same routes between workloads.
  const meshReads = { backendReads, httpRoutes, l4Routes: l4.routes, routeMatches, sliceFindings };
  const mesh = settings.mesh && translateMesh(graph, inputs, meshReads, settings.mesh);

  // What all of this uses.
  const { targetUses, ...uses } = wireUses(
    graph,
    {
      resolvedRules,
      parents,
      resolvedListeners,
      l4,
      mesh,
      clientCertificates,
      services,
      xBackends,
      slicesByService,
      checkedSecrets,
      checkedTrustSources,
    },
    settings,
  );
  const { backendVariants } = uses;
  const attributed = graph.map('attributedRejections', inputs.rejections, { backendVariants }, attributedRejection);
  const rejectionsByResource = graph.groupBy('rejectionsByResource', attributed, ({ of }) => of);
  const placed = placePolicies(
    graph,
    policies,
    {
      classes,
      gateways,
      listenerSets,
      declaredListeners,
      httpRoutes,
      routeParents: parents,
      l4Routes: l4.routes,
      l4Parents: l4.parents,
      services,
      xBackends,
      targetUses,
    },
    rejectionsByResource,
    settings,
  );
  const statuses = wireStatuses(
    graph,
    inputs,
    {
      classes,
      configs,
      gateways,
      listenerSets,
      resolvedListeners,
      attachedRoutes,
      clientCertificates,
      httpRoutes,
      parents,
      resolvedRules,
      l4Statuses: l4.statuses,
      mesh,
      rejectionsByResource,
      unlistedPolicies: placed.unlisted,
      policyStatuses: placed.statuses,
      affected,
      services,
      sliceFindings,
    },
    settings,
  );

  return {
    ...uses,
    ...(mesh?.model ?? noMesh(graph)),
    listeners,
    filterChains,
    routeTables,
    virtualHosts,
    backendGroups: graph.map('backendGroups', l4.usedGroups, {}, ({ group }) => group),
    proxies: ownProxies,
    statuses,
    heldCertificates,
    notices: settings.alone
      ? findUnserved(graph, inputs, { statuses, policies, configs })
      : graph.merge<Notice>('notices', []),
  };
}
