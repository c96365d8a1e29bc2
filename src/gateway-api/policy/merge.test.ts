import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AttachedSection, Attachments } from './attach.js';
import { type EffectiveSection, effectiveSections, type PolicyLookups, statementOf } from './merge.js';
import type { ResolvedPolicy } from './resolved-policy.js';

interface Values {
  readonly rules: readonly string[];
  readonly timeout: string;
}

/** A section of one policy; `fails` when its references lead nowhere. */
interface Given {
  readonly override?: boolean;
  readonly disabled?: boolean;
  readonly inherit?: 'Before' | 'After';
  readonly fails?: boolean;
}

/** One level of the hierarchy, from the most general; the policy of a level is called after its position. */
type Levels = readonly { readonly [S in keyof Values]?: Given }[];

const KIND = {
  sections: {
    rules: { check: () => undefined, resolve: () => ({}), join: (a: string[], b: string[]) => [...a, ...b] },
    timeout: { check: () => undefined, resolve: () => ({}) },
  },
};

function lookups(levels: Levels): PolicyLookups<Values> {
  const attachments = levels.map((level, index): [string, Attachments] => {
    const sections = Object.entries(level).map(([name, given]): [string, AttachedSection] => [
      name,
      {
        policy: `p${index}`,
        ...(given.override && { override: true as const }),
        ...(given.disabled && { disabled: true as const }),
        ...(given.inherit && !given.disabled && { inherit: given.inherit }),
      },
    ]);
    const target = { kind: 'Gateway', key: `ns/${index}`, section: '' } as const;
    return [`t${index}`, { target, sections: Object.fromEntries(sections) }];
  });
  const resolved = levels.map((level, index): [string, ResolvedPolicy<Values>] => {
    const failed = { problem: { reason: 'Invalid', message: 'no' } };
    return [
      `p${index}`,
      {
        sections: {
          ...(level.rules && !level.rules.disabled && { rules: level.rules.fails ? failed : { value: [`r${index}`] } }),
          ...(level.timeout &&
            !level.timeout.disabled && { timeout: level.timeout.fails ? failed : { value: `${index}s` } }),
        },
      },
    ];
  });
  return {
    attachments: new Map(attachments.filter(([, { sections }]) => Object.keys(sections).length > 0)),
    resolved: new Map(resolved),
  };
}

const chainOf = (levels: Levels) => levels.map((_, index) => `t${index}`);
const effective = (...levels: Levels) => effectiveSections(chainOf(levels), lookups(levels), KIND);

describe('the sections that hold at the end of a chain', () => {
  test('are those of all levels', () => {
    expect(effective({ rules: {} }, {}, { timeout: {} })).toEqual({
      rules: { policies: ['p0'], state: 'On', value: ['r0'] },
      timeout: { policies: ['p2'], state: 'On', value: '2s' },
    });
  });

  test('are of the most specific policy that has them', () => {
    expect(effective({ timeout: {} }, { timeout: {} }).timeout).toEqual({ policies: ['p1'], state: 'On', value: '1s' });
  });

  test('are of the most general Override, which nothing below changes', () => {
    const levels = [{ rules: {} }, { rules: { override: true } }, { rules: { override: true } }];
    const result = { policies: ['p1'], state: 'On', value: ['r1'] };
    expect(effective(...levels).rules).toEqual(result);
    expect(effective(...levels, { rules: { disabled: true } }).rules).toEqual(result);
    expect(effective(...levels, { rules: { inherit: 'After' } }).rules).toEqual(result);
  });

  test('join lists in the order that the more specific one asks for', () => {
    expect(effective({ rules: {} }, { rules: { inherit: 'After' } }).rules).toMatchObject({ value: ['r0', 'r1'] });
    expect(effective({ rules: {} }, { rules: { inherit: 'Before' } }).rules).toMatchObject({ value: ['r1', 'r0'] });
  });

  test('do not join what a level between them has replaced or disabled', () => {
    const own = { rules: { inherit: 'After' } } as const;
    expect(effective({ rules: {} }, { rules: {} }, own).rules).toMatchObject({ value: ['r1', 'r2'] });
    expect(effective({ rules: {} }, { rules: { disabled: true } }, own).rules).toMatchObject({ value: ['r2'] });
  });

  test('are off where the most specific policy disables them', () => {
    expect(effective({ timeout: {} }, { timeout: { disabled: true } }).timeout).toEqual({
      policies: ['p1'],
      state: 'Off',
    });
  });

  test('fail where a reference leads nowhere, and where one that they inherit does', () => {
    const failed = { state: 'Failed' };
    expect(effective({ rules: {} }, { rules: { fails: true } }).rules).toMatchObject(failed);
    expect(effective({ rules: { fails: true } }, { rules: { inherit: 'After' } }).rules).toMatchObject(failed);
    expect(effective({ rules: { fails: true } }, { rules: {} }).rules).toMatchObject({ value: ['r1'] });
  });
});

