import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { findKind } from '../kinds.js';
import type { CorpusDocument } from './corpus.js';

/** The objects of known kinds in the manifests of the conformance suite, which are read where Go keeps the module. */
export function readConformanceManifests(moduleDir: string): readonly CorpusDocument[] {
  const files = readdirSync(moduleDir, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(base|mesh|tests)\/.*\.yaml$/.test(file))
    .sort();
  return files.flatMap((file) =>
    parseAllDocuments(readFileSync(join(moduleDir, file), 'utf8')).flatMap((document, index) => {
      const object = document.toJS() as { readonly apiVersion?: string; readonly kind?: string } | null;
      if (findKind(object?.apiVersion ?? '', object?.kind ?? '') === undefined) return [];
      return [{ title: `${file} ${index}`, object }];
    }),
  );
}
