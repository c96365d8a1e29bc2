import type { Channel } from '../resources/kinds.js';
import { readOnce } from '../sources/read-once.js';
import { colorsFor } from './colors.js';
import { printProblems } from './problems.js';

/** `gatewright validate`: 0 when everything would be accepted, else 1. */
export async function validateCommand(paths: readonly string[], { channel }: { channel: Channel }): Promise<number> {
  const { resources, problems } = await readOnce(paths, { channel });
  printProblems(problems);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const colors = colorsFor(process.stdout);
  const accepted = `${resources.length} ${resources.length === 1 ? 'object' : 'objects'} accepted`;
  console.log(
    errors === 0
      ? colors.green(accepted)
      : `${accepted}, ${colors.red(`${errors} ${errors === 1 ? 'error' : 'errors'}`)}`,
  );
  return errors === 0 ? 0 : 1;
}
