import { describe, expect, test } from '@jest/globals';
import type { ClusterTrustBundle } from '../resources/types.js';
import { testAuthority } from './testing/certificate.js';
import { completed } from './testing/fixtures.js';
import { content, PER_GATEWAY, parse, SHARED, Translation } from './testing/translation.js';

const BUNDLE = '{ group: certificates.k8s.io, kind: ClusterTrustBundle, name: corporate }';

/** Clients on two ports are verified by a bundle, on the second one also by a ConfigMap; a Service by the bundle. */
const OBJECTS = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: infra }
spec:
  gatewayClassName: ours
  tls:
    frontend:
      default: { validation: { caCertificateRefs: [${BUNDLE}] } }
      perPort:
        - port: 2
          tls: { validation: { caCertificateRefs: [{ group: '', kind: ConfigMap, name: ca }, ${BUNDLE}] } }
  listeners:
    - { name: one, port: 1, protocol: HTTPS, tls: { certificateRefs: [{ name: cert }] } }
    - { name: both, port: 2, protocol: HTTPS, tls: { certificateRefs: [{ name: cert }] } }
    - { name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop, namespace: app }
spec:
  parentRefs: [{ name: web, namespace: infra, sectionName: http }]
  rules: [{ backendRefs: [{ name: shop, port: 443 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: app }
spec: { ports: [{ port: 443 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: shop, namespace: app }
spec:
  targetRefs: [{ group: '', kind: Service, name: shop }]
  validation: { hostname: shop.test, caCertificateRefs: [${BUNDLE}] }
---
apiVersion: v1
kind: Secret
metadata: { name: cert, namespace: infra }
type: kubernetes.io/tls
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: infra }
`;

const [one, two] = [testAuthority('one').certificate, testAuthority('two').certificate];

function bundle(trustBundle: string): ClusterTrustBundle {
  const metadata = { name: 'corporate' };
  return { apiVersion: 'certificates.k8s.io/v1', kind: 'ClusterTrustBundle', metadata, spec: { trustBundle } };
}

function translation(settings = SHARED): Translation {
  return new Translation(settings).apply(...parse(OBJECTS).map(completed), bundle(one));
}

function policy(translated: Translation): Record<string, string> {
  const { conditions = [] } = translated.status('BackendTLSPolicy', 'app/shop')?.ancestors[0] ?? {};
  return Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`]));
}

const source = (translated: Translation) => translated.model.trustBundles.get('ClusterTrustBundle/corporate')?.source;
const names = ({ model }: Translation) => [...model.trustBundles.entries()].map(([name]) => name).sort();
const GOOD = { Accepted: 'True Accepted', ResolvedRefs: 'True ResolvedRefs' };
const BAD = { Accepted: 'False NoValidCACertificate', ResolvedRefs: 'False InvalidCACertificateRef' };

describe('a ClusterTrustBundle', () => {
  test('verifies servers and clients, with a ConfigMap beside it too', () => {
    const translated = translation();
    expect(policy(translated)).toEqual(GOOD);
    expect(translated.listener('infra/web', 'one', 'ResolvedRefs')).toBe('True ResolvedRefs');
    expect(source(translated)).toEqual({ type: 'Inline', certificates: one });
    expect(names(translated)).toEqual([
      'ClusterTrustBundle/corporate',
      'ClusterTrustBundle/corporate+ConfigMap/infra/ca',
    ]);
  });

  test('is followed: what it held before is not used after a change or a deletion', () => {
    const translated = translation().apply(bundle(two));
    expect(source(translated)).toEqual({ type: 'Inline', certificates: two });
    translated.remove('ClusterTrustBundle', 'corporate');
    expect(source(translated)).toBeUndefined();
    expect(policy(translated)).toEqual(BAD);
    expect(translated.listener('infra/web', 'one', 'Accepted')).toBe('False NoValidCACertificate');
    expect(translated.listener('infra/web', 'one', 'ResolvedRefs')).toBe('False InvalidCACertificateRef');
    translated.apply(bundle('none'));
    expect(policy(translated)).toEqual(BAD);
    translated.apply(bundle(one));
    expect(policy(translated)).toEqual(GOOD);
    expect(translated.listener('infra/web', 'one', 'Accepted')).toBe('True Accepted');
  });

  test('supplements what else a listener trusts, under one name whether it is there or not', () => {
    const translated = translation();
    const chains = () =>
      content(translated.model.filterChains).filter(([, chain]) => 'tls' in chain && chain.tls?.clientValidation);
    const [, both] = chains();
    translated.remove('ClusterTrustBundle', 'corporate');
    expect(chains()).toEqual([both]);
    expect(names(translated)).toEqual(['ClusterTrustBundle/corporate+ConfigMap/infra/ca']);
    expect(translated.listener('infra/web', 'both', 'Accepted')).toBe('True Accepted');
    expect(translated.listener('infra/web', 'both', 'ResolvedRefs')).toBe('False InvalidCACertificateRef');
  });

  test('that names a namespace, which only old CRDs let through, is refused with the field', () => {
    const objects = OBJECTS.replace('name: corporate }] } }', 'name: corporate, namespace: infra }] } }');
    const resources = parse(objects).map((each) => (each.kind === 'Gateway' ? each : completed(each)));
    const translated = new Translation().apply(...resources, bundle(one));
    const [listener] = translated.status('Gateway', 'infra/web')?.listeners ?? [];
    expect(listener?.conditions.find(({ type }) => type === 'ResolvedRefs')).toMatchObject({
      reason: 'InvalidCACertificateRef',
      message: expect.stringContaining('caCertificateRefs[0].namespace: a ClusterTrustBundle is in no namespace.'),
    });
  });
});

describe('where the API server has no ClusterTrustBundles', () => {
  const features = (translated: Translation) =>
    translated.status('GatewayClass', 'ours')?.supportedFeatures.map(({ name }) => name);

  test.each([SHARED, PER_GATEWAY])('the kind is at fault, and the feature is not declared', (settings) => {
    const translated = translation(settings);
    expect(features(translated)).toContain('ClusterTrustBundle');
    translated.missing('ClusterTrustBundle').remove('ClusterTrustBundle', 'corporate');
    expect(features(translated)).not.toContain('ClusterTrustBundle');
    expect(features(translated)?.length).toBeGreaterThan(30);
    expect(policy(translated)).toEqual({ Accepted: 'False NoValidCACertificate', ResolvedRefs: 'False InvalidKind' });
    expect(translated.listener('infra/web', 'one', 'ResolvedRefs')).toBe('False InvalidCACertificateKind');
    expect(translated.listener('infra/web', 'one', 'Accepted')).toBe('False NoValidCACertificate');
    expect(translated.listener('infra/web', 'both', 'ResolvedRefs')).toBe('False InvalidCACertificateKind');
    expect(translated.listener('infra/web', 'both', 'Accepted')).toBe('True Accepted');
    expect(translated.listener('infra/web', 'http', 'Programmed')).toBe('True Programmed');
  });

  test('everything is as it should be as soon as it has them', () => {
    const translated = new Translation().missing('ClusterTrustBundle').apply(...parse(OBJECTS).map(completed));
    translated.missing().apply(bundle(one));
    expect(policy(translated)).toEqual(GOOD);
    expect(features(translated)).toContain('ClusterTrustBundle');
  });
});