/** Written from the text of GEP-713, level by level from the top, for two policies at a time. */
function reference(levels: Levels, name: 'rules' | 'timeout'): EffectiveSection<unknown> | undefined {
  let held: (EffectiveSection<unknown> & { readonly protected?: boolean }) | undefined;
  levels.forEach((level, index) => {
    const given = level[name];
    if (given === undefined || held?.protected) return;
    const value = name === 'rules' ? [`r${index}`] : `${index}s`;
    const base = { policies: [`p${index}`], protected: given.override === true };
    const own = given.disabled
      ? { ...base, state: 'Off' as const }
      : given.fails
        ? { ...base, state: 'Failed' as const }
        : { ...base, state: 'On' as const, value };
    const joins = name === 'rules' && given.inherit !== undefined && !given.disabled && held !== undefined;
    if (!joins || held === undefined) {
      held = own;
      return;
    }
    const policies = [...own.policies, ...held.policies];
    if (held.state === 'Off') held = { ...own, policies };
    else if (held.state === 'Failed' || own.state !== 'On') held = { ...base, policies, state: 'Failed' };
    else {
      const lists = [held.value, own.value] as string[][];
      held = { ...base, policies, state: 'On', value: (given.inherit === 'After' ? lists : lists.reverse()).flat() };
    }
  });
  if (held === undefined) return undefined;
  const { protected: _, ...result } = held;
  return result;
}

const given = fc.record(
  {
    override: fc.boolean(),
    disabled: fc.boolean(),
    inherit: fc.constantFrom('Before' as const, 'After' as const),
    fails: fc.boolean(),
  },
  { requiredKeys: [] },
);
const plain = fc.record({ override: fc.boolean(), disabled: fc.boolean() }, { requiredKeys: [] });
const levels = fc.array(fc.record({ rules: given, timeout: plain }, { requiredKeys: [] }), { maxLength: 6 });

describe('for any hierarchy', () => {
  test('the sections that hold are those of a slow reference', () => {
    fc.assert(
      fc.property(levels, (each) => {
        const found = effective(...each);
        for (const name of ['rules', 'timeout'] as const) expect(found[name]).toEqual(reference(each, name));
      }),
    );
  });

  test('what each level states, the most specific first, is what holds', () => {
    fc.assert(
      fc.property(levels, (each) => {
        const reads = lookups(each);
        const chain = chainOf(each);
        const stated: Record<string, unknown> = {};
        for (const [index, target] of chain.entries()) {
          const own = reads.attachments.get(target);
          // A level below replaces what Envoy inherits from those above.
          if (own !== undefined) Object.assign(stated, statementOf(KIND, own, chain.slice(0, index), reads).sections);
        }
        expect(stated).toEqual(effectiveSections(chain, reads, KIND));
      }),
    );
  });

  test('each section of each level holds, or is lost to another policy', () => {
    fc.assert(
      fc.property(levels, (each) => {
        const reads = lookups(each);
        const chain = chainOf(each);
        const losses = chain.flatMap((target, index) => {
          const own = reads.attachments.get(target);
          return own === undefined ? [] : statementOf(KIND, own, chain.slice(0, index), reads).losses;
        });
        const holding = effectiveSections(chain, reads, KIND);
        each.forEach((level, index) => {
          for (const name of Object.keys(level) as (keyof Values)[]) {
            const holds = holding[name]?.policies.includes(`p${index}`);
            const isLost = losses.some(({ section, policy }) => section === name && policy === `p${index}`);
            expect(holds || isLost).toBe(true);
          }
        });
      }),
    );
  });
});
