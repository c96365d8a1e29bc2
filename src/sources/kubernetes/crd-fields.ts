import type { KubernetesObject } from '../../kubernetes/objects.js';
import type { ApiResource } from '../../kubernetes/paths.js';
import { Reflector, type ReflectorOptions } from '../../kubernetes/reflector.js';
import { kindOf } from '../../resources/kinds.js';
import type { KindName } from '../../resources/types.js';

const CRDS: ApiResource = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  namespaced: false,
};

export interface CrdFieldsOptions extends Pick<ReflectorOptions, 'client' | 'onLog' | 'timing'> {
  readonly kind: KindName;
  /** `kind.field.field`: fields of the items of lists follow the list. All of one kind. */
  readonly fields: readonly string[];
  readonly onChange: () => void;
}

/** Which of the fields of a kind its CRD has, in the version that is read and written; followed for ever. */
export class CrdFields {
  readonly #reflector: Reflector;
  #missing: readonly string[];

  constructor({ kind, fields, onChange, ...options }: CrdFieldsOptions) {
    const { plural, group, version } = kindOf(kind);
    this.#missing = fields;
    this.#reflector = new Reflector({
      ...options,
      resource: CRDS,
      fieldSelector: `metadata.name=${plural}.${group}`,
      project: ({ apiVersion, kind, metadata }) => ({ apiVersion, kind, metadata }),
      onChanges: (changes) => {
        const [crd] = [...changes.values()].slice(-1);
        this.#missing = fields.filter((field) => !hasField(crd, version, field.split('.').slice(1)));
        onChange();
      },
      onSynced: onChange,
    });
  }

  start(): void {
    this.#reflector.start();
  }

  stop(): void {
    this.#reflector.stop();
  }

  /** Whether it is known. */
  get synced(): boolean {
    return this.#reflector.synced;
  }

  /** Fields that there are not. */
  get missing(): readonly string[] {
    return this.#missing;
  }
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Crd {
  readonly spec?: {
    readonly versions?: readonly { readonly name: string; readonly schema?: { readonly openAPIV3Schema?: Schema } }[];
  };
}

function hasField(crd: KubernetesObject | undefined, version: string, path: readonly string[]): boolean {
  const { versions = [] } = (crd as Crd | undefined)?.spec ?? {};
  let schema = versions.find(({ name }) => name === version)?.schema?.openAPIV3Schema;
  for (const field of path) schema = (schema?.items ?? schema)?.properties?.[field];
  return schema !== undefined;
}
