import type { Audience } from '../audience.js';
import { emptyLoadAssignment } from '../empty-load-assignment.js';
import type { Laws } from '../laws.js';
import type { XdsResource } from '../resource.js';
import type { Send } from '../stream-state.js';
import { StreamState } from '../stream-state.js';
import { CLUSTER, ENDPOINT, LISTENER, ROUTE, SECRET } from '../type-rules.js';

const TYPES = [CLUSTER, ENDPOINT, SECRET, LISTENER, ROUTE];
const LISTENERS_FIRST = [CLUSTER, LISTENER, ROUTE, ENDPOINT, SECRET];

/** How Envoy takes a bad response: validation drops all of it, a semantic error only the bad part of it. */
type Refusal = 'all' | 'bad-only';

/**
 * What the real Envoy does with responses, as far as the order of things goes, on one stream after the other.
 *
 * Both directions are queues that the test moves on by hand, so that messages cross. It complains at the moment when a real Envoy would
 * lose requests: a route to a cluster that cannot serve yet, a cluster removed that a route uses.
 */
export class ModelEnvoy {
  readonly #audience: Audience;
  readonly #laws: Laws;
  readonly #bad: (resource: XdsResource) => boolean;
  readonly applied = new Map(TYPES.map((type) => [type, new Map<string, XdsResource>()]));
  /** Versions it would tell a new stream. */
  readonly #versions = new Map(TYPES.map((type) => [type, new Map<string, string>()]));
  readonly #subscribed = new Map(TYPES.map((type) => [type, new Set<string>()]));
  readonly unanswered = new Set<string>();
  /** Clusters that have got a load assignment since they exist. */
  readonly #loaded = new Set<string>();
  /** Of these, those whose secrets were all answered once: they serve. */
  readonly serving = new Set<string>();
  /** Clusters that have got no load assignment since they were last changed. */
  readonly warming = new Set<string>();
  readonly resent: string[] = [];
  state!: StreamState;
  /** Messages on their way, oldest first. */
  toEnvoy: Send[] = [];
  toServer: (() => void)[] = [];
  /** Applied from a refused response before the stream broke: Envoy does not report that it has them, so nobody can know. */
  readonly #orphans = new Set<string>();
  #open = new Set<string>();
  #refused = new Set<string>();
  refusal: Refusal = 'all';
  #connects = 0;

  constructor(audience: Audience, laws: Laws, bad: (resource: XdsResource) => boolean) {
    this.#audience = audience;
    this.#laws = laws;
    this.#bad = bad;
    audience.listeners.add((transaction) => {
      for (const { typeUrl, name } of transaction.touched)
        if (!audience.get(typeUrl, name)) this.#forgive(typeUrl, name);
      this.state.changed(transaction);
    });
    this.connect();
  }

  of(typeUrl: string): Map<string, XdsResource> {
    return get(this.applied, typeUrl);
  }

  /** What was gone or good meanwhile may be tried again. */
  #forgive(typeUrl: string, name: string): void {
    for (const id of this.#refused) if (id.startsWith(`${typeUrl} ${name} `)) this.#refused.delete(id);
  }

