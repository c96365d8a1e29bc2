import { checkValidation, resolveValidation } from '../../backend-tls.js';
import type { TlsSections } from '../../effective-tls.js';
import { GATEWAY_API } from '../../names.js';
import { type PolicyKind, section } from '../../policy/policy-kind.js';
import type { TrustReads } from '../../trust-bundle.js';
import { referredTrustSources } from '../../trust-source.js';
import { optionProblems } from './options.js';

/** BackendTLSPolicy: what the server of a backend has to show. Source: GEP-1897. */
export const backendTls: PolicyKind<'BackendTLSPolicy', TlsSections, TrustReads> = {
  kind: 'BackendTLSPolicy',
  group: GATEWAY_API,
  attachment: 'Direct',
  targets: ['Service'],
  transports: ['TCP'],
  sections: {
    validation: section({
      required: true,
      check(validation, { field, settings, report }) {
        const checked = checkValidation(validation, field, settings);
        if (checked.problem !== undefined) report(checked.problem);
        return checked;
      },
      references: ({ trustRefs }, namespace) => ({ trustSources: referredTrustSources(trustRefs, namespace) }),
      resolve(checked, { field, from }, reads) {
        const { tls, notAccepted, unresolved } = resolveValidation(checked, field, from, reads);
        return { ...(tls ? { value: tls } : { problem: notAccepted }), ...(unresolved && { unresolved }) };
      },
      delivered: ({ trustBundle }) => [{ type: 'Secret', name: trustBundle }],
    }),
  },
  check: ({ options }) => optionProblems(options),
};
