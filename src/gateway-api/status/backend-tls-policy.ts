import type { Collection, Entry, Reader } from '../../collections/index.js';
import type { PolicyAncestorStatusValue, PolicyStatusValue, Rejection } from '../../model/index.js';
import type { ResolvedValidation } from '../backend-tls.js';
import { type CheckedTlsPolicy, type PolicyTarget, type PrevailingPolicies, targetKey } from '../backend-tls-policy.js';
import type { OwnGateway } from '../gateway.js';
import type { TargetUse } from '../http-rule.js';
import { GATEWAY_API } from '../names.js';
import { type Problem, summarize } from '../problem.js';
import { rejectionKey } from '../rejection.js';
import { type ServiceFacts, serviceBackendName } from '../service.js';
import { condition } from './condition.js';

export interface TlsPolicyStatusReads {
  readonly resolvedPolicies: Collection<ResolvedValidation>;
  readonly prevailingPolicies: PrevailingPolicies;
  readonly services: Collection<ServiceFacts>;
  /** By target. */
  readonly targetUses: Collection<readonly Entry<TargetUse>[]>;
  readonly gateways: Collection<OwnGateway>;
  readonly rejections: Collection<readonly Entry<Rejection>[]>;
}

/** The API has room for no more. */
const MOST_ANCESTORS = 16;

/** The status of a policy, one entry for each Gateway whose routes lead to what it targets; none where there is no such Gateway. */
export function tlsPolicyStatus(
  policy: CheckedTlsPolicy,
  reads: TlsPolicyStatusReads,
  read: Reader,
  controllerName: string,
): readonly (readonly [string, PolicyStatusValue])[] {
  const resolved = read.get(reads.resolvedPolicies, policy.key);
  const targets = policy.targets.flatMap((target) => describe(target, policy, reads, read) ?? []);
  const gateways = [...new Set(targets.flatMap(({ uses }) => [...uses.keys()]))].sort();
  if (resolved === undefined || gateways.length === 0) return [];
  const ancestors = gateways.slice(0, MOST_ANCESTORS).map((key): PolicyAncestorStatusValue => {
    const concerned = targets.filter(({ uses }) => uses.has(key));
    const flaw = summarize(concerned.flatMap(({ problem }) => problem ?? []));
    const refused = () => refusal(key, concerned, resolved, reads, read);
    const slash = key.indexOf('/');
    return {
      ancestorRef: {
        group: GATEWAY_API,
        kind: 'Gateway',
        namespace: key.slice(0, slash),
        name: key.slice(slash + 1),
      },
      controllerName,
      conditions: [
        condition('Accepted', policy.generation, flaw ?? resolved.notAccepted ?? refused(), {
          reason: 'Accepted',
          message: 'The policy is accepted.',
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

interface DescribedTarget {
  /** What routes refer to, by key of the Gateway. */
  readonly uses: ReadonlyMap<string, readonly string[]>;
  readonly problem?: Problem;
}

/** What a policy can do for a target; undefined for a Service that does not exist. */
function describe(
  { service: key, section, field }: PolicyTarget,
  policy: CheckedTlsPolicy,
  { services, prevailingPolicies, targetUses }: TlsPolicyStatusReads,
  read: Reader,
): DescribedTarget | undefined {
  const service = read.get(services, key);
  if (service === undefined) return undefined;
  const named = service.ports.filter(({ name }) => section === '' || name === section);
  // A policy for a port that does not exist concerns whoever uses the Service.
  const concerned = named.length > 0 ? named : service.ports;
  const uses = new Map<string, string[]>();
  for (const target of new Set(concerned.map(({ port }) => serviceBackendName(key, port)))) {
    for (const { value } of read.get(targetUses, target) ?? []) {
      const targets = uses.get(value.gateway);
      if (targets === undefined) uses.set(value.gateway, [target]);
      else targets.push(target);
    }
  }
  const problem = targetProblem();
  return { uses, ...(problem && { problem }) };

  function targetProblem(): Problem | undefined {
    if (named.length === 0) {
      const names = service?.ports.map(({ name }) => name || '(no name)').join(', ');
      const message = `${field}.sectionName: Service ${key} has no port called ${section} (it has: ${names || 'none'}).`;
      return { reason: 'TargetNotFound', message };
    }
    if (named.every(({ protocol }) => protocol !== 'TCP')) {
      return { reason: 'Invalid', message: `${field}: Service ${key} has no TCP port that the policy could apply to.` };
    }
    const prevailing = read.get(prevailingPolicies, targetKey(key, section));
    if (prevailing === policy.key) return undefined;
    const what = section === '' ? `Service ${key}` : `port ${section} of Service ${key}`;
    return {
      reason: 'Conflicted',
      message: `${field}: BackendTLSPolicy ${prevailing} decides about ${what}; it is older or first by name.`,
    };
  }
}

/** What the proxy of a Gateway has refused of what the policy says. */
function refusal(
  gateway: string,
  targets: readonly DescribedTarget[],
  { tls }: ResolvedValidation,
  { gateways, rejections }: TlsPolicyStatusReads,
  read: Reader,
): Problem | undefined {
  const proxy = read.get(gateways, gateway)?.proxy ?? '';
  const clusters = targets.flatMap(({ uses }) => uses.get(gateway) ?? []);
  const keys = [
    ...(tls ? [rejectionKey(proxy, 'Secret', tls.trustBundle)] : []),
    ...clusters.map((name) => rejectionKey(proxy, 'Cluster', name)),
  ];
  for (const key of keys) {
    const [rejection] = read.get(rejections, key) ?? [];
    if (rejection !== undefined) {
      const message = `The proxy refused the configuration and keeps the last good one: ${rejection.value.reason}`;
      return { reason: 'Invalid', message };
    }
  }
  return undefined;
}
