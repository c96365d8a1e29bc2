import type { BackendObjectReference } from '../resources/types.js';
import { type BackendReads, type BackendReferrer, type ResolvedBackend, resolveBackendRef } from './backend-ref.js';
import { objectKey } from './names.js';
import { httpVersionOf } from './service.js';

/**
 * Follows a reference to a backend that gRPC is spoken to: by HTTP/2, also where the backend does not say which HTTP it speaks.
 * @param field for messages
 */
export function resolveGrpcBackendRef(
  ref: BackendObjectReference,
  field: string,
  from: BackendReferrer,
  reads: BackendReads,
): ResolvedBackend {
  const resolved = resolveBackendRef(ref, field, from, reads);
  if (!('target' in resolved)) return resolved;
  const { kind = 'Service', namespace = from.namespace, name, port = 0 } = ref;
  const key = objectKey(namespace, name);
  const service = kind === 'Service' ? reads.services.get(key) : undefined;
  const version = service ? httpVersionOf(service, port) : reads.xBackends.get(key)?.httpVersion;
  if (version === 'HTTP') {
    const told = service
      ? `the appProtocol of port ${port} of Service ${key} is one of HTTP/1.1. Make it kubernetes.io/h2c, or remove it.`
      : `the spec.protocol of XBackend ${key} is one of HTTP/1.1. Make it GRPC.`;
    return { reason: 'UnsupportedProtocol', message: `${field}: gRPC needs HTTP/2, but ${told}` };
  }
  const { variant } = resolved;
  return variant && version === undefined ? { ...resolved, variant: { ...variant, protocol: 'HTTP2' } } : resolved;
}
