import { Document } from 'yaml';
import { resourceDump } from '../app/dump.js';
import { Pipeline } from '../app/pipeline.js';
import { standaloneSettings } from '../app/settings.js';
import { Unserved } from '../app/unserved.js';
import { keyOf } from '../resources/kinds.js';
import { readOnce } from '../sources/read-once.js';
import { findSystemTrust } from '../standalone/system-trust.js';
import { printableJson, printableYaml } from './printable.js';
import { printProblems } from './problems.js';
import { sortStatuses } from './status-rows.js';

/** `gatewright translate`: 0 when every object was accepted, else 1; the rest is translated all the same. */
export async function translateCommand(
  paths: readonly string[],
  options: { readonly output: 'yaml' | 'json'; readonly bind: readonly string[] },
): Promise<number> {
  const { resources, problems, placeOf } = await readOnce(paths);
  printProblems(problems.filter(({ severity }) => severity === 'error'));
  const failures: unknown[] = [];
  const pipeline = new Pipeline({
    settings: { ...standaloneSettings(options.bind), ...findSystemTrust() },
    envoy: { accessLog: 'off', bucketingSupported: true },
    onError: (failure) => failures.push(failure.error),
  });
  pipeline.apply(resources.map((resource) => ({ kind: resource.kind, key: keyOf(resource), resource })));
  if (failures.length > 0) throw failures[0];
  const unserved = new Unserved(pipeline);
  for (const resource of resources) unserved.set(resource.kind, keyOf(resource), resource);
  printProblems(unserved.problems(placeOf));
  const statuses = sortStatuses([...pipeline.model.statuses.entries()].map(([, status]) => status));
  const result = { statuses, resources: resourceDump(pipeline.delivered()) };
  console.log(
    options.output === 'json'
      ? printableJson(JSON.stringify(result, undefined, 2))
      : printableYaml(new Document(result, { aliasDuplicateObjects: false })).trimEnd(),
  );
  return problems.some(({ severity }) => severity === 'error') ? 1 : 0;
}
