import type { Collection, Graph } from '../collections/index.js';
import type { FilterChain, Model, ObjectStatus, ProxyState, Rejection } from '../model/index.js';
import type { ResourceByKind } from '../resources/types.js';
import { attachPoint, holderOfPoint, hostnameOwner, listenerDomain } from './attach-point.js';
import { attachedDomain, attachments, listenerHostname, routeParents } from './attachment.js';
import { tlsByHash } from './backend-tls.js';
import {
  checkTlsPolicy,
  policyClaims,
  prevailingPolicy,
  resolveTlsPolicy,
  trustSourcesOfPolicy,
} from './backend-tls-policy.js';
import { checkSecret } from './certificate.js';
import { endpointsOf, serviceOfSlice } from './endpoints.js';
import {
  clientCertificate,
  declaredListenersOf,
  gatewayRouteHolder,
  gatewayState,
  ownGateway,
  secretsOfGateway,
} from './gateway.js';
import { ownClass } from './gateway-class.js';
import { checkedGrpcRoute } from './grpc-route.js';
import { checkedHttpRoute, checkedHttpRules, matchesOf } from './http-route.js';
import { backendUse, backendUseKeys, resolveHttpRule, targetUse, targetUseKeys, usedRule } from './http-rule.js';
import { backendNamed } from './known-backend.js';
import { translateL4Routes } from './l4-graph.js';
import { resolveListenerFilters } from './listener-filter-resolution.js';
import {
  certificateUse,
  certificateUseKeys,
  openPort,
  resolveListener,
  secretsOfListener,
  trustBundleUseKeys,
  trustSourcesOfListener,
  usedListenerFilters,
} from './listener-resolution.js';
import { listenerSetRouteHolder, listenerSetState, listenerSetTerms, ownListenerSet } from './listener-set.js';
import type { Missing } from './missing.js';
import { httpFilterChain, modelListener, routeTable } from './model-listener.js';
import { contender, holderPort, portClaim } from './port-claims.js';
import {
  claimedPort,
  coveredBy,
  firstClaim,
  firstToWant,
  hostnameContender,
  portHostname,
  portVerdict,
  proxyPort,
  takenPorts as takenPortsOf,
} from './port-conflicts.js';
import { toldBy } from './protocol.js';
import { ownProxy, runProxy } from './proxy.js';
import { checkedProxyConfig } from './proxy-config.js';
import { grantKeys } from './reference-grant.js';
import { rejectedResource } from './rejection.js';
import { oneKindPerHostname } from './route-kind-graph.js';
import { clientCertificateUseKeys, securedUse, serverTrustUseKeys, trustBundleUse } from './secured-use.js';
import { serviceBackends, serviceFacts } from './service.js';
import type { Settings } from './settings.js';
import { tlsPolicyStatus } from './status/backend-tls-policy.js';
import { gatewayStatus, reachProblem } from './status/gateway.js';
import { gatewayClassStatus } from './status/gateway-class.js';
import { httpRouteStatus } from './status/http-route.js';
import { listenerOutcome } from './status/listener.js';
import { countedFor, listenerSetOutcome, listenerSetStatus } from './status/listener-set.js';
import { proxyConfigStatus } from './status/proxy-config.js';
import { trustBundle } from './trust-bundle.js';
import { checkTrustSource, trustSourceVerdict } from './trust-source.js';
import { hostnameRoutes, virtualHost } from './virtual-host.js';
import {
  knownXBackend,
  resolveXBackend,
  secretsOfXBackend,
  trustSourcesOfXBackend,
  xBackendFacts,
} from './x-backend.js';

/** The kinds that the translation reads. */
export const INPUT_KINDS = [
  'GatewayClass',
  'Gateway',
  'ListenerSet',
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
  'TCPRoute',
  'UDPRoute',
  'ReferenceGrant',
  'Service',
  'EndpointSlice',
  'Secret',
  'ConfigMap',
  'ClusterTrustBundle',
  'Namespace',
  'XBackend',
  'BackendTLSPolicy',
  'ProxyConfig',
] as const;

type ResourceInputs = { readonly [K in (typeof INPUT_KINDS)[number]]: Collection<ResourceByKind[K]> };

/** Resources by kind, each keyed `namespace/name` (`name` when cluster-scoped), and what the edges report. */
export interface Inputs extends ResourceInputs {
  /** Keyed `proxy|type URL|name`. */
  readonly rejections: Collection<Rejection>;
  /** Keyed by proxy. */
  readonly proxies: Collection<ProxyState>;
  readonly missing: Missing;
}

