import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadAll } from 'js-yaml';

export type Channel = 'standard' | 'experimental';

/** The part of an OpenAPI v3 schema that the generators look at; the rest is carried along. */
export interface CrdSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, CrdSchema>>;
  readonly additionalProperties?: CrdSchema;
  readonly items?: CrdSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly (string | number | boolean)[];
  readonly [key: string]: unknown;
}

export interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema: { readonly openAPIV3Schema: CrdSchema };
}

export interface Crd {
  readonly kind: 'CustomResourceDefinition';
  readonly spec: {
    readonly group: string;
    readonly scope: 'Namespaced' | 'Cluster';
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly CrdVersion[];
  };
}

const read = new Map<string, readonly Crd[]>();

/** Where the definitions of Gatewright's own kinds are, below the root of the repository. */
const OWN = 'charts/gatewright/crds';

/** The custom resource definitions of one channel, ordered by group and kind. */
export function readCrds(moduleDir: string, channel: Channel): readonly Crd[] {
  return readFolder(`${moduleDir}/config/crd/${channel}`, /^gateway.*\.yaml$/);
}

/** The definitions of Gatewright's own kinds, which are the same whatever the channel of the Gateway API. */
export function readOwnCrds(): readonly Crd[] {
  return readFolder(fileURLToPath(new URL(`../../${OWN}`, import.meta.url)), /\.yaml$/);
}

function readFolder(folder: string, files: RegExp): readonly Crd[] {
  const known = read.get(folder);
  if (known !== undefined) return known;
  const crds = readdirSync(folder)
    .filter((name) => files.test(name))
    .flatMap((name) => loadAll(readFileSync(`${folder}/${name}`, 'utf8')) as Crd[])
    .filter((document) => document.kind === 'CustomResourceDefinition')
    .sort((a, b) => (a.spec.group + a.spec.names.kind < b.spec.group + b.spec.names.kind ? -1 : 1));
  read.set(folder, crds);
  return crds;
}
