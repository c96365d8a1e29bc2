import { isApiError } from '../kubernetes/api-error.js';
import type { KubernetesClient } from '../kubernetes/client.js';
import { createObject, type KubernetesObject, updateObject } from '../kubernetes/objects.js';
import type { ApiResource } from '../kubernetes/paths.js';
import { Reflector, type ReflectorOptions } from '../kubernetes/reflector.js';
import { partOfInstallation } from '../well-known/labels.js';
import type { CaStore, StoredCa } from './ca-store.js';

const SECRETS: ApiResource = { group: '', version: 'v1', plural: 'secrets', namespaced: true };

export interface CaSecretOptions {
  readonly client: KubernetesClient;
  /** Namespace of the controller. */
  readonly namespace: string;
  /** Name of the Secret. */
  readonly name: string;
  readonly onLog?: NonNullable<ReflectorOptions['onLog']>;
}

/**
 * Authorities in a Secret. Needs `get`, `list`, `watch` and `update` on the Secret of this name and `create` on Secrets of the namespace.
 * Writes compare the resourceVersion, so that of several replicas one succeeds.
 */
export class CaSecret implements CaStore {
  readonly #options: CaSecretOptions;

  constructor(options: CaSecretOptions) {
    this.#options = options;
  }

  watch(onChange: (stored: StoredCa | undefined) => void): () => void {
    const { client, namespace, name, onLog } = this.#options;
    const reflector: Reflector = new Reflector({
      client,
      resource: SECRETS,
      namespaces: [namespace],
      fieldSelector: `metadata.name=${name}`,
      onChanges: (changes) => {
        for (const [, object] of changes) onChange(object && stored(object));
      },
      onSynced: () => {
        if (reflector.get(`${namespace}/${name}`) === undefined) onChange(undefined);
      },
      ...(onLog && { onLog }),
    });
    reflector.start();
    return () => reflector.stop();
  }

  async write(data: Readonly<Record<string, string>>, before: StoredCa | undefined): Promise<boolean> {
    const { client, namespace, name } = this.#options;
    const secret: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        namespace,
        name,
        labels: partOfInstallation('ca'),
        ...(before && { resourceVersion: before.version }),
      },
      type: 'Opaque',
      data: Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')])),
    };
    try {
      const write = before === undefined ? createObject : updateObject;
      await write(client, SECRETS, secret);
      return true;
    } catch (error) {
      if (isApiError(error, 409) || isApiError(error, 404)) return false;
      throw error;
    }
  }
}

function stored({ metadata, data }: KubernetesObject): StoredCa {
  const entries = Object.entries((data ?? {}) as Readonly<Record<string, string>>);
  return {
    version: metadata.resourceVersion ?? '',
    data: Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()])),
  };
}
