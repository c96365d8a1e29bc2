import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { ReleaseError } from './release-error.js';

/** A file, or all files of a folder, and what is the version in it. */
interface Place {
  readonly path: string;
  readonly pattern: RegExp;
}

const IMAGE = /(?<=\bgatewright\/gatewright:)\d[\w.-]*/g;

/** Every place that has the version; what is generated from these is not among them. */
const PLACES: readonly Place[] = [
  { path: 'package.json', pattern: /(?<=^ {2}"version": ")[^"]+/m },
  { path: 'package-lock.json', pattern: /(?<="name": "gatewright",\n *"version": ")[^"]+/g },
  { path: 'charts/gatewright/Chart.yaml', pattern: /(?<=^(?:version|appVersion): )\S+/gm },
  { path: 'README.md', pattern: IMAGE },
  { path: 'docs/kubernetes.md', pattern: /(?<=\/gatewright:)\d[\w.-]*/g },
  { path: 'examples/kubernetes/', pattern: IMAGE },
  {
    path: 'e2e/testdata/chart/',
    pattern: /(?<=app\.kubernetes\.io\/version: "?|helm\.sh\/chart: gatewright-|gatewright\/gatewright:)\d[\w.-]*/g,
  },
];

/** Semantic Versioning without build metadata, which image tags cannot have. */
const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;

/** @throws {ReleaseError} when it is no version. */
export function checkVersion(version: string): void {
  if (!VERSION.test(version))
    throw new ReleaseError(`"${version}" is no version: give one such as 1.2.3 or 1.2.3-rc.1`);
}

/** The files that have the version, by path below a root that ends in a slash. */
export function versionedFiles(root: string): ReadonlyMap<string, RegExp> {
  return new Map(
    PLACES.flatMap(({ path, pattern }) =>
      path.endsWith('/')
        ? readdirSync(root + path).map((name) => [path + name, pattern] as const)
        : [[path, pattern] as const],
    ),
  );
}

/** Writes a version to every place. @throws {ReleaseError} when a file has no version where it should have one. */
export function setVersion(root: string, version: string): void {
  for (const [file, pattern] of versionedFiles(root)) {
    const text = readFileSync(root + file, 'utf8');
    if (text.search(pattern) === -1) {
      throw new ReleaseError(`${file} has no version that matches ${pattern}: correct scripts/release/versions.ts`);
    }
    writeFileSync(root + file, text.replace(pattern, version));
  }
}