/**
 * Gateway API resources to the model and statuses. Every collection of this part is created here and nowhere else; what
 * they compute is in the file that the function comes from. The functions are pure, and each looks at one object or one
 * group and at what it reads by key.
 */
export function translate(graph: Graph, inputs: Inputs, settings: Settings): Model {
  const { rejections, proxies } = inputs;

  // What references lead to.
  const grants = graph.count('grants', inputs.ReferenceGrant, grantKeys);
  const services = graph.map('services', inputs.Service, [], serviceFacts);
  const checkedXBackends = graph.map('checkedXBackends', inputs.XBackend, [], (backend) =>
    xBackendFacts(backend, settings),
  );
  const tlsPolicies = graph.map('tlsPolicies', inputs.BackendTLSPolicy, [], (policy) =>
    checkTlsPolicy(policy, settings),
  );

  const namespaceLabels = graph.map('namespaceLabels', inputs.Namespace, [], ({ metadata }) => metadata.labels ?? {});

  // Gateways, ListenerSets and their listeners.
  const configs = graph.map('proxyConfigs', inputs.ProxyConfig, [], (value) => checkedProxyConfig(value, settings));
  const classes = graph.map('classes', inputs.GatewayClass, [configs], (value, _, read) =>
    ownClass(value, configs, read, settings),
  );
  const ownReads = { classes, configs };
  const gateways = graph.map('gateways', inputs.Gateway, Object.values(ownReads), (gateway, _, read) =>
    ownGateway(gateway, ownReads, read, settings),
  );
  const listenerSetReads = {
    listenerSetTerms: graph.map('listenerSetTerms', gateways, [], listenerSetTerms),
    namespaceLabels,
  };
  const listenerSets = graph.map('listenerSets', inputs.ListenerSet, Object.values(listenerSetReads), (set, _, read) =>
    ownListenerSet(set, listenerSetReads, read),
  );
  const declaredListeners = graph.merge('declaredListeners', [
    graph.flatMap('gatewayListeners', gateways, [], declaredListenersOf),
    graph.flatMap('listenerSetListeners', listenerSets, [], declaredListenersOf),
  ]);

  // Secrets and what holds CA certificates that somebody refers to; the others are not even looked at.
  const referred = graph.merge('referredSecrets', [
    graph.count('secretsOfListeners', declaredListeners, secretsOfListener),
    graph.count('secretsOfGateways', gateways, secretsOfGateway),
    graph.count('secretsOfXBackends', checkedXBackends, secretsOfXBackend),
  ]);
  const checkedSecrets = graph.map('checkedSecrets', referred, [inputs.Secret], (_, key, read) =>
    checkSecret(read.get(inputs.Secret, key), key),
  );
  const referredTrust = graph.merge('referredTrustSources', [
    graph.count('trustSourcesOfListeners', declaredListeners, trustSourcesOfListener),
    graph.count('trustSourcesOfPolicies', tlsPolicies, trustSourcesOfPolicy),
    graph.count('trustSourcesOfXBackends', checkedXBackends, trustSourcesOfXBackend),
  ]);
  const { ConfigMap, ClusterTrustBundle, missing } = inputs;
  const trustSources = { ConfigMap, ClusterTrustBundle };
  const checkedTrustSources = graph.map(
    'checkedTrustSources',
    referredTrust,
    Object.values(trustSources),
    (_, name, read) => checkTrustSource(name, trustSources, read),
  );
  const secretReads = { checkedSecrets, grants };
  const trustSourceVerdicts = graph.map('trustSourceVerdicts', checkedTrustSources, [], trustSourceVerdict);
  const trustReads = { trustSourceVerdicts, grants, missing };
  const xBackendReads = { ...secretReads, ...trustReads };

  // TLS with backends.
  const clientCertificates = graph.map('clientCertificates', gateways, Object.values(secretReads), (gateway, _, read) =>
    clientCertificate(gateway, secretReads, read),
  );
  const xBackends = graph.map('xBackends', checkedXBackends, Object.values(xBackendReads), (backend, _, read) =>
    resolveXBackend(backend, xBackendReads, read),
  );
  const claims = graph.flatMap('policyClaims', tlsPolicies, [], policyClaims);
  const claimsByTarget = graph.groupBy('policyClaimsByTarget', claims, ({ target }) => target);
  const prevailingPolicies = graph.map('prevailingPolicies', claimsByTarget, [], prevailingPolicy);
  const resolvedPolicies = graph.map('resolvedPolicies', tlsPolicies, Object.values(trustReads), (policy, _, read) =>
    resolveTlsPolicy(policy, trustReads, read),
  );

  // Which listeners get the port and the hostname that they want.
  const contenders = graph.flatMap('contenders', declaredListeners, [], contender);
  const holderPorts = graph.groupBy('holderPorts', contenders, holderPort);
  const portClaims = graph.flatMap('portClaims', holderPorts, [], portClaim);
  const claimsByPort = graph.groupBy('claimsByPort', portClaims, claimedPort);
  const portOwners = graph.map('portOwners', claimsByPort, [], firstClaim);
  const gatewaysByPort = graph.groupBy('gatewaysByPort', portOwners, proxyPort);
  const takenPorts = graph.flatMap('takenPorts', gatewaysByPort, [], takenPortsOf);
  const portsToldBy = graph.map('portsToldBy', portOwners, [], ({ protocol = '' }) => toldBy(protocol));
  const claimReads = { portClaims, portsToldBy, portOwners };
  const hostnameContenders = graph.map(
    'hostnameContenders',
    contenders,
    Object.values(claimReads),
    (listener, _, read) => hostnameContender(listener, claimReads, read),
  );
  const contendersByHostname = graph.groupBy('contendersByHostname', hostnameContenders, portHostname);
  const hostnameWinners = graph.map('hostnameWinners', contendersByHostname, [], firstToWant);
  const coverCounts = graph.count('coverCounts', hostnameWinners, coveredBy);
  const sharedHostnames = graph.map('sharedHostnames', coverCounts, [], (count) => (count > 1 ? true : undefined));
  const verdictReads = { ...claimReads, takenPorts, hostnameWinners, sharedHostnames };
  const portVerdicts = graph.map('portVerdicts', declaredListeners, Object.values(verdictReads), (listener, _, read) =>
    portVerdict(listener, verdictReads, read),
  );

  // Listeners that are opened.
  const backendReads = { services, xBackends, prevailingPolicies, resolvedPolicies, grants };
  const filterReads = { ...backendReads, clientCertificates };
  const listenerFilters = graph.map(
    'listenerFilters',
    declaredListeners,
    Object.values(filterReads),
    (listener, _, read) => resolveListenerFilters(listener, filterReads, read),
  );
  const listenerReads = { portVerdicts, listenerFilters, ...secretReads, ...trustReads };
  const resolvedListeners = graph.map(
    'resolvedListeners',
    declaredListeners,
    Object.values(listenerReads),
    (listener, _, read) => resolveListener(listener, listenerReads, read),
  );
  const openPorts = graph.groupBy('openPorts', resolvedListeners, openPort);
  const listeners = graph.map('listeners', openPorts, [], modelListener);
  const listenersByProxy = graph.groupBy('listenersByProxy', listeners, runProxy);
  const ownProxies = graph.map('ownProxies', gateways, [listenersByProxy], (gateway, _, read) =>
    ownProxy(gateway, listenersByProxy, read, settings),
  );
  const routeTables = graph.map('routeTables', openPorts, [clientCertificates], (entries, name, read) =>
    routeTable(entries, name, clientCertificates, read),
  );

  // Where routes can attach.
  const attachPoints = graph.map('attachPoints', declaredListeners, [portVerdicts], (listener, _, read) =>
    attachPoint(listener, portVerdicts, read),
  );
  const routeHolders = graph.merge('routeHolders', [
    graph.flatMap('gatewayRouteHolders', gateways, [], gatewayRouteHolder),
    graph.flatMap('listenerSetRouteHolders', listenerSets, [], listenerSetRouteHolder),
  ]);
  const attachPointsByHolder = graph.groupBy('attachPointsByHolder', attachPoints, holderOfPoint);
  const hostnameOwners = graph.flatMap('hostnameOwners', attachPoints, [], hostnameOwner);

  // Routes: what they say, where they attach, what their rules do.
  const httpRoutes = graph.merge('allHttpRoutes', [
    graph.flatMap('httpRoutes', inputs.HTTPRoute, [], checkedHttpRoute),
    graph.flatMap('grpcRoutes', inputs.GRPCRoute, [], checkedGrpcRoute),
  ]);
  const attachmentReads = { routeHolders, attachPoints, attachPointsByHolder, hostnameOwners, namespaceLabels };
  const wantedParents = graph.map('wantedParents', httpRoutes, Object.values(attachmentReads), (route, _, read) =>
    routeParents(route, attachmentReads, read),
  );
  const parents = oneKindPerHostname(graph, wantedParents, httpRoutes, attachPoints);
  const attached = graph.flatMap('attachments', parents, [], attachments);
  const checkedRules = graph.flatMap('checkedHttpRules', httpRoutes, [], checkedHttpRules);
  const resolvedRules = graph.map('resolvedHttpRules', checkedRules, Object.values(backendReads), (rule, _, read) =>
    resolveHttpRule(rule, backendReads, read),
  );

  // Routes that forward connections and datagrams as they are.
  const l4 = translateL4Routes(
    graph,
    inputs,
    { ...backendReads, ...attachmentReads, resolvedListeners, clientCertificates },
    settings,
  );
  const filterChains = graph.merge<FilterChain>('filterChains', [
    graph.flatMap('httpFilterChains', resolvedListeners, [], httpFilterChain),
    l4.filterChains,
  ]);
  const attachedRoutes = graph.merge('attachedRoutes', [
    graph.count('attachedHttpRoutes', parents, (route) => [...route.listeners]),
    graph.count('attachedL4Routes', l4.parents, (route) => [...route.listeners]),
  ]);

  // Which route answers a request.
  const ownDomains = graph.flatMap('listenerDomains', attachPoints, [], listenerDomain);
  const attachedDomains = graph.flatMap('attachedDomains', attached, [], attachedDomain);
  const domains = graph.merge('domains', [ownDomains, attachedDomains]);
  const attachmentsByHostname = graph.groupBy('attachmentsByHostname', attached, listenerHostname);
  const routeMatches = graph.map('routeMatches', httpRoutes, [], matchesOf);
  const routesByHostname = graph.map('routesByHostname', attachmentsByHostname, [routeMatches], (entries, _, read) =>
    hostnameRoutes(entries, routeMatches, read),
  );
  const virtualHostReads = { routeTables, routesByHostname, listenerFilters };
  const virtualHosts = graph.map('virtualHosts', domains, Object.values(virtualHostReads), (domain, _, read) =>
    virtualHost(domain, virtualHostReads, read),
  );

  // Who uses what.
  const ruleUseReads = { routeParents: parents, clientCertificates };
  const usedRules = graph.map('usedRules', resolvedRules, Object.values(ruleUseReads), (rule, _, read) =>
    usedRule(rule, ruleUseReads, read),
  );
  const httpRules = graph.map('httpRules', usedRules, [], ({ rule }) => rule);
  const usedFilters = graph.map('usedListenerFilters', resolvedListeners, [], usedListenerFilters);
  const backendUseCounts = graph.merge('backendUseCounts', [
    graph.count('backendUsesOfRules', usedRules, backendUseKeys),
    graph.count('backendUsesOfListeners', usedFilters, backendUseKeys),
  ]);
  const backendUses = graph.map('backendUses', backendUseCounts, [], backendUse);
  const allBackendUses = graph.merge('allBackendUses', [backendUses, l4.memberUses]);
  const targetUseCounts = graph.merge('targetUseCounts', [
    graph.count('targetUsesOfRules', usedRules, targetUseKeys),
    graph.count('targetUsesOfListeners', usedFilters, targetUseKeys),
    graph.count('targetUsesOfGroups', l4.usedGroups, targetUseKeys),
  ]);
  const targetUses = graph.groupBy(
    'targetUses',
    graph.map('targetUsesOfGateways', targetUseCounts, [], targetUse),
    ({ target }) => target,
  );

  // Backends that are used.
  const knownBackends = graph.merge('knownBackends', [
    graph.flatMap('serviceBackends', services, [], serviceBackends),
    graph.flatMap('xBackendBackends', xBackends, [], knownXBackend),
  ]);
  const usedBackends = graph.count('usedBackends', allBackendUses, ({ backend }) => backend);
  const backendParts = {
    knownBackends,
    tlsByHash: graph.merge('tlsByHash', [
      graph.flatMap('tlsOfPolicies', resolvedPolicies, [], tlsByHash),
      graph.flatMap('tlsOfXBackends', xBackends, [], tlsByHash),
    ]),
  };
  const backends = graph.map('backends', usedBackends, Object.values(backendParts), (_, name, read) =>
    backendNamed(name, backendParts, read),
  );
  const slicesByService = graph.groupBy('slicesByService', inputs.EndpointSlice, serviceOfSlice);
  const endpointReads = { knownBackends, slicesByService };
  const endpoints = graph.map('endpoints', usedBackends, Object.values(endpointReads), (_, name, read) =>
    endpointsOf(name, endpointReads, read, settings),
  );

  // Certificates and trust bundles that listeners and backends use.
  const securedUses = graph.map('securedBackendUses', allBackendUses, [backends], (use, _, read) =>
    securedUse(use, backends, read),
  );
  const certificateUses = graph.map(
    'certificateUses',
    graph.merge('certificateUseCounts', [
      graph.count('certificateUsesOfListeners', resolvedListeners, certificateUseKeys),
      graph.count('certificateUsesOfBackends', securedUses, clientCertificateUseKeys),
    ]),
    [],
    certificateUse,
  );
  const trustBundleUses = graph.map(
    'trustBundleUses',
    graph.merge('trustBundleUseCounts', [
      graph.count('trustBundleUsesOfListeners', resolvedListeners, trustBundleUseKeys),
      graph.count('trustBundleUsesOfBackends', securedUses, serverTrustUseKeys),
    ]),
    [],
    trustBundleUse,
  );
  const usedCertificates = graph.count('usedCertificates', certificateUses, ({ certificate }) => certificate);
  const certificates = graph.map(
    'certificates',
    usedCertificates,
    [checkedSecrets],
    (_, name, read) => read.get(checkedSecrets, name)?.certificate,
  );
  const usedTrustBundles = graph.count('usedTrustBundles', trustBundleUses, (use) => use.trustBundle);
  const trustBundles = graph.map('trustBundles', usedTrustBundles, [checkedTrustSources], (_, name, read) =>
    trustBundle(name, checkedTrustSources, read, settings),
  );

  // Statuses.
  const rejectionsByResource = graph.groupBy('rejectionsByResource', rejections, rejectedResource);
  const holderStates = graph.merge('holderStates', [
    graph.flatMap('gatewayStates', gateways, [], gatewayState),
    graph.flatMap('listenerSetStates', listenerSets, [], listenerSetState),
  ]);
  const outcomeReads = { holderStates, attachedRoutes, rejections: rejectionsByResource };
  const listenerOutcomes = graph.map(
    'listenerOutcomes',
    resolvedListeners,
    Object.values(outcomeReads),
    (listener, _, read) => listenerOutcome(listener, outcomeReads, read),
  );
  const reachProblems = graph.map('reachProblems', gateways, [proxies], (gateway, _, read) =>
    reachProblem(gateway, proxies, read, settings),
  );
  const setReads = { listenerOutcomes, reachProblems };
  const listenerSetOutcomes = graph.map('listenerSetOutcomes', listenerSets, Object.values(setReads), (set, _, read) =>
    listenerSetOutcome(set, setReads, read),
  );
  const attachedListenerSets = graph.count('attachedListenerSets', listenerSetOutcomes, countedFor);
  const gatewayReads = {
    listenerOutcomes,
    proxies,
    attachedListenerSets,
    clientCertificates,
    missing,
    rejections: rejectionsByResource,
  };
  const policyReads = {
    resolvedPolicies,
    prevailingPolicies,
    services,
    targetUses,
    rejections: rejectionsByResource,
  };
  const routeReads = { routeParents: parents, resolvedRules };
  const statuses = graph.merge<ObjectStatus>('statuses', [
    graph.flatMap('gatewayClassStatuses', classes, [missing], (value, _, read) =>
      gatewayClassStatus(value, missing, read, settings),
    ),
    graph.flatMap('proxyConfigStatuses', configs, [], (config) => proxyConfigStatus(config, settings)),
    graph.flatMap('gatewayStatuses', gateways, Object.values(gatewayReads), (gateway, _, read) =>
      gatewayStatus(gateway, gatewayReads, read, settings),
    ),
    graph.flatMap('listenerSetStatuses', listenerSetOutcomes, [], listenerSetStatus),
    graph.map('httpRouteStatuses', httpRoutes, Object.values(routeReads), (route, _, read) =>
      httpRouteStatus(route, routeReads, read, settings.controllerName),
    ),
    l4.statuses,
    graph.flatMap('tlsPolicyStatuses', tlsPolicies, Object.values(policyReads), (policy, _, read) =>
      tlsPolicyStatus(policy, policyReads, read, settings),
    ),
  ]);

  return {
    listeners,
    filterChains,
    routeTables,
    virtualHosts,
    httpRules,
    backendGroups: graph.map('backendGroups', l4.usedGroups, [], ({ group }) => group),
    backends,
    endpoints,
    certificates,
    trustBundles,
    backendUses,
    certificateUses,
    trustBundleUses,
    proxies: ownProxies,
    statuses,
  };
}
