import type { RejectionListener } from './rejections.js';
import { Rejections } from './rejections.js';
import type { Reference, XdsResource } from './resource.js';

/** A name of an audience: its resource, if there is one, and who refers to it. */
export interface Entry extends Reference {
  readonly resource: XdsResource | undefined;
  /** Entries with a resource that refers to this name. */
  readonly referrers: ReadonlySet<Entry>;
}

/** What one transaction touched; the entries hold the state after it, or after a later one. */
export interface Transaction {
  /** Counts up over all audiences of a cache. */
  readonly sequence: number;
  readonly touched: Iterable<Reference>;
}

/** Is told of every transaction of an audience after it was applied. */
export type TransactionListener = (transaction: Transaction) => void;

/** What one authenticated identity may see: names to resources, by type. */
export class Audience {
  readonly name: string;
  readonly listeners = new Set<TransactionListener>();
  readonly #types = new Map<string, Map<string, MutableEntry>>();
  readonly #sizes = new Map<string, number>();
  #sequence = 0;

  /** What proxies of this audience refuse. */
  readonly rejections: Rejections;

  constructor(name: string, onRejection: RejectionListener = () => {}) {
    this.name = name;
    this.rejections = new Rejections(name, onRejection);
  }

  /** Sequence of the last transaction. */
  get sequence(): number {
    return this.#sequence;
  }

  entry(typeUrl: string, name: string): Entry | undefined {
    return this.#types.get(typeUrl)?.get(name);
  }

  get(typeUrl: string, name: string): XdsResource | undefined {
    return this.#types.get(typeUrl)?.get(name)?.resource;
  }

  /** Number of resources of a type. */
  size(typeUrl: string): number {
    return this.#sizes.get(typeUrl) ?? 0;
  }

  /** Whether there is nothing to see and nobody looking. */
  get idle(): boolean {
    return this.listeners.size === 0 && this.#types.size === 0;
  }

  *resources(typeUrl?: string): Iterable<XdsResource> {
    const types = typeUrl === undefined ? this.#types.values() : [this.#types.get(typeUrl) ?? []];
    for (const entries of types) {
      for (const [, { resource }] of entries) if (resource) yield resource;
    }
  }

  /** Applies a transaction; listeners are told by {@link publish}, when every audience has its part. */
  apply(sequence: number, changes: Iterable<Reference & { readonly resource: XdsResource | undefined }>): Transaction {
    this.#sequence = sequence;
    const touched = new Set<MutableEntry>();
    for (const { typeUrl, name, resource } of changes) {
      const entry = this.#ensure(typeUrl, name);
      const before = entry.resource;
      if (before?.version !== resource?.version) touched.add(entry);
      entry.resource = resource;
      const difference = Number(resource !== undefined) - Number(before !== undefined);
      if (difference !== 0) this.#resize(typeUrl, difference);
      if (before?.references !== resource?.references) this.#relink(entry, before, touched);
    }
    for (const entry of touched) this.#forgetUnused(entry);
    return { sequence, touched };
  }

  publish(transaction: Transaction): void {
    for (const listener of this.listeners) listener(transaction);
    for (const { typeUrl, name } of transaction.touched) {
      if (!this.get(typeUrl, name)) this.rejections.gone(typeUrl, name);
    }
  }

  #relink(entry: MutableEntry, before: XdsResource | undefined, touched: Set<MutableEntry>): void {
    for (const { typeUrl, name } of before?.references ?? []) {
      const target = this.#ensure(typeUrl, name);
      target.referrers.delete(entry);
      if (!target.resource) touched.add(target);
    }
    for (const { typeUrl, name } of entry.resource?.references ?? []) {
      const target = this.#ensure(typeUrl, name);
      if (target.referrers === NOBODY) target.referrers = new Set();
      target.referrers.add(entry);
      if (!target.resource) touched.add(target);
    }
  }

  #ensure(typeUrl: string, name: string): MutableEntry {
    let entries = this.#types.get(typeUrl);
    if (!entries) {
      entries = new Map();
      this.#types.set(typeUrl, entries);
    }
    let entry = entries.get(name);
    if (!entry) {
      entry = { typeUrl, name, resource: undefined, referrers: NOBODY };
      entries.set(name, entry);
    }
    return entry;
  }

  #forgetUnused({ typeUrl, name, resource, referrers }: MutableEntry): void {
    if (resource || referrers.size > 0) return;
    const entries = this.#types.get(typeUrl);
    entries?.delete(name);
    if (entries?.size === 0) this.#types.delete(typeUrl);
  }

  #resize(typeUrl: string, difference: number): void {
    const size = this.size(typeUrl) + difference;
    if (size === 0) this.#sizes.delete(typeUrl);
    else this.#sizes.set(typeUrl, size);
  }
}

interface MutableEntry extends Entry {
  resource: XdsResource | undefined;
  referrers: Set<Entry>;
}

/** Shared by the many entries nobody refers to; never added to. */
const NOBODY = new Set<Entry>();
