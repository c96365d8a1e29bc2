import type { Collection, Graph } from '../collections/index.js';
import type { Model, ObjectStatus, ProxyState, Rejection } from '../model/index.js';
import type { ResourceByKind } from '../resources/types.js';
import { attachPoint, hostnameOwner, listenerDomains, servingPort } from './attach-point.js';
import { attachedDomain, attachments, listenerHostname, routeParents } from './attachment.js';
import { checkSecret } from './certificate.js';
import { endpointsOf, serviceOfSlice } from './endpoints.js';
import { declaredListenersOf, ownGateway } from './gateway.js';
import { ownClass } from './gateway-class.js';
import { checkedHttpRoute, checkedHttpRules, matchesOf } from './http-route.js';
import { backendUse, backendUseKeys, resolveHttpRule, usedRule } from './http-rule.js';
import {
  certificateUse,
  certificateUseKeys,
  openPort,
  referredSecrets,
  resolveListener,
} from './listener-resolution.js';
import { modelListener, routeTable } from './model-listener.js';
import { contestedPort, judgePort } from './port-conflicts.js';
import { ownProxy, runProxy } from './proxy.js';
import { checkedProxyConfig } from './proxy-config.js';
import { grantKeys } from './reference-grant.js';
import { rejectedResource } from './rejection.js';
import { serviceBackends, serviceFacts } from './service.js';
import type { Settings } from './settings.js';
import { gatewayStatus } from './status/gateway.js';
import { gatewayClassStatus } from './status/gateway-class.js';
import { httpRouteStatus } from './status/http-route.js';
import { listenerOutcome } from './status/listener.js';
import { proxyConfigStatus } from './status/proxy-config.js';
import { hostnameRoutes, virtualHost } from './virtual-host.js';
import { knownXBackend, xBackendFacts } from './x-backend.js';

/** The kinds that the translation reads. */
export const INPUT_KINDS = [
  'GatewayClass',
  'Gateway',
  'HTTPRoute',
  'ReferenceGrant',
  'Service',
  'EndpointSlice',
  'Secret',
  'Namespace',
  'XBackend',
  'ProxyConfig',
] as const;

type ResourceInputs = { readonly [K in (typeof INPUT_KINDS)[number]]: Collection<ResourceByKind[K]> };

/** Resources by kind, each keyed `namespace/name` (`name` when cluster-scoped), and what the edges report. */
export interface Inputs extends ResourceInputs {
  /** Keyed `proxy|type URL|name`. */
  readonly rejections: Collection<Rejection>;
  /** Keyed by proxy. */
  readonly proxies: Collection<ProxyState>;
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
  const xBackends = graph.map('xBackends', inputs.XBackend, [], (backend) => xBackendFacts(backend, settings));

  // Gateways and their listeners.
  const configs = graph.map('proxyConfigs', inputs.ProxyConfig, [], (value) => checkedProxyConfig(value, settings));
  const classes = graph.map('classes', inputs.GatewayClass, [configs], (value, _, read) =>
    ownClass(value, configs, read, settings),
  );
  const ownReads = { classes, configs };
  const gateways = graph.map('gateways', inputs.Gateway, Object.values(ownReads), (gateway, _, read) =>
    ownGateway(gateway, ownReads, read, settings),
  );
  const declaredListeners = graph.flatMap('declaredListeners', gateways, [], declaredListenersOf);
  const contestedPorts = graph.groupBy('contestedPorts', declaredListeners, contestedPort);
  const portVerdicts = graph.flatMap('portVerdicts', contestedPorts, [], judgePort);
  const referred = graph.count('referredSecrets', declaredListeners, referredSecrets);
  const checkedSecrets = graph.map('checkedSecrets', referred, [inputs.Secret], (_, key, read) =>
    checkSecret(read.get(inputs.Secret, key), key),
  );
  const listenerReads = { portVerdicts, checkedSecrets, grants };
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
  const routeTables = graph.flatMap('routeTables', resolvedListeners, [], routeTable);

  // Where routes can attach.
  const attachPoints = graph.map('attachPoints', declaredListeners, [portVerdicts], (listener, _, read) =>
    attachPoint(listener, portVerdicts, read),
  );
  const gatewayKeys = graph.map('gatewayKeys', gateways, [], () => true as const);
  const attachPointsByGateway = graph.groupBy('attachPointsByGateway', attachPoints, ({ gateway }) => gateway);
  const hostnameOwners = graph.flatMap('hostnameOwners', attachPoints, [], hostnameOwner);
  const servingPorts = graph.groupBy('servingPorts', attachPoints, servingPort);

