import type { Entry, Lookup } from '../../collections/index.js';
import type { PolicyAncestorStatusValue, PolicyStatusValue, Rejection } from '../../model/index.js';
import type { ResolvedValidation } from '../backend-tls.js';
import { type CheckedTlsPolicy, type PolicyTarget, type PrevailingPolicies, targetKey } from '../backend-tls-policy.js';
import type { TargetUse } from '../http-rule.js';
import { GATEWAY_API, pairKey } from '../names.js';
import { listed, type Problem, summarize } from '../problem.js';
import { rejectionKey } from '../rejection.js';
import { type ServiceFacts, serviceBackendName } from '../service.js';
import { proxyCarrying, type Settings } from '../settings.js';
import { warningText } from '../warning.js';
import { condition } from './condition.js';

export interface TlsPolicyStatusReads {
  readonly resolvedPolicies: Lookup<ResolvedValidation>;
  readonly prevailingPolicies: PrevailingPolicies;
  readonly services: Lookup<ServiceFacts>;
  /** By target. */
  readonly targetUses: Lookup<readonly Entry<TargetUse>[]>;
  readonly rejections: Lookup<readonly Entry<Rejection>[]>;
}

/** The API has room for no more. */
const MOST_ANCESTORS = 16;

/** The status of a policy, one entry for each Gateway whose routes lead to what it targets; none where there is no such Gateway. */
export function tlsPolicyStatus(
  policy: CheckedTlsPolicy,
  reads: TlsPolicyStatusReads,
  settings: Settings,
): readonly (readonly [string, PolicyStatusValue])[] {
  const resolved = reads.resolvedPolicies.get(policy.key);
  const { targets, gateways } = ancestorsOf(policy, reads);
  const others = gateways.slice(MOST_ANCESTORS).map((key) => `Gateway ${key}`);
  const unlisted =
    others.length > 0
      ? [`there is room for ${MOST_ANCESTORS} ancestors only. The policy applies to ${listed(others)} too.`]
      : [];
  if (resolved === undefined || gateways.length === 0) return [];
  const ancestors = gateways.slice(0, MOST_ANCESTORS).map((key): PolicyAncestorStatusValue => {
    const concerned = targets.filter(({ uses }) => uses.has(key));
    const flaw = summarize(concerned.flatMap(({ problem }) => problem ?? []));
    const refused = () => refusal(key, concerned, resolved, reads, settings);
    const slash = key.indexOf('/');
    return {
      ancestorRef: {
        group: GATEWAY_API,
        kind: 'Gateway',
        namespace: key.slice(0, slash),
        name: key.slice(slash + 1),
      },
      controllerName: settings.controllerName,
      conditions: [
        condition('Accepted', policy.generation, flaw ?? resolved.notAccepted ?? refused(), {
          reason: 'Accepted',
          message: `The policy is accepted.${warningText(unlisted)}`,
        }),
        condition('ResolvedRefs', policy.generation, resolved.unresolved, {
          reason: 'ResolvedRefs',
          message: 'All references of the policy are resolved.',
        }),
      ],
    };
  });
  const { namespace, name } = policy;
  return [[`BackendTLSPolicy/${policy.key}`, { kind: 'BackendTLSPolicy', namespace, name, status: { ancestors } }]];
}

/** A policy that applies to a Gateway and cannot say so in its own status. */
export interface UnlistedPolicy {
  /** Key of the policy. */
  readonly policy: string;
  /** Key of the Gateway. */
  readonly gateway: string;
}

/** The Gateways that a policy's status has no room for: theirs has to tell. Source: `ancestors` of PolicyStatus. */
export function* unlistedPolicies(
  policy: CheckedTlsPolicy,
  reads: AncestorReads,
): Generator<readonly [string, UnlistedPolicy]> {
  for (const gateway of ancestorsOf(policy, reads).gateways.slice(MOST_ANCESTORS))
    yield [pairKey(gateway, policy.key), { policy: policy.key, gateway }];
}

