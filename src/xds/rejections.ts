import type { Reference, XdsResource } from './resource.js';

/** A resource that a proxy refused. */
export interface Rejection extends Reference {
  readonly audience: string;
  /** Version of the refused content. */
  readonly version: string;
  /** Envoy's reason: one bounded line, without content of the resource. */
  readonly reason: string;
}

/** Told when a resource gets rejected, is rejected for another reason or version, or is no longer (`undefined`). */
export type RejectionListener = (change: Reference & { audience: string; rejection: Rejection | undefined }) => void;

/** Stands for one stream; only its identity matters. */
export type StreamToken = object;

/**
 * The resources of one audience that are rejected now.
 *
 * A rejection outlives the stream that reported it, so that statuses do not flap when Envoy reconnects. It ends when other content
 * is accepted, when the resource disappears, or when the same content is accepted after all rejecting streams are gone.
 */
export class Rejections {
  readonly #audience: string;
  readonly #changed: RejectionListener;
  readonly #types = new Map<string, Map<string, Entry>>();

  constructor(audience: string, changed: RejectionListener) {
    this.#audience = audience;
    this.#changed = changed;
  }

  *[Symbol.iterator](): Iterator<Rejection> {
    for (const entries of this.#types.values()) for (const { rejection } of entries.values()) yield rejection;
  }

  /** Whether this content is known to be rejected. */
  has({ typeUrl, name, version }: XdsResource): boolean {
    return this.#types.get(typeUrl)?.get(name)?.rejection.version === version;
  }

  /** The content last accepted before the current rejection, for proxies that start while it lasts. */
  lastGood(typeUrl: string, name: string): XdsResource | undefined {
    return this.#types.get(typeUrl)?.get(name)?.lastGood;
  }

  reject(stream: StreamToken, resource: XdsResource, reason: string, lastGood: XdsResource | undefined): void {
    const { typeUrl, name, version } = resource;
    let entries = this.#types.get(typeUrl);
    if (!entries) {
      entries = new Map();
      this.#types.set(typeUrl, entries);
    }
    const before = entries.get(name);
    const same = before?.rejection.version === version;
    const streams = same ? before.streams : new Set<StreamToken>();
    streams.add(stream);
    const rejection = same ? before.rejection : { audience: this.#audience, typeUrl, name, version, reason };
    entries.set(name, { rejection, streams, lastGood: lastGood ?? before?.lastGood });
    if (!same) this.#changed({ audience: this.#audience, typeUrl, name, rejection });
  }

  /** A proxy holds this content now. `current` is false when it is not what the cache has, such as a last good version. */
  accept(stream: StreamToken, { typeUrl, name, version }: XdsResource, current: boolean): void {
    const entry = this.#types.get(typeUrl)?.get(name);
    if (!entry || !current) return;
    if (entry.rejection.version !== version) this.#end(typeUrl, name);
    else {
      entry.streams.delete(stream);
      if (entry.streams.size === 0) this.#end(typeUrl, name);
    }
  }

  /** The resource no longer exists. */
  gone(typeUrl: string, name: string): void {
    if (this.#types.get(typeUrl)?.has(name)) this.#end(typeUrl, name);
  }

  /** The stream no longer vouches for what it rejected. */
  closed(stream: StreamToken): void {
    for (const entries of this.#types.values()) for (const { streams } of entries.values()) streams.delete(stream);
  }

  #end(typeUrl: string, name: string): void {
    const entries = this.#types.get(typeUrl);
    entries?.delete(name);
    if (entries?.size === 0) this.#types.delete(typeUrl);
    this.#changed({ audience: this.#audience, typeUrl, name, rejection: undefined });
  }
}

interface Entry {
  readonly rejection: Rejection;
  readonly streams: Set<StreamToken>;
  readonly lastGood: XdsResource | undefined;
}
