import type { Entry } from '../../collections/index.js';
import type { CheckedPolicy, SectionTerms } from './checked-policy.js';
import { type PolicyTarget, targetKey } from './target.js';

/** A policy that targets something, as one of several that may. */
export interface Candidate {
  readonly target: Pick<PolicyTarget, 'kind' | 'key' | 'section'>;
  readonly policy: string;
  /** RFC 3339; empty when unknown. */
  readonly created: string;
  readonly override?: true;
  readonly sections: Readonly<Record<string, SectionTerms>>;
}

/** The policies attached to one target: for each section the one that decides about it. Holds no content, only keys. */
export interface Attachments {
  readonly target: Candidate['target'];
  readonly sections: Readonly<Record<string, AttachedSection>>;
}

export interface AttachedSection extends SectionTerms {
  /** `namespace/name`. */
  readonly policy: string;
  readonly override?: true;
}

/** Under a key for each target. */
export function candidatesOf(policy: CheckedPolicy): (readonly [string, Candidate])[] {
  const { key, created, override } = policy;
  const sections = Object.entries(policy.sections).map(([name, terms]) => [name, termsOf(terms)] as const);
  return policy.targets.map(({ kind, key: object, section }) => {
    const target = { kind, key: object, section };
    const candidate = { target, policy: key, created, sections: Object.fromEntries(sections) };
    return [`${targetKey(target)}|${key}`, { ...candidate, ...(override && { override }) }];
  });
}

export function candidateTarget({ target }: Candidate): string {
  return targetKey(target);
}

/** The older policy decides, then the first by `namespace/name`; section by section. Source: GEP-713, conflict resolution. */
export function attach(candidates: readonly Entry<Candidate>[]): Attachments | undefined {
  const rank = ({ created, policy }: Candidate) => `${created}|${policy}`;
  const ranked = candidates.map(({ value }) => value).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  const [first] = ranked;
  if (first === undefined) return undefined;
  const sections: Record<string, AttachedSection> = {};
  for (const { policy, override, sections: own } of ranked) {
    for (const [name, terms] of Object.entries(own)) {
      sections[name] ??= { ...terms, policy, ...(override && { override }) };
    }
  }
  return { target: first.target, sections: sortedByName(sections) };
}

/** Equality of engine values is by content and order. */
function sortedByName<T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function termsOf({ disabled, inherit }: SectionTerms): SectionTerms {
  return { ...(disabled && { disabled }), ...(inherit && { inherit }) };
}
