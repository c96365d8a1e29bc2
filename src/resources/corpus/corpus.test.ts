import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { GATEWAY_API_VERSION } from '../generated/kinds.js';
import { RULES } from '../generated/rules.js';
import { disagreement } from './compare.js';
import { readCorpus } from './corpus.js';
import { uncoveredRules } from './coverage.js';
import type { Rejected, Verdict } from './verdict.js';

type Verdicts = Readonly<Record<string, Verdict>>;

function read(file: string): { readonly recorded: string; readonly verdicts: Verdicts } {
  const { 'recorded with': recorded, ...verdicts } = JSON.parse(readFileSync(`src/resources/corpus/${file}`, 'utf8'));
  return { recorded, verdicts };
}

/** The enum of the same field lets no value through that this rule would refuse. */
const NEVER_VIOLATED = "type must be one of ['Exact', 'PathPrefix', 'RegularExpression']";

describe('the corpus', () => {
  const documents = readCorpus();
  const experimental = read('verdicts.json');
  const standard = read('verdicts-standard.json');

  test('has a verdict for every document, and none that is out of date', () => {
    expect(Object.keys(experimental.verdicts).sort()).toEqual(documents.map(({ title }) => title).sort());
    expect(Object.keys(standard.verdicts).filter((title) => experimental.verdicts[title] === undefined)).toEqual([]);
    expect(experimental.recorded).toContain(GATEWAY_API_VERSION);
  });

  test('is large enough to mean something', () => {
    const accepted = documents.filter(({ title }) => experimental.verdicts[title]?.ok === true).length;
    expect(documents.length).toBeGreaterThan(6000);
    expect(accepted).toBeGreaterThan(1500);
  });

  test('gets the verdicts of the API server, experimental channel', () => {
    const disagreements = documents.flatMap((document) => {
      const verdict = experimental.verdicts[document.title] ?? { ok: false };
      return disagreement(document, verdict, 'experimental') ?? [];
    });
    expect(disagreements).toEqual([]);
  });

  test('gets the verdicts of the API server, standard channel', () => {
    const disagreements = documents.flatMap((document) => {
      const verdict = standard.verdicts[document.title] ?? experimental.verdicts[document.title] ?? { ok: false };
      return disagreement(document, verdict, 'standard') ?? [];
    });
    expect(disagreements).toEqual([]);
  });

  test.each(['experimental', 'standard'] as const)(
    'satisfies and violates every rule at every place, %s channel',
    (channel) => {
      const uncovered = uncoveredRules(documents, channel).filter(
        (place) => !place.endsWith(`(${NEVER_VIOLATED}): never violated`),
      );
      expect(uncovered).toEqual([]);
    },
  );

  test('has made the API server name every rule', () => {
    const named = new Set(Object.values(experimental.verdicts).flatMap((verdict) => (verdict as Rejected).rules ?? []));
    const inStandard = Object.values(standard.verdicts).flatMap((verdict) => (verdict as Rejected).rules ?? []);
    for (const rule of inStandard) named.add(rule);
    const missing = RULES.map(({ message }) => message).filter((message) => !named.has(message));
    expect([...new Set(missing)]).toEqual([NEVER_VIOLATED]);
  });
});
