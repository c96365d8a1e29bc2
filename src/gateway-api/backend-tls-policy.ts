import type { Entry, Lookup } from '../collections/index.js';
import type { BackendTLSPolicy } from '../resources/types.js';
import { type CheckedValidation, checkValidation, type ResolvedValidation, resolveValidation } from './backend-tls.js';
import { GATEWAY_API, objectKey, pairKey } from './names.js';
import { summarize } from './problem.js';
import { type ServiceFacts, sectionOf } from './service.js';
import type { Settings } from './settings.js';
import type { TrustReads } from './trust-bundle.js';
import { referredTrustSources } from './trust-source.js';

/** A BackendTLSPolicy, checked as far as it can be on its own. */
export interface CheckedTlsPolicy {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly generation: number;
  /** When it was created, RFC 3339; empty when unknown. */
  readonly created: string;
  readonly targets: readonly PolicyTarget[];
  readonly validation: CheckedValidation;
}

/** A Service that a policy targets, or one port of it. */
export interface PolicyTarget {
  /** `namespace/name` of the Service. */
  readonly service: string;
  /** Name of the port; empty for all ports that no other policy names. */
  readonly section: string;
  /** For messages. */
  readonly field: string;
}

/** Our own options would begin so, and those without a domain are the API's; other controllers' do not concern us. */
const OWN_OPTION = /^(gatewright\.dev\/.*|[^/]*)$/;

const VALIDATION = 'spec.validation';

export function checkTlsPolicy({ metadata, spec }: BackendTLSPolicy, settings: Settings): CheckedTlsPolicy {
  const { name, namespace = '' } = metadata;
  const validation = checkValidation(spec?.validation, VALIDATION, settings);
  const unknown = Object.keys(spec?.options ?? {}).filter((option) => OWN_OPTION.test(option));
  const problem = summarize([
    ...(validation.problem ? [validation.problem] : []),
    ...unknown.map((option) => ({ reason: 'Invalid', message: `spec.options: "${option}" is not known. Remove it.` })),
  ]);
  const targets = (spec?.targetRefs ?? []).map(({ group, kind, name: service, sectionName }, index) => ({
    isService: group === '' && kind === 'Service',
    target: { service: objectKey(namespace, service), section: sectionName ?? '', field: `spec.targetRefs[${index}]` },
  }));
  return {
    key: objectKey(namespace, name),
    namespace,
    name,
    generation: metadata.generation ?? 0,
    created: metadata.creationTimestamp ?? '',
    targets: targets.filter(({ isService }) => isService).map(({ target }) => target),
    validation: { ...validation, ...(problem && { problem }) },
  };
}

/** Names of what a policy refers to for CA certificates. */
export function trustSourcesOfPolicy({ namespace, validation }: CheckedTlsPolicy): string[] {
  return referredTrustSources(validation.trustRefs, namespace);
}

export function resolveTlsPolicy({ namespace, validation }: CheckedTlsPolicy, reads: TrustReads): ResolvedValidation {
  const from = { group: GATEWAY_API, kind: 'BackendTLSPolicy', namespace };
  return resolveValidation(validation, VALIDATION, from, reads);
}

/** A policy that wants to decide about a target. */
export interface PolicyClaim {
  /** By {@link targetKey}. */
  readonly target: string;
  readonly policy: string;
  readonly created: string;
}

export function policyClaims({ key, created, targets }: CheckedTlsPolicy): (readonly [string, PolicyClaim])[] {
  return targets.map((each) => {
    const target = targetKey(each.service, each.section);
    return [`${target}|${key}`, { target, policy: key, created }];
  });
}

export function targetKey(service: string, section: string): string {
  return pairKey(service, section);
}

/** Key of the policy that decides about a target: the oldest, then the first by name. */
export function prevailingPolicy(claims: readonly Entry<PolicyClaim>[]): string | undefined {
  const rank = ({ created, policy }: PolicyClaim) => `${created}|${policy}`;
  const [first, ...others] = claims.map(({ value }) => value);
  return others.reduce((best, each) => (best !== undefined && rank(best) < rank(each) ? best : each), first)?.policy;
}

/** Keys of prevailing policies, by {@link targetKey}. */
export type PrevailingPolicies = Lookup<string>;

/** Key of the policy that decides about a port of a Service: one that names the port, else one for the whole Service. */
export function policyOf(service: ServiceFacts, port: number, prevailing: PrevailingPolicies): string | undefined {
  const section = sectionOf(service, port);
  const own = section ? prevailing.get(targetKey(service.key, section)) : undefined;
  return own ?? prevailing.get(targetKey(service.key, ''));
}
