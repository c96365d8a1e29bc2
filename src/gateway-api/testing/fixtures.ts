import { admit } from '../../resources/admit.js';
import type { ClusterTrustBundle, ConfigMap, Resource, Secret } from '../../resources/types.js';
import { selfSigned, testAuthority } from './certificate.js';

/** A resource of a golden test, admitted, but for Pods, which no file is read for. TLS Secrets, ConfigMaps and ClusterTrustBundles without data get a certificate. */
export function completed(resource: Resource): Resource {
  if (resource.kind === 'Pod') return resource;
  const admission = admit(withCertificate(resource));
  if (admission.ok) return admission.object;
  throw new Error(`${resource.kind} ${resource.metadata.name}: ${JSON.stringify(admission.errors)}`);
}

function withCertificate(resource: Resource): Resource {
  if (resource.kind === 'ConfigMap' && resource.data === undefined) {
    return { ...resource, data: { 'ca.crt': selfSigned(['ca']).certificate } } satisfies ConfigMap;
  }
  if (resource.kind === 'ClusterTrustBundle' && resource.spec?.trustBundle === undefined) {
    const spec = { ...resource.spec, trustBundle: testAuthority('ca').certificate };
    return { ...resource, spec } satisfies ClusterTrustBundle;
  }
  if (resource.kind !== 'Secret' || resource.type !== 'kubernetes.io/tls' || resource.data !== undefined) {
    return resource;
  }
  const { certificate, key } = selfSigned(['example.com']);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return { ...resource, data: { 'tls.crt': base64(certificate), 'tls.key': base64(key) } } satisfies Secret;
}
