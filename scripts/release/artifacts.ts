import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { run } from './run.js';

/** The part of a CycloneDX document that is corrected here. */
interface Sbom {
  readonly metadata: { readonly component: { name: string } };
}

/** Packs the chart and the npm package into a folder, with an SBOM of the package's dependencies and the checksums of all. */
export function pack(root: string, folder: string, version: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run(root, 'npm', 'run', '--silent', 'build');
  run(root, 'npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
  // Helm gives the chart the same name, and replaces what has it.
  renameSync(`${folder}/gatewright-${version}.tgz`, `${folder}/gatewright-npm-${version}.tgz`);
  run(root, 'e2e/cluster/helm', 'package', 'charts/gatewright', '--destination', folder);
  // The lock file alone is read: what is installed may be a subset of it, and no registry is asked.
  const text = run(root, 'npm', 'sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only');
  const sbom = JSON.parse(text) as Sbom;
  sbom.metadata.component.name = 'gatewright'; // npm takes the name of the folder
  writeFileSync(`${folder}/gatewright-${version}.cdx.json`, `${JSON.stringify(sbom, null, 2)}\n`);
  writeFileSync(`${folder}/SHA256SUMS`, checksums(folder));
}

/** A line for each file of a folder, as `sha256sum --check` reads it. */
export function checksums(folder: string): string {
  const hash = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(`${folder}/${file}`))
      .digest('hex');
  const files = readdirSync(folder).sort();
  return files.map((file) => `${hash(file)}  ${file}\n`).join('');
}
