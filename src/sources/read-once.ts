import type { Resource } from '../resources/types.js';
import { FileSource, type FileSourceOptions } from './files.js';
import type { Place, SourceProblem } from './source.js';

/** Reads files once. @throws SourceError when a path does not exist. */
export async function readOnce(
  paths: readonly string[],
  options: FileSourceOptions = {},
): Promise<{
  readonly resources: readonly Resource[];
  readonly problems: readonly SourceProblem[];
  placeOf(resource: Resource): Place | undefined;
}> {
  const source = new FileSource(paths, options);
  const problems = await new Promise<readonly SourceProblem[]>((resolve, reject) => {
    source.start((update) => resolve(update.problems)).catch(reject);
  });
  await source.stop();
  return { resources: [...source.resources()], problems, placeOf: (resource) => source.placeOf(resource) };
}