  /** Opens a new stream and tells it what is held from before. Everything on its way on the old one is lost. */
  connect(): void {
    this.state?.close();
    this.state = new StreamState(this.#audience, this.#laws);
    this.toEnvoy = [];
    this.toServer = [];
    this.#open = new Set();
    this.#refused = new Set();
    // A stream that breaks between a cluster and its load assignment leaves the cluster warming, and no request tells; Envoy ends that
    // itself after its fetch timeout.
    for (const name of get(this.#versions, ENDPOINT).keys()) this.warming.delete(name);
    this.#connects += 1;
    for (const typeUrl of this.#connects % 2 === 0 ? LISTENERS_FIRST : TYPES) {
      const wildcard = typeUrl === CLUSTER || typeUrl === LISTENER;
      const versions = get(this.#versions, typeUrl);
      for (const [name, { version }] of this.of(typeUrl)) {
        if (versions.get(name) !== version) this.#orphans.add(`${typeUrl} ${name}`);
      }
      const subscribe = [...get(this.#subscribed, typeUrl)];
      if (!wildcard && subscribe.length === 0) continue;
      const initialVersions = new Map(versions);
      if (wildcard && initialVersions.size === 0) this.unanswered.add(`${typeUrl} *`);
      this.#request(typeUrl, subscribe, [], initialVersions);
    }
  }

  /** A new Envoy in its place. */
  restart(): void {
    this.#orphans.clear();
    for (const map of [...this.applied.values(), ...this.#versions.values(), ...this.#subscribed.values()]) map.clear();
    this.unanswered.clear();
    this.#loaded.clear();
    this.serving.clear();
    this.warming.clear();
    this.connect();
  }

  /** The server sends what it may send. */
  pump(): void {
    for (const send of this.state.take()) {
      const { typeUrl } = send.subscription.rule;
      if (this.#open.has(typeUrl)) throw new Error(`two responses in flight: ${typeUrl}`);
      this.#open.add(typeUrl);
      const single = typeUrl !== CLUSTER && typeUrl !== LISTENER;
      if (single && send.resources.size > 1) throw new Error(`several in one response: ${typeUrl}`);
      for (const resource of send.resources.values()) {
        if (this.#refused.has(idOf(resource))) throw new Error(`sent again after a refusal: ${idOf(resource)}`);
        this.#checkOrder(resource);
      }
      this.toEnvoy.push(send);
    }
  }

  /** Envoy reads one response. */
  read(): boolean {
    const send = this.toEnvoy.shift();
    if (!send) return false;
    const { resources, removed, nonce, subscription } = send;
    const { typeUrl } = subscription.rule;
    const bad = [...resources.values()].filter(this.#bad);
    const applies = bad.length === 0 || (this.refusal === 'bad-only' && resources.size > 1);
    if (applies) for (const name of removed) this.#remove(typeUrl, name);
    for (const resource of resources.values()) if (applies && !bad.includes(resource)) this.#apply(resource);
    for (const name of [...resources.keys(), ...removed]) this.unanswered.delete(`${typeUrl} ${name}`);
    // A cluster does not go on warming for a load assignment that Envoy has refused.
    if (typeUrl === ENDPOINT) for (const { name } of bad) this.#warm(name);
    this.unanswered.delete(`${typeUrl} *`);
    const versions = get(this.#versions, typeUrl);
    if (bad.length === 0) {
      for (const { name, version } of resources.values()) if (this.of(typeUrl).has(name)) versions.set(name, version);
    }
    for (const name of [...versions.keys()]) if (!this.of(typeUrl).has(name)) versions.delete(name);
    const { state } = this;
    this.#resubscribe();
    this.#serve();
    this.toServer.push(() => {
      this.#open.delete(typeUrl);
      // Other content was taken in between, so the refused one may be tried again.
      const current = [...resources.values()].filter(
        (each) => this.#audience.get(typeUrl, each.name)?.version === each.version,
      );
      if (bad.length === 0) for (const { name } of current) this.#forgive(typeUrl, name);
      if (bad.length === 0) state.acknowledge(typeUrl, nonce);
      else state.refuse(typeUrl, nonce, 'bad');
      if (resources.size === 1) for (const resource of bad) this.#refused.add(idOf(resource));
    });
    return true;
  }

  /** The server reads one request. */
  answer(): boolean {
    const message = this.toServer.shift();
    message?.();
    return message !== undefined;
  }

  /** Lets everything run until nobody has anything to say. */
  settle(): void {
    for (let steps = 0; steps < 10_000; steps++) {
      this.pump();
      if (!this.read() && !this.answer()) return;
    }
    throw new Error('does not come to rest');
  }

  #checkOrder(resource: XdsResource): void {
    for (const name of this.#clustersOf(resource)) {
      const cluster = this.#audience.get(CLUSTER, name);
      if (!cluster || this.#bad(cluster) || this.serving.has(name)) continue;
      throw new Error(`${idOf(resource)} is sent before ${name} can serve`);
    }
    const { typeUrl, name } = resource;
    if (typeUrl !== ROUTE || !this.state.subscription(LISTENER).requested || !this.of(ROUTE).has(name)) return;
    for (const user of this.#audience.entry(ROUTE, name)?.referrers ?? []) {
      if (!user.resource || this.#bad(user.resource)) continue;
      if (this.of(LISTENER).get(user.name)?.version === user.resource.version) continue;
      throw new Error(`${idOf(resource)} is sent before the change of ${user.name}`);
    }
  }

  *#clustersOf(resource: XdsResource): Iterable<string> {
    for (const { typeUrl, name } of resource.references) {
      if (typeUrl === CLUSTER) yield name;
      const routes = typeUrl === ROUTE ? this.#audience.get(ROUTE, name) : undefined;
      if (routes) yield* this.#clustersOf(routes);
    }
  }

  #apply(resource: XdsResource): void {
    const { typeUrl, name } = resource;
    const wildcard = typeUrl === CLUSTER || typeUrl === LISTENER;
    if (!wildcard && !get(this.#subscribed, typeUrl).has(name)) return;
    const before = this.of(typeUrl).get(name);
    this.of(typeUrl).set(name, resource);
    this.#orphans.delete(`${typeUrl} ${name}`);
    if (typeUrl === CLUSTER && before?.version !== resource.version) this.warming.add(name);
    if (typeUrl === ENDPOINT) this.#warm(name);
  }

  #warm(name: string): void {
    this.warming.delete(name);
    this.#loaded.add(name);
  }

  #serve(): void {
    for (const name of this.#loaded) {
      const references = this.of(CLUSTER).get(name)?.references ?? [];
      const waits = references.some((to) => to.typeUrl === SECRET && this.unanswered.has(`${SECRET} ${to.name}`));
      if (!waits) this.serving.add(name);
    }
  }

  #remove(typeUrl: string, name: string): void {
    // The endpoints stay, but a warming cluster takes it as the answer it waits for.
    if (typeUrl === ENDPOINT) this.#warm(name);
    if (typeUrl === ENDPOINT || typeUrl === ROUTE || !this.of(typeUrl).has(name)) return;
    for (const user of [...this.of(ROUTE).values(), ...this.of(LISTENER).values()]) {
      if (this.#orphans.has(`${user.typeUrl} ${user.name}`)) continue;
      if (user.references.some((reference) => reference.typeUrl === typeUrl && reference.name === name)) {
        throw new Error(`${name} is removed while ${idOf(user)} uses it`);
      }
    }
    this.of(typeUrl).delete(name);
    if (typeUrl === CLUSTER) {
      this.#loaded.delete(name);
      this.serving.delete(name);
      this.warming.delete(name);
    }
  }

  /** What clusters and listeners use by name is asked for; what nobody uses any more is dropped. */
  #resubscribe(): void {
    for (const [typeUrl, users] of [
      [ENDPOINT, [CLUSTER]],
      [SECRET, [CLUSTER, LISTENER]],
      [ROUTE, [LISTENER]],
    ] as const) {
      const wanted = new Set<string>();
      for (const user of users.flatMap((type) => [...this.of(type).values()])) {
        for (const reference of user.references) if (reference.typeUrl === typeUrl) wanted.add(reference.name);
      }
      const names = get(this.#subscribed, typeUrl);
      const subscribe = [...wanted].filter((name) => !names.has(name));
      const unsubscribe = [...names].filter((name) => !wanted.has(name));
      if (subscribe.length + unsubscribe.length > 0) this.#request(typeUrl, subscribe, unsubscribe, new Map());
    }
  }

  #request(
    typeUrl: string,
    subscribe: readonly string[],
    unsubscribe: readonly string[],
    initialVersions: ReadonlyMap<string, string>,
  ): void {
    const names = get(this.#subscribed, typeUrl);
    for (const name of subscribe) {
      names.add(name);
      if (!initialVersions.has(name)) this.unanswered.add(`${typeUrl} ${name}`);
    }
    for (const name of unsubscribe) {
      names.delete(name);
      this.unanswered.delete(`${typeUrl} ${name}`);
      this.of(typeUrl).delete(name);
      get(this.#versions, typeUrl).delete(name);
    }
    const { state } = this;
    this.toServer.push(() => [...state.request(typeUrl, { subscribe, unsubscribe, initialVersions })]);
  }

  /** Compares with the cache when everything is at rest. Gives what is wrong. */
  complaints(): string[] {
    const wrong: string[] = [];
    for (const each of this.unanswered) wrong.push(`unanswered: ${each}`);
    // A stream that breaks between a cluster and its load assignment leaves the cluster warming, and no request tells; Envoy ends that
    // itself after its fetch timeout.
    for (const name of get(this.#versions, ENDPOINT).keys()) this.warming.delete(name);
    for (const typeUrl of TYPES) {
      const wildcard = typeUrl === CLUSTER || typeUrl === LISTENER;
      const names = wildcard
        ? [...this.#audience.resources(typeUrl)].map(({ name }) => name)
        : get(this.#subscribed, typeUrl);
      for (const name of names) {
        const resource = this.#audience.get(typeUrl, name);
        const has = this.of(typeUrl).get(name);
        if (this.#orphans.has(`${typeUrl} ${name}`)) continue;
        if (resource && this.#bad(resource)) {
          if (!this.#audience.rejections.has(resource)) wrong.push(`not known as rejected: ${idOf(resource)}`);
          if (has && this.#bad(has)) wrong.push(`bad and applied: ${idOf(has)}`);
        } else if (resource && has?.version !== resource.version) wrong.push(`not up to date: ${typeUrl} ${name}`);
        else if (!resource && has && typeUrl === ENDPOINT && this.#audience.entry(CLUSTER, name)?.resource) {
          if (has.version !== emptyLoadAssignment(name).version) wrong.push(`not emptied: ${name}`);
        }
      }
    }
    for (const name of this.of(LISTENER).keys()) {
      if (!this.#audience.get(LISTENER, name) && !this.#orphans.has(`${LISTENER} ${name}`))
        wrong.push(`still there: ${name}`);
    }
    // What came from an earlier stream and is not in the cache may use any cluster, and what was in a refused response may be applied.
    const unknown = [LISTENER, ROUTE].some((typeUrl) => {
      const { unknown: inherited, tentative } = this.state.subscription(typeUrl);
      return inherited > 0 || tentative.size > 0;
    });
    for (const name of unknown ? [] : this.of(CLUSTER).keys()) {
      const used = [...this.of(ROUTE).values()].some(({ references }) => references.some((to) => to.name === name));
      if (!this.#audience.get(CLUSTER, name) && !used && !this.#orphans.has(`${CLUSTER} ${name}`))
        wrong.push(`cluster still there: ${name}`);
    }
    for (const name of this.warming) wrong.push(`still warming: ${name}`);
    for (const { typeUrl, name, version } of this.#audience.rejections) {
      const resource = this.#audience.get(typeUrl, name);
      if (resource?.version !== version) continue;
      if (!this.#bad(resource)) wrong.push(`good and known as rejected: ${idOf(resource)}`);
    }
    return wrong;
  }
}

function idOf({ typeUrl, name, version }: XdsResource): string {
  return `${typeUrl} ${name} ${version}`;
}

function get<Value>(map: ReadonlyMap<string, Value>, key: string): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`not a type: ${key}`);
  return value;
}
