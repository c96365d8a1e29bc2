import { HTTP_ROUTE_KINDS, ROUTE_KIND_NAMES } from '../model/index.js';
import { type Missing, ROUTABILITY } from './missing.js';
import type { Settings } from './settings.js';

/** What works, by the names in `pkg/features` of the Gateway API: core features and, of the extended ones, those that are complete. */
const FEATURES = [
  ...ROUTE_KIND_NAMES,
  'BackendTLSPolicy',
  'BackendTLSPolicySANValidation',
  'ClusterTrustBundle',
  'Gateway',
  'GatewayAddressEmpty',
  'GatewayBackendClientCertificate',
  'GatewayFrontendClientCertificateValidation',
  'GatewayFrontendClientCertificateValidationInsecureFallback',
  'GatewayHTTPListenerIsolation',
  'GatewayHTTPSListenerDetectMisdirectedRequests',
  'GatewayListenerFilters',
  'GatewayPort8080',
  'GatewayRouteHostnameIntersectionPrecedence',
  'GRPCRouteNamedRouteRule',
  'GRPCRouteRequestHeaderModifier',
  'HTTPRoute303RedirectStatusCode',
  'HTTPRoute307RedirectStatusCode',
  'HTTPRoute308RedirectStatusCode',
  'HTTPRouteBackendProtocolH2C',
  'HTTPRouteBackendProtocolWebSocket',
  'HTTPRouteBackendRequestHeaderModification',
  'HTTPRouteBackendTimeout',
  'HTTPRouteBackendURLRewrite',
  'HTTPRouteCORS',
  'HTTPRouteDestinationPortMatching',
  'HTTPRouteHostRewrite',
  'HTTPRouteMethodMatching',
  'HTTPRouteNamedRouteRule',
  'HTTPRouteParentRefPort',
  'HTTPRoutePathRedirect',
  'HTTPRoutePathRewrite',
  'HTTPRoutePortRedirect',
  'HTTPRouteQueryParamMatching',
  'HTTPRouteRequestMirror',
  'HTTPRouteRequestMultipleMirrors',
  'HTTPRouteRequestPercentageMirror',
  'HTTPRouteRequestTimeout',
  'HTTPRouteResponseHeaderModification',
  'HTTPRouteRetryCodes',
  'HTTPRouteRetryConnectionError',
  'HTTPRouteSchemeRedirect',
  'ListenerSet',
  'ReferenceGrant',
  'TLSRouteModeMixed',
  'TLSRouteModeTerminate',
];

/** What needs a proxy of each Gateway's own, and objects that are made for it. */
const WITH_OWN_PROXY = [
  'GatewayAddressRoutability',
  'GatewayAddressRoutabilityCluster',
  'GatewayInfrastructure',
  'GatewayStaticAddresses',
];

/** Features that need what not every API server has, by that. */
const BY_NEED: Readonly<Record<string, readonly string[]>> = {
  ClusterTrustBundle: ['ClusterTrustBundle'],
  [ROUTABILITY]: ['GatewayAddressRoutability', 'GatewayAddressRoutabilityCluster'],
};

const ascending = (names: readonly string[]) => [...names].sort().map((name) => ({ name }));

/** Of a mesh, core and extended, with what its tests ask of routes besides. In ascending order. */
export const MESH_FEATURES = ascending([
  ...HTTP_ROUTE_KINDS,
  'HTTPRoute303RedirectStatusCode',
  'HTTPRoute307RedirectStatusCode',
  'HTTPRoute308RedirectStatusCode',
  'HTTPRouteParentRefPort',
  'HTTPRouteResponseHeaderModification',
  'Mesh',
  'MeshClusterIPMatching',
  'MeshConsumerRoute',
  'MeshHTTPRouteBackendRequestHeaderModification',
  'MeshHTTPRouteNamedRouteRule',
  'MeshHTTPRouteQueryParamMatching',
  'MeshHTTPRouteRedirectPath',
  'MeshHTTPRouteRedirectPort',
  'MeshHTTPRouteRewritePath',
  'MeshHTTPRouteSchemeRedirect',
]);

const SUPPORTED_FEATURES: Readonly<Record<Settings['proxyOf'], readonly Feature[]>> = {
  shared: ascending(FEATURES),
  'per-gateway': ascending([...FEATURES, ...WITH_OWN_PROXY]),
};

interface Feature {
  readonly name: string;
}

/** As in a GatewayClass's status: in ascending order. Source: GEP-2162, and GEP-5075 for what is missing. */
export function supportedFeatures(missing: Missing, { proxyOf }: Settings): readonly Feature[] {
  const without = Object.entries(BY_NEED).flatMap(([need, names]) => (missing.get(need) ? names : []));
  return SUPPORTED_FEATURES[proxyOf].filter(({ name }) => !without.includes(name));
}
