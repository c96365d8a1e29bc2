import { summarize } from '../problem.js';
import type { CheckedPolicy } from './checked-policy.js';
import type { AnyPolicyKind, ResolvedSection } from './policy-kind.js';

/** The sections of a policy with their references followed; those that only disable something are absent. */
export interface ResolvedPolicy<Values> {
  readonly sections: { readonly [S in keyof Values]?: ResolvedSection<Values[S]> };
}

/** Follows the references of all sections, also where a problem is known already: `ResolvedRefs` says what else is wrong. */
export function resolvePolicy<Reads>(
  kind: AnyPolicyKind,
  policy: CheckedPolicy,
  reads: Reads,
): ResolvedPolicy<Readonly<Record<string, unknown>>> {
  const from = { group: kind.group, kind: kind.kind, namespace: policy.namespace };
  const sections = Object.entries(policy.sections).flatMap(([name, { checked, disabled, problem: own }]) => {
    const definition = kind.sections[name];
    if (definition === undefined || disabled) return [];
    const found: ResolvedSection<unknown> = definition.resolve(checked, { field: `spec.${name}`, from }, reads);
    const problem = summarize([own, policy.problem].flatMap((each) => each ?? []));
    return [[name, problem === undefined ? found : withProblem(found, problem)] as const];
  });
  return { sections: Object.fromEntries(sections) };
}

function withProblem(
  { unresolved }: ResolvedSection<unknown>,
  problem: NonNullable<ResolvedSection<unknown>['problem']>,
) {
  return { problem, ...(unresolved && { unresolved }) };
}
