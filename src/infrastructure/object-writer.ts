import { isDeepStrictEqual } from 'node:util';
import { ApiError, isApiError } from '../kubernetes/api-error.js';
import type { KubernetesClient } from '../kubernetes/client.js';
import { applyObject, deleteObject, getObject, type KubernetesObject } from '../kubernetes/objects.js';
import { APPLIED_HASH } from '../well-known/annotations.js';
import { MANAGER } from '../well-known/names.js';
import { projection } from './difference.js';
import type { WantedProxy } from './graph.js';
import { type LiveObjects, objectId } from './live-objects.js';
import { shortHash } from './names.js';
import { OWN_KINDS, type OwnKind } from './own-kinds.js';
import { keepReplicas } from './replicas.js';

/** Whose an object of a wanted name has to be, so that it is touched. */
export interface Owner {
  readonly owns: (found: KubernetesObject) => boolean;
  /** What is said of an object of somebody else, after `Kind namespace/name exists and `. */
  readonly complaint: string;
}

/** Owns what was made for a Gateway. */
export function gatewayOwner(gateway: WantedProxy['gateway']): Owner {
  return {
    owns: (found) => isOf(found, gateway),
    complaint: 'was not made for this Gateway. Remove it, or rename the Gateway.',
  };
}

/** Writes single objects, only when there is something to write. */
export class ObjectWriter {
  readonly counts = { applies: 0, deletes: 0, failures: 0 };
  readonly #client: KubernetesClient;
  readonly #live: LiveObjects;
  readonly #hasTold: (object: KubernetesObject) => boolean;
  /** What came of the last application, where something was wanted. */
  readonly #results = new Map<string, { readonly hash: string; readonly projection: unknown }>();
  /** Wanted objects by identity, since a proxy's other objects change without it. */
  readonly #hashes = new WeakMap<KubernetesObject, string>();

  /** @param hasTold whether what was watched is at least as new as this version of an object. */
  constructor(client: KubernetesClient, live: LiveObjects, hasTold: (object: KubernetesObject) => boolean) {
    this.#client = client;
    this.#live = live;
    this.#hasTold = hasTold;
  }

  /** Makes an object what it should be. @throws ApiError, also when somebody deletes it meanwhile. */
  async apply(wanted: KubernetesObject, owner: Owner): Promise<void> {
    const id = objectId(wanted);
    const hash = this.#hashOf(wanted);
    const live = this.#live.get(id);
    if (live !== undefined && this.#isAsWanted(live, wanted, hash)) return;
    try {
      const found = live ?? (await this.#find(wanted));
      refuseOthers(found, wanted, owner);
      if (found !== undefined) await keepReplicas(this.#client, wanted);
      this.counts.applies += 1;
      const metadata = { ...wanted.metadata, annotations: { ...wanted.metadata.annotations, [APPLIED_HASH]: hash } };
      const result = await applyObject<KubernetesObject>(
        this.#client,
        resourceOf(wanted),
        { ...wanted, metadata },
        { fieldManager: MANAGER },
      );
      this.#results.set(id, { hash, projection: projection(result, wanted) });
      if (!this.#hasTold(result)) this.#live.set(id, result);
    } catch (error) {
      this.counts.failures += 1;
      throw error;
    }
    if (this.#live.get(id) === undefined) throw new ApiError({ message: `${id} was deleted while it was applied` });
  }

  /** Removes an object, unless it has been replaced by another of its name. @throws ApiError */
  async remove(object: KubernetesObject): Promise<void> {
    const { uid, deletionTimestamp } = object.metadata;
    if (uid === undefined || deletionTimestamp !== undefined) return;
    this.counts.deletes += 1;
    try {
      await deleteObject(this.#client, resourceOf(object), object.metadata, { uid });
    } catch (error) {
      if (isApiError(error, 409)) return;
      if (!isApiError(error, 404)) {
        this.counts.failures += 1;
        throw error;
      }
    }
    // Should it stay for a while, because somebody holds on to it, it is seen again.
    const id = objectId(object);
    if (this.#live.get(id)?.metadata.uid === uid) this.#live.delete(id);
  }

  /** An object is gone. */
  forget(id: string): void {
    this.#results.delete(id);
  }

  #hashOf(wanted: KubernetesObject): string {
    const hash = this.#hashes.get(wanted) ?? shortHash(JSON.stringify(wanted));
    this.#hashes.set(wanted, hash);
    return hash;
  }

  /** Values may come back written in another way: what came of an application is then what is wanted. */
  #isAsWanted(live: KubernetesObject, wanted: KubernetesObject, hash: string): boolean {
    if (live.metadata.deletionTimestamp !== undefined) return true;
    if (live.metadata.annotations?.[APPLIED_HASH] !== hash) return false;
    const result = this.#results.get(objectId(wanted));
    const expected = result?.hash === hash ? result.projection : plain(wanted);
    return isDeepStrictEqual(plain(projection(live, wanted)), plain(expected));
  }

  async #find({ kind, metadata }: KubernetesObject): Promise<KubernetesObject | undefined> {
    try {
      return await getObject<KubernetesObject>(this.#client, resourceOf({ kind } as KubernetesObject), metadata);
    } catch (error) {
      if (isApiError(error, 404)) return undefined;
      throw error;
    }
  }
}

/** Without fields that are undefined. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function resourceOf({ kind }: KubernetesObject): (typeof OWN_KINDS)[OwnKind] {
  return OWN_KINDS[kind as OwnKind];
}

/** Whether an object was made for this Gateway. */
export function isOf({ metadata }: KubernetesObject, gateway: WantedProxy['gateway']): boolean {
  const owners = (metadata.ownerReferences ?? []) as readonly { readonly kind: string; readonly name: string }[];
  return owners.some(({ kind, name }) => kind === 'Gateway' && name === gateway.name);
}

function refuseOthers(found: KubernetesObject | undefined, wanted: KubernetesObject, owner: Owner): void {
  if (found === undefined || owner.owns(found)) return;
  const { namespace, name } = wanted.metadata;
  throw new ApiError({
    code: 409,
    message: `${wanted.kind} ${namespace}/${name} exists and ${owner.complaint}`,
  });
}