export type AncestorReads = Pick<TlsPolicyStatusReads, 'services' | 'prevailingPolicies' | 'targetUses'>;

/** The targets of a policy, and keys of the Gateways whose routes lead to them, sorted. */
function ancestorsOf(
  policy: CheckedTlsPolicy,
  reads: AncestorReads,
): { readonly targets: readonly DescribedTarget[]; readonly gateways: readonly string[] } {
  const targets = policy.targets.flatMap((target) => describe(target, policy, reads) ?? []);
  return { targets, gateways: [...new Set(targets.flatMap(({ uses }) => [...uses.keys()]))].sort() };
}

interface DescribedTarget {
  /** What routes refer to, by key of the Gateway. */
  readonly uses: ReadonlyMap<string, readonly string[]>;
  readonly problem?: Problem;
}

/** What a policy can do for a target; undefined for a Service that does not exist. */
function describe(
  target: PolicyTarget,
  policy: CheckedTlsPolicy,
  { services, prevailingPolicies, targetUses }: AncestorReads,
): DescribedTarget | undefined {
  const service = services.get(target.service);
  if (service === undefined) return undefined;
  const ports = service.ports.filter(({ name }) => target.section === '' || name === target.section);
  // A policy for a port that does not exist concerns whoever uses the Service.
  const concerned = ports.length > 0 ? ports : service.ports;
  const uses = new Map<string, string[]>();
  for (const name of new Set(concerned.map(({ port }) => serviceBackendName(service.key, port, 'TCP')))) {
    for (const { value } of targetUses.get(name) ?? []) {
      const names = uses.get(value.gateway);
      if (names === undefined) uses.set(value.gateway, [name]);
      else names.push(name);
    }
  }
  const problem =
    portProblem(target, ports, service) ??
    conflict(target, policy.key, prevailingPolicies.get(targetKey(target.service, target.section)));
  return { uses, ...(problem && { problem }) };
}

/** Source: GEP-1897. */
function portProblem(
  { section, field }: PolicyTarget,
  ports: ServiceFacts['ports'],
  service: ServiceFacts,
): Problem | undefined {
  if (ports.some(({ protocol }) => protocol === 'TCP')) return undefined;
  if (ports.length > 0) {
    return {
      reason: 'Invalid',
      message: `${field}: it applies to TCP ports only, Service ${service.key} has none there.`,
    };
  }
  const names = service.ports.map(({ name }) => name || '(no name)').join(', ') || 'none';
  const message = `${field}.sectionName: Service ${service.key} has no port called ${section} (it has: ${names}).`;
  return { reason: 'TargetNotFound', message };
}

function conflict(
  { service, section, field }: PolicyTarget,
  policy: string,
  prevailing: string | undefined,
): Problem | undefined {
  if (prevailing === policy) return undefined;
  const what = section === '' ? `Service ${service}` : `port ${section} of Service ${service}`;
  const message = `${field}: BackendTLSPolicy ${prevailing} decides about ${what}; it is older or first by name.`;
  return { reason: 'Conflicted', message };
}

/** What the proxy of a Gateway has refused of what the policy says. */
function refusal(
  gateway: string,
  targets: readonly DescribedTarget[],
  { tls }: ResolvedValidation,
  { rejections }: TlsPolicyStatusReads,
  settings: Settings,
): Problem | undefined {
  const proxy = proxyCarrying(gateway, settings);
  const clusters = targets.flatMap(({ uses }) => uses.get(gateway) ?? []);
  const keys = [
    ...(tls ? [rejectionKey(proxy, 'Secret', tls.trustBundle)] : []),
    ...clusters.map((name) => rejectionKey(proxy, 'Cluster', name)),
  ];
  for (const key of keys) {
    const [rejection] = rejections.get(key) ?? [];
    if (rejection !== undefined) {
      const message = `The proxy rejected the configuration and stays with what it had before, if anything: ${rejection.value.reason}`;
      return { reason: 'Invalid', message };
    }
  }
  return undefined;
}