  // Routes: what they say, where they attach, what their rules do.
  const httpRoutes = graph.flatMap('httpRoutes', inputs.HTTPRoute, [], checkedHttpRoute);
  const namespaceLabels = graph.map('namespaceLabels', inputs.Namespace, [], ({ metadata }) => metadata.labels ?? {});
  const attachmentReads = { gatewayKeys, attachPoints, attachPointsByGateway, hostnameOwners, namespaceLabels };
  const parents = graph.map('routeParents', httpRoutes, Object.values(attachmentReads), (route, _, read) =>
    routeParents(route, attachmentReads, read),
  );
  const attached = graph.flatMap('attachments', parents, [], attachments);
  const attachedRoutes = graph.count('attachedRoutes', parents, (route) => [...route.listeners]);
  const checkedRules = graph.flatMap('checkedHttpRules', httpRoutes, [], checkedHttpRules);
  const backendReads = { services, xBackends, grants };
  const resolvedRules = graph.map('resolvedHttpRules', checkedRules, Object.values(backendReads), (rule, _, read) =>
    resolveHttpRule(rule, backendReads, read),
  );

  // Which route answers a request.
  const ownDomains = graph.flatMap('listenerDomains', servingPorts, [], listenerDomains);
  const attachedDomains = graph.flatMap('attachedDomains', attached, [], attachedDomain);
  const domains = graph.merge('domains', [ownDomains, attachedDomains]);
  const attachmentsByHostname = graph.groupBy('attachmentsByHostname', attached, listenerHostname);
  const routeMatches = graph.map('routeMatches', httpRoutes, [], matchesOf);
  const routesByHostname = graph.map('routesByHostname', attachmentsByHostname, [routeMatches], (entries, _, read) =>
    hostnameRoutes(entries, routeMatches, read),
  );
  const virtualHostReads = { routeTables, routesByHostname };
  const virtualHosts = graph.map('virtualHosts', domains, Object.values(virtualHostReads), (domain, _, read) =>
    virtualHost(domain, virtualHostReads, read),
  );

  // Who uses what.
  const usedRules = graph.map('usedRules', resolvedRules, [parents], (rule, _, read) => usedRule(rule, parents, read));
  const httpRules = graph.map('httpRules', usedRules, [], ({ rule }) => rule);
  const backendUseCounts = graph.count('backendUseCounts', usedRules, backendUseKeys);
  const backendUses = graph.map('backendUses', backendUseCounts, [], backendUse);
  const certificateUseCounts = graph.count('certificateUseCounts', resolvedListeners, certificateUseKeys);
  const certificateUses = graph.map('certificateUses', certificateUseCounts, [], certificateUse);

  // Certificates and backends that are used.
  const usedCertificates = graph.count('usedCertificates', certificateUses, ({ certificate }) => certificate);
  const certificates = graph.map(
    'certificates',
    usedCertificates,
    [checkedSecrets],
    (_, name, read) => read.get(checkedSecrets, name)?.certificate,
  );
  const knownBackends = graph.merge('knownBackends', [
    graph.flatMap('serviceBackends', services, [], serviceBackends),
    graph.flatMap('xBackendBackends', xBackends, [], knownXBackend),
  ]);
  const usedBackends = graph.count('usedBackends', backendUses, ({ backend }) => backend);
  const backends = graph.map(
    'backends',
    usedBackends,
    [knownBackends],
    (_, name, read) => read.get(knownBackends, name)?.backend,
  );
  const slicesByService = graph.groupBy('slicesByService', inputs.EndpointSlice, serviceOfSlice);
  const endpointReads = { knownBackends, slicesByService };
  const endpoints = graph.map('endpoints', usedBackends, Object.values(endpointReads), (_, name, read) =>
    endpointsOf(name, endpointReads, read, settings),
  );

  // Statuses.
  const rejectionsByResource = graph.groupBy('rejectionsByResource', rejections, rejectedResource);
  const outcomeReads = { gateways, attachedRoutes, rejections: rejectionsByResource };
  const listenerOutcomes = graph.map(
    'listenerOutcomes',
    resolvedListeners,
    Object.values(outcomeReads),
    (listener, _, read) => listenerOutcome(listener, outcomeReads, read),
  );
  const gatewayReads = { listenerOutcomes, proxies };
  const routeReads = { routeParents: parents, resolvedRules };
  const statuses = graph.merge<ObjectStatus>('statuses', [
    graph.flatMap('gatewayClassStatuses', classes, [], (value) => gatewayClassStatus(value, settings)),
    graph.flatMap('proxyConfigStatuses', configs, [], (config) => proxyConfigStatus(config, settings)),
    graph.flatMap('gatewayStatuses', gateways, Object.values(gatewayReads), (gateway, _, read) =>
      gatewayStatus(gateway, gatewayReads, read, settings),
    ),
    graph.map('httpRouteStatuses', httpRoutes, Object.values(routeReads), (route, _, read) =>
      httpRouteStatus(route, routeReads, read, settings.controllerName),
    ),
  ]);

  return {
    listeners,
    routeTables,
    virtualHosts,
    httpRules,
    backends,
    endpoints,
    certificates,
    backendUses,
    certificateUses,
    proxies: ownProxies,
    statuses,
  };
}
