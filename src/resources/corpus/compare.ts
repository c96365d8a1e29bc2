import { admit } from '../admit.js';
import { formatPath } from '../errors.js';
import type { Channel } from '../kinds.js';
import type { Resource } from '../types.js';
import type { CorpusDocument } from './corpus.js';
import { accepted, type Rejected, type Verdict } from './verdict.js';

/** The fields that the server names, in our notation; the object as a whole is no field. */
function fieldsOf({ fields = [], unknown = [] }: Rejected): readonly string[] {
  return [...fields, ...unknown]
    .filter((field) => field !== '[]')
    .map((field) => field.replace('spec.LoadBalancerSourceRanges', 'spec.loadBalancerSourceRanges'))
    .map((field) => field.replaceAll(/\[(\D[^\]]*|)\]/g, '.$1'));
}

/** Of labels and the like the server names only the whole, of owners not which one; we name the entry. */
function isSame(ours: string, theirs: string): boolean {
  if (ours === theirs || ours.replaceAll(/\[\d+\]/g, '') === theirs) return true;
  return /^(metadata\.\w+|spec\.selector)$/.test(theirs) && ours.startsWith(theirs);
}

/** How our verdict for a document differs from the recorded one; nothing if it does not. */
export function disagreement({ object, old }: CorpusDocument, verdict: Verdict, channel: Channel): string | undefined {
  const before = old === undefined ? undefined : admit(old, { channel });
  const ours = admit(object, { channel, ...(before?.ok === true && { old: before.object as Resource }) });
  if (ours.ok !== verdict.ok) {
    return ours.ok
      ? `accepted, the server rejects: ${JSON.stringify(verdict)}`
      : `rejected, the server accepts: ${JSON.stringify(ours.errors)}`;
  }
  if (ours.ok) {
    const [found, wanted] = [JSON.stringify(accepted(object, ours.object)), JSON.stringify(verdict)];
    return found === wanted ? undefined : `became ${found}, for the server ${wanted}`;
  }
  const theirFields = fieldsOf(verdict as Rejected);
  if (theirFields.length === 0) return undefined;
  const ourFields = [...new Set(ours.errors.map(({ path }) => formatPath(path)))].filter((field) => field !== '');
  const missing = theirFields.filter((theirs) => !ourFields.some((field) => isSame(field, theirs)));
  const extra = ourFields.filter((field) => !theirFields.some((theirs) => isSame(field, theirs)));
  const messages = ours.errors.map(({ message }) => message.replace(/^Invalid value: /, ''));
  const rules = ((verdict as Rejected).rules ?? []).filter((rule) => !messages.includes(rule));
  if (missing.length + extra.length + rules.length === 0) return undefined;
  return `named ${JSON.stringify(ours.errors)}, the server ${JSON.stringify(verdict)}`;
}
