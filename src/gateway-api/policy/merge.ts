import type { Lookup } from '../../collections/index.js';
import type { AttachedSection, Attachments } from './attach.js';
import type { AnyPolicyKind } from './policy-kind.js';
import type { ResolvedPolicy } from './resolved-policy.js';

/** How the policies of one kind are found. */
export interface PolicyLookups<Values> {
  /** By `targetKey`. */
  readonly attachments: Lookup<Attachments>;
  /** By key of the policy. */
  readonly resolved: Lookup<ResolvedPolicy<Values>>;
}

/** What holds of a section at some place. */
export type EffectiveSection<Value> = {
  /** Keys of the policies that it comes from, the most specific first. */
  readonly policies: readonly string[];
} & (
  | { readonly state: 'On'; readonly value: Value }
  /** It is disabled: what a more general level says does not hold. */
  | { readonly state: 'Off' }
  /** It cannot be honoured, and what it governs must not be served without it. */
  | { readonly state: 'Failed' }
);

export type EffectiveSections<Values> = { readonly [S in keyof Values]?: EffectiveSection<Values[S]> };

type Joins = Pick<AnyPolicyKind, 'sections'>;

const NOTHING_JOINS: Joins = { sections: {} };

/** A section of one level that does not hold, or not there. */
export interface Loss {
  readonly section: string;
  /** Key of the policy that has the section and loses it. */
  readonly policy: string;
  /** Key of the policy that has it instead. */
  readonly by: string;
  /** `Override`: `by` is more general. `MoreSpecific`: `by` is more specific, and the loser holds elsewhere. */
  readonly cause: 'Override' | 'MoreSpecific';
}

/**
 * The sections that hold at the end of a chain of targets.
 *
 * @param chain keys of targets from the most general to the most specific
 * @param kind whose sections are joined; absent: each replaces what it would inherit
 */
export function effectiveSections<Values>(
  chain: readonly string[],
  lookups: PolicyLookups<Values>,
  kind: Joins = NOTHING_JOINS,
): EffectiveSections<Values> {
  const attached = attachedTo(chain, lookups);
  if (attached.length === 0) return {};
  const names = new Set(attached.flatMap(({ sections }) => Object.keys(sections)));
  const effective = [...names].sort().map((name) => [name, combine(kind, name, attached, lookups)]);
  return Object.fromEntries(effective) as EffectiveSections<Values>;
}

/** What one level adds to those above it. */
export interface Statement<Values> {
  /** Its own sections as they hold there; without those that an Override above keeps. */
  readonly sections: EffectiveSections<Values>;
  readonly losses: readonly Loss[];
}

/**
 * What a target states beside what the levels above it state. Where Envoy inherits by itself, each level is configured with its own
 * statement only, so that a policy on a Gateway is not repeated in its routes.
 *
 * @param above keys of the targets above, from the most general
 */
export function statementOf<Values>(
  kind: Joins,
  own: Attachments,
  above: readonly string[],
  lookups: PolicyLookups<Values>,
): Statement<Values> {
  const higher = attachedTo(above, lookups);
  const sections: [string, unknown][] = [];
  const losses: Loss[] = [];
  for (const [name, { policy, inherit }] of Object.entries(own.sections)) {
    const holding = contributors(name, higher);
    if (holding.at(-1)?.override) {
      losses.push({ section: name, policy, by: holding.at(-1)?.policy ?? '', cause: 'Override' });
      continue;
    }
    if (inherit === undefined) {
      losses.push(
        ...holding.map((each) => ({ section: name, policy: each.policy, by: policy, cause: 'MoreSpecific' as const })),
      );
    }
    sections.push([name, combine(kind, name, [...higher, own], lookups)]);
  }
  return { sections: Object.fromEntries(sections) as EffectiveSections<Values>, losses };
}

function attachedTo<Values>(chain: readonly string[], { attachments }: PolicyLookups<Values>): readonly Attachments[] {
  return chain.flatMap((target) => attachments.get(target) ?? []);
}

/**
 * What a section consists of at the end of several levels: the most general Override, else the most specific one, after those that it
 * inherits from.
 *
 * @param levels from the most general
 */
function contributors(name: string, levels: readonly Attachments[]): readonly AttachedSection[] {
  const found = levels.flatMap(({ sections }) => sections[name] ?? []);
  const override = found.findIndex((each) => each.override);
  const holding = override < 0 ? found : found.slice(0, override + 1);
  return holding.slice(
    Math.max(
      0,
      holding.findLastIndex(({ inherit }) => inherit === undefined),
    ),
  );
}

/** @param levels from the most general */
function combine<Values>(
  kind: Joins,
  name: string,
  levels: readonly Attachments[],
  lookups: PolicyLookups<Values>,
): EffectiveSection<unknown> | undefined {
  const [first, ...others] = contributors(name, levels);
  const join = kind.sections[name]?.join;
  return others.reduce<EffectiveSection<unknown> | undefined>(
    (general, each) => joined(general, stated(name, each, lookups), each.inherit, join),
    first && stated(name, first, lookups),
  );
}

function stated<Values>(
  name: string,
  { policy, disabled }: AttachedSection,
  { resolved }: PolicyLookups<Values>,
): EffectiveSection<unknown> {
  const policies = [policy];
  if (disabled) return { policies, state: 'Off' };
  const section = resolved.get(policy)?.sections[name as keyof Values];
  if (section?.value === undefined) return { policies, state: 'Failed' };
  return { policies, state: 'On', value: section.value };
}

function joined(
  general: EffectiveSection<unknown> | undefined,
  own: EffectiveSection<unknown>,
  inherit: AttachedSection['inherit'],
  join: ((first: unknown, second: unknown) => unknown) | undefined,
): EffectiveSection<unknown> {
  if (general === undefined || inherit === undefined || join === undefined) return own;
  const policies = [...own.policies, ...general.policies];
  if (general.state === 'Off') return { ...own, policies };
  if (general.state === 'Failed' || own.state !== 'On') return { policies, state: 'Failed' };
  const [first, second] = inherit === 'Before' ? [own.value, general.value] : [general.value, own.value];
  return { policies, state: 'On', value: join(first, second) };
}
