import type { ClientValidation } from '../model/index.js';
import type { FrontendTLSConfig, FrontendTLSValidation } from '../resources/types.js';
import type { TrustRef } from './trust-source.js';

/** How the clients of a listener are to be verified, as its Gateway says. */
export interface DeclaredValidation {
  readonly mode: ClientValidation['mode'];
  readonly trustRefs: readonly TrustRef[];
  /** For messages. */
  readonly field: string;
}

const FIELD = 'spec.tls.frontend of the Gateway:';

/** What holds for a port: what is given for that port, even if it is nothing, else the default. Source: GEP-91. */
export function validationOf(frontend: FrontendTLSConfig | undefined, port: number): DeclaredValidation | undefined {
  const index = frontend?.perPort?.findIndex((each) => each.port === port) ?? -1;
  return index < 0
    ? declared(frontend?.default?.validation, 'default')
    : declared(frontend?.perPort?.[index]?.tls?.validation, `perPort[${index}].tls`);
}

/** Whether clients without a valid certificate are let in somewhere. */
export function allowsInsecure(frontend: FrontendTLSConfig | undefined): boolean {
  const all = [frontend?.default?.validation, ...(frontend?.perPort ?? []).map(({ tls }) => tls?.validation)];
  return all.some((each) => each?.mode === 'AllowInsecureFallback');
}

function declared(validation: FrontendTLSValidation | undefined, place: string): DeclaredValidation | undefined {
  if (validation === undefined) return undefined;
  return {
    mode: validation.mode === 'AllowInsecureFallback' ? 'AllowInsecureFallback' : 'AllowValidOnly',
    trustRefs: validation.caCertificateRefs ?? [],
    field: `${FIELD} ${place}.validation.caCertificateRefs`,
  };
}
