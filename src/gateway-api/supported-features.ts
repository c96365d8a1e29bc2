import type { Collection, Reader } from '../collections/index.js';
import type { Settings } from './settings.js';

/** What works, by the names in `pkg/features` of the Gateway API: core features and, of the extended ones, those that are complete. */
const FEATURES = [
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
  'GatewayPort8080',
  'GatewayRouteHostnameIntersectionPrecedence',
  'GRPCRoute',
  'GRPCRouteNamedRouteRule',
  'GRPCRouteRequestHeaderModifier',
  'HTTPRoute',
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
  'TCPRoute',
  'TLSRoute',
  'TLSRouteModeMixed',
  'TLSRouteModeTerminate',
  'UDPRoute',
];

/** What needs a proxy of each Gateway's own, and objects that are made for it. */
const WITH_OWN_PROXY = ['GatewayInfrastructure', 'GatewayStaticAddresses'];

/** Features that need a kind which not every API server has, by that kind. */
const BY_KIND: Readonly<Record<string, readonly string[]>> = { ClusterTrustBundle: ['ClusterTrustBundle'] };

const ascending = (names: readonly string[]) => [...names].sort().map((name) => ({ name }));

const SUPPORTED_FEATURES: Readonly<Record<Settings['proxyOf'], readonly Feature[]>> = {
  shared: ascending(FEATURES),
  'per-gateway': ascending([...FEATURES, ...WITH_OWN_PROXY]),
};

interface Feature {
  readonly name: string;
}

/** As in a GatewayClass's status: in ascending order. Source: GEP-2162, and GEP-5075 for kinds that are missing. */
export function supportedFeatures(
  missingKinds: Collection<true>,
  read: Reader,
  { proxyOf }: Settings,
): readonly Feature[] {
  const missing = Object.entries(BY_KIND).flatMap(([kind, names]) => (read.get(missingKinds, kind) ? names : []));
  return SUPPORTED_FEATURES[proxyOf].filter(({ name }) => !missing.includes(name));
}
