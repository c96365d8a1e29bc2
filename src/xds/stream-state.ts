import { status } from '@grpc/grpc-js';
import type { Audience, Transaction } from './audience.js';
import { BadRequest } from './bad-request.js';
import { split } from './bisect.js';
import { Dependencies } from './dependencies.js';
import { contentOf, Desired } from './desired.js';
import type { Laws } from './laws.js';
import { LAWS } from './laws.js';
import { redactReason } from './redact.js';
import { type Reference, VERSION, type XdsResource } from './resource.js';
import { inSteps } from './steps.js';
import type { Batch, Held } from './subscription.js';
import { Subscription } from './subscription.js';
import { CLUSTER, ENDPOINT, LISTENER, namedType, SCOPED_ROUTE, SECRET, TYPE_RULES } from './type-rules.js';

/** A response that may be sent now; the stream counts it as unacknowledged. */
export interface Send extends Batch {
  readonly subscription: Subscription;
}

/** Names that Envoy asks for, or no longer; `*` stands for everything. */
export interface SubscriptionChange {
  readonly subscribe: readonly string[];
  readonly unsubscribe: readonly string[];
  /** Versions that Envoy holds from an earlier stream; only in the first request of a type. */
  readonly initialVersions?: ReadonlyMap<string, string>;
}

/**
 * One stream's knowledge of one Envoy: decides what may be sent now. Knows nothing of gRPC, bytes or time.
 *
 * Per type at most one response is unacknowledged, and what comes next is decided when it is sent, from the state of that moment.
 * Work follows what changed: a name is looked at when it or something it waits for has moved, never all names.
 */
export class StreamState {
  readonly #audience: Audience;
  readonly #laws: Laws;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #dependencies: Dependencies;
  readonly #desired: Desired;
  #nonce = 0;
  #isUnfinished = false;

  constructor(audience: Audience, laws: Laws = LAWS) {
    this.#audience = audience;
    this.#laws = laws;
    this.#dependencies = new Dependencies(audience, (typeUrl) => this.subscription(typeUrl));
    this.#desired = new Desired(audience, laws);
    for (const rule of TYPE_RULES) this.#subscriptions.set(rule.typeUrl, new Subscription(rule));
  }

  subscriptions(): Iterable<Subscription> {
    return this.#subscriptions.values();
  }

  subscription(typeUrl: string): Subscription {
    let subscription = this.#subscriptions.get(typeUrl);
    if (!subscription) {
      subscription = new Subscription(namedType(typeUrl));
      this.#subscriptions.set(typeUrl, subscription);
    }
    return subscription;
  }

  /**
   * Refuses a type that has neither a rule nor a resource here: to remember it would only take memory.
   *
   * @throws BadRequest
   */
  expectKnown(typeUrl: string): void {
    if (TYPE_RULES.some((rule) => rule.typeUrl === typeUrl) || this.#audience.size(typeUrl) > 0) return;
    throw new BadRequest(status.INVALID_ARGUMENT, 'unknown-type', 'Resources of this type are not served');
  }

  /** How many names this stream makes the server remember. */
  get names(): number {
    let count = 0;
    for (const { names, unknown } of this.#subscriptions.values()) count += names.size + unknown;
    return count;
  }

  /** The stream has ended: it no longer vouches for what it rejected. */
  close(): void {
    this.#audience.rejections.closed(this);
  }

  /** What Envoy has refused on this stream and should have. */
  *rejected(): Iterable<Reference & { readonly reason: string }> {
    for (const subscription of this.#subscriptions.values()) {
      const { typeUrl } = subscription.rule;
      for (const name of subscription.rejectedNames()) {
        const resource = this.#audience.get(typeUrl, name);
        const reason = resource && subscription.reasonAgainst(resource);
        if (reason !== undefined) yield { typeUrl, name, reason };
      }
    }
  }

  /** The cache changed. */
  changed({ touched }: Transaction): void {
    let scopesChanged = false;
    for (const { typeUrl, name } of touched) {
      const subscription = this.#subscriptions.get(typeUrl);
      if (!subscription) continue;
      const resource = this.#audience.get(typeUrl, name);
      const exists = resource !== undefined;
      if (resource) this.#report(subscription, resource);
      else subscription.forgetRejected(name);
      this.#mark(subscription, name);
      if (!exists) this.#dependencies.wake(subscription, name);
      if (typeUrl === SCOPED_ROUTE) scopesChanged = true;
    }
    if (scopesChanged) this.#dependencies.reconsiderScopes();
  }

  /**
   * Envoy asks for names, or no longer for some. The first request of a type may stand for all its resources.
   *
   * @returns steps of some names each, all of which have to be taken before anything else happens but changes of the cache.
   */
  *request(
    typeUrl: string,
    { subscribe, unsubscribe, initialVersions = NO_VERSIONS }: SubscriptionChange,
  ): Generator<void> {
    const subscription = this.subscription(typeUrl);
    const first = !subscription.requested;
    if (first) yield* this.#resume(subscription, initialVersions);
    for (const name of inSteps(unsubscribe)) {
      if (name === undefined) yield;
      else if (name === '*') yield* this.#unsubscribeAll(subscription);
      else this.#unsubscribe(subscription, name);
    }
    for (const name of inSteps(subscribe)) {
      if (name === undefined) yield;
      else if (name === '*') yield* this.#subscribeAll(subscription);
      else this.#subscribe(subscription, name, first && initialVersions.has(name));
    }
    if (first && subscribe.length === 0 && subscription.rule.wildcard) yield* this.#subscribeAll(subscription);
    if (first) {
      for (const name of inSteps(subscription.held.keys())) {
        if (name === undefined) yield;
        else if (!subscription.visible(name)) this.#forget(subscription, name);
      }
      this.#dependencies.reconsiderLeaving();
      // Who waits for the secrets of a cluster waits for the cluster.
      const awaited = typeUrl === SECRET ? this.subscription(CLUSTER) : subscription;
      for (const name of [...awaited.waiters.keys()]) this.#dependencies.wake(awaited, name);
    }
  }

  /** Envoy took the response. False when the nonce is not that of the unacknowledged response. */
  acknowledge(typeUrl: string, nonce: string): boolean {
    const subscription = this.#subscriptions.get(typeUrl);
    const batch = subscription?.inFlight;
    if (!subscription || batch?.nonce !== nonce) return false;
    subscription.inFlight = undefined;
    for (const [name, resource] of batch.resources) this.#accepted(subscription, name, resource);
    for (const name of batch.removed) {
      if (this.#desired.removable(subscription)) this.#drop(subscription, name);
      this.#answered(subscription, name);
    }
    return true;
  }

  /** Envoy refused the response. False when the nonce is not that of the unacknowledged response. */
  refuse(typeUrl: string, nonce: string, message: string): boolean {
    const subscription = this.#subscriptions.get(typeUrl);
    const batch = subscription?.inFlight;
    if (!subscription || batch?.nonce !== nonce) return false;
    subscription.inFlight = undefined;
    for (const name of batch.removed) {
      // Alone it cannot be tried again with anything else.
      if (batch.resources.size > 0) {
        subscription.uncertain.add(name);
        this.#mark(subscription, name);
      } else {
        if (this.#desired.removable(subscription)) this.#drop(subscription, name);
        this.#answered(subscription, name);
      }
    }
    const names = [...batch.resources.keys()];
    if (names.length > 1 && this.#laws.rejectionIsolated) {
      for (const name of names) subscription.uncertain.add(name);
      subscription.trials.unshift(...split(names, message));
      return true;
    }
    for (const resource of batch.resources.values()) this.#rejected(subscription, resource, message);
    return true;
  }

  /** Whether the last {@link take} has left names that it had no time to look at. */
  get isUnfinished(): boolean {
    return this.#isUnfinished;
  }

  /** Everything that may be sent now: at most one response of each type that has none unacknowledged. */
  *take(): Generator<Send> {
    this.#isUnfinished = false;
    for (const subscription of this.#subscriptions.values()) {
      if (!subscription.requested || subscription.inFlight) continue;
      // The first look may only sort names between those with and without a resource.
      const send = this.#next(subscription) ?? this.#next(subscription);
      if (send) yield send;
    }
  }

  #next(subscription: Subscription): Send | undefined {
    const { rule } = subscription;
    const whole = rule.firstWhole && !subscription.answered;
    if (whole && subscription.blocked.size > 0) return undefined;
    // What one response says about listeners and scopes takes effect at once, so that an address or key can change hands.
    const removedFirst = rule.firstWhole ? NO_NAMES : this.#removals(subscription);
    const most = whole || !this.#laws.oneByOne ? Number.POSITIVE_INFINITY : rule.batch;
    const limit = most > removedFirst.size ? most : 0;
    const resources = this.#select(subscription, limit);
    if (whole && subscription.blocked.size > 0) {
      for (const name of resources.keys()) subscription.ready.add(name);
      return undefined;
    }
    const removed = rule.firstWhole ? this.#removals(subscription) : removedFirst;
    const welcome = subscription.wildcard && !subscription.answered;
    if (resources.size === 0 && removed.size === 0 && !welcome) return undefined;
    this.#nonce += 1;
    const batch: Batch = { nonce: String(this.#nonce), resources, removed };
    subscription.inFlight = batch;
    subscription.answered = true;
    for (const [name, resource] of resources) {
      subscription.due.delete(name);
      this.#try(subscription, resource);
      if (this.#laws.resentAfterUser) this.#resendAfter(resource);
    }
    for (const name of removed) subscription.due.delete(name);
    return { ...batch, subscription };
  }

  /** Resources to send, at most `limit`; looks at names until it has them and leaves the rest ready. */
  #select(subscription: Subscription, limit: number): Map<string, XdsResource> {
    const { ready, trials } = subscription;
    const selected = new Map<string, XdsResource>();
    if (limit === 0) return selected;
    while (selected.size === 0) {
      const names = trials.shift();
      if (!names) break;
      for (const name of names) this.#consider(subscription, name, selected);
    }
    if (selected.size > 0) return selected;
    const suspects: string[] = [];
    for (const name of ready) {
      if (selected.size >= limit) break;
      if (limit > 1 && this.#desired.isSuspect(subscription, name)) suspects.push(name);
      else this.#consider(subscription, name, selected);
    }
    // What another proxy has rejected must not spoil a response with others.
    for (const name of suspects) {
      if (selected.size > 0) break;
      this.#consider(subscription, name, selected);
    }
    return selected;
  }

  #consider(subscription: Subscription, name: string, selected: Map<string, XdsResource>): void {
    const resource = this.#desired.resource(subscription, name);
    if (!resource || !subscription.visible(name)) {
      this.#mark(subscription, name);
      if (!subscription.visible(name)) this.#untentative(subscription, name);
      return;
    }
    subscription.unmark(name);
    if (this.#desired.has(subscription, resource)) {
      // It may have changed back before anything was sent: that is what others waited for.
      if (this.#audience.get(subscription.rule.typeUrl, name)?.version === resource.version) {
        this.#audience.rejections.accept(this, resource, true);
      }
      this.#dependencies.wake(subscription, name);
    } else if (!this.#laws.makeBeforeBreak || !this.#dependencies.block(subscription, resource))
      selected.set(name, resource);
  }

  /** Names to answer as removed now. */
  #removals(subscription: Subscription): ReadonlySet<string> {
    const { gone, rule, held, due, uncertain } = subscription;
    const removed = new Set<string>();
    // A listener that takes over the address of another must not come later than the removal.
    if (rule.typeUrl === LISTENER && subscription.blocked.size > 0) return removed;
    const most = rule.firstWhole ? MOST_REMOVED_WHOLE : MOST_REMOVED;
    let looked = 0;
    for (const name of gone) {
      if (removed.size >= most) break;
      if (looked >= MOST_LOOKED_AT) {
        this.#isUnfinished = true;
        break;
      }
      looked += 1;
      gone.delete(name);
      if (!subscription.visible(name)) continue;
      if (this.#desired.resource(subscription, name)) subscription.ready.add(name);
      else if (!held.has(name) && !uncertain.has(name)) {
        if (due.has(name) && this.#laws.missingAnswered) removed.add(name);
      } else if (!this.#desired.removable(subscription)) {
        // Envoy keeps what it holds, and takes it as the answer it waits for.
        if (due.has(name)) removed.add(name);
      } else if (this.#audience.get(rule.typeUrl, name)) {
        // Rejected, and what Envoy holds is older than this stream.
        if (due.delete(name)) this.#answered(subscription, name);
      } else if (this.#laws.makeBeforeBreak && this.#dependencies.inUse(rule, name)) {
        subscription.leaving.add(name);
        // Whoever waits for a secret goes on with the one that Envoy has.
        if (subscription.warming.delete(name)) this.#dependencies.wake(subscription, name);
      } else removed.add(name);
    }
    return removed;
  }

  #mark(subscription: Subscription, name: string): void {
    if (subscription.visible(name)) subscription.mark(name, this.#desired.resource(subscription, name) !== undefined);
    else subscription.unmark(name);
  }

  #drop(subscription: Subscription, name: string): void {
    const held = subscription.held.get(name);
    subscription.drop(name);
    this.#dependencies.release(subscription, held);
    this.#untentative(subscription, name);
  }

  /**
   * Envoy does not ask again for the load assignment of a changed cluster, but waits for it. Nor does it ask for scopes when a listener
   * is the first that uses them since others have gone; it has dropped what it got meanwhile.
   */
  #resendAfter({ typeUrl: user, references }: XdsResource): void {
    for (const { typeUrl, name } of references) {
      const subscription = this.subscription(typeUrl);
      if (user === CLUSTER && typeUrl === ENDPOINT) {
        subscription.warming.add(name);
        if (subscription.names.has(name)) this.#demand(subscription, name);
      } else if (user === CLUSTER && typeUrl === SECRET && this.#willAnswer(subscription, name)) {
        subscription.warming.add(name);
      } else if (user === LISTENER && typeUrl === SCOPED_ROUTE && subscription.held.has(name)) {
        this.#demand(subscription, name);
      }
    }
  }

  /** Whether Envoy has yet to get an answer for a name that something sent refers to. */
  #willAnswer(subscription: Subscription, name: string): boolean {
    return !subscription.held.has(name) && (!subscription.names.has(name) || subscription.due.has(name));
  }

  #demand(subscription: Subscription, name: string): void {
    subscription.due.add(name);
    this.#mark(subscription, name);
  }

  #accepted(subscription: Subscription, name: string, resource: XdsResource): void {
    const { typeUrl } = subscription.rule;
    const before = subscription.held.get(name);
    if (subscription.visible(name)) {
      subscription.hold(name, resource);
      this.#dependencies.use(subscription, resource);
    } else subscription.drop(name);
    this.#untentative(subscription, name);
    this.#dependencies.release(subscription, before);
    const current = this.#audience.get(typeUrl, name)?.version === resource.version;
    // A last good version in place of a rejected one leaves that rejected, by this Envoy or until this one has tried it.
    if (current) subscription.forgetRejected(name);
    else this.#mark(subscription, name);
    this.#audience.rejections.accept(this, resource, current);
    this.#answered(subscription, name);
  }

  #rejected(subscription: Subscription, resource: XdsResource, message: string): void {
    const { typeUrl, name } = resource;
    this.#untentative(subscription, name, resource);
    subscription.reject(resource, redactReason(typeUrl, message));
    this.#report(subscription, resource);
    const current = this.#audience.get(typeUrl, name);
    if (current) this.#report(subscription, current);
    this.#mark(subscription, name);
    this.#answered(subscription, name);
    if (typeUrl === SCOPED_ROUTE) this.#dependencies.reconsiderScopes();
  }

  /** Tells everybody when this content is known to be rejected by this Envoy; it is not sent to find out again. */
  #report(subscription: Subscription, resource: XdsResource): void {
    const reason = subscription.reasonAgainst(resource);
    if (reason === undefined) return;
    const lastGood = contentOf(subscription.held.get(resource.name));
    this.#audience.rejections.reject(this, resource, reason, lastGood);
  }

  /** Envoy has an answer for this name: whoever waited for it is looked at again. */
  #answered(subscription: Subscription, name: string): void {
    if (!subscription.due.has(name)) subscription.warming.delete(name);
    this.#dependencies.wake(subscription, name);
  }

  *#resume(subscription: Subscription, versions: ReadonlyMap<string, string>): Generator<void> {
    subscription.requested = true;
    for (const entry of inSteps(versions)) {
      if (entry === undefined) {
        yield;
        continue;
      }
      const [name, claimed] = entry;
      // Envoy has something under this name; a version that is none of ours says no more about it.
      const version = VERSION.test(claimed) ? claimed : '';
      const resource = this.#audience.get(subscription.rule.typeUrl, name);
      const held: Held = resource?.version === version ? resource : { version };
      subscription.hold(name, held);
      subscription.answered = true;
      subscription.resumed = true;
      this.#dependencies.use(subscription, held);
    }
  }

  #subscribe(subscription: Subscription, name: string, resumed: boolean): void {
    subscription.names.add(name);
    const { typeUrl } = subscription.rule;
    // A cluster that was sent before this request waits for its load assignment even when that is the same, but not for a secret.
    if (resumed && typeUrl === SECRET) subscription.warming.delete(name);
    if (resumed && !subscription.warming.has(name)) this.#mark(subscription, name);
    else {
      if (typeUrl === ENDPOINT || typeUrl === SECRET) subscription.warming.add(name);
      this.#demand(subscription, name);
    }
  }

  *#subscribeAll(subscription: Subscription): Generator<void> {
    // Everything is marked already, and stays so by its changes.
    if (subscription.wildcard) return;
    subscription.wildcard = true;
    const { typeUrl } = subscription.rule;
    for (const resource of inSteps(this.#audience.resources(typeUrl))) {
      if (resource === undefined) yield;
      else subscription.mark(resource.name, true);
    }
    for (const name of inSteps(subscription.held.keys())) {
      if (name === undefined) yield;
      else if (!this.#audience.get(typeUrl, name)) subscription.mark(name, false);
    }
  }

  *#unsubscribeAll(subscription: Subscription): Generator<void> {
    if (!subscription.wildcard) return;
    subscription.wildcard = false;
    for (const name of inSteps([...subscription.held.keys(), ...subscription.ready, ...subscription.gone])) {
      if (name === undefined) yield;
      else if (!subscription.names.has(name)) this.#forget(subscription, name);
    }
  }

  #unsubscribe(subscription: Subscription, name: string): void {
    if (!subscription.names.delete(name)) return;
    if (subscription.wildcard) this.#demand(subscription, name);
    else this.#forget(subscription, name);
  }

  /** Envoy no longer asks for this name. */
  #forget(subscription: Subscription, name: string): void {
    subscription.unmark(name);
    subscription.due.delete(name);
    subscription.warming.delete(name);
    const inFlight = subscription.inFlight?.resources.has(name);
    if (!inFlight) this.#untentative(subscription, name);
    const held = subscription.held.get(name);
    subscription.drop(name);
    this.#dependencies.release(subscription, held);
    this.#dependencies.wake(subscription, name);
  }

  /** Counts what is sent as used: Envoy may have it before it says so. */
  #try(subscription: Subscription, resource: XdsResource): void {
    const tried = subscription.tentative.get(resource.name) ?? [];
    if (tried.some(({ version }) => version === resource.version)) return;
    subscription.tentative.set(resource.name, [...tried, resource]);
    this.#dependencies.use(subscription, resource);
  }

  /** Envoy has not, or no longer, what was tried under this name; all of it, or just one content. */
  #untentative(subscription: Subscription, name: string, only?: XdsResource): void {
    const tried = subscription.tentative.get(name) ?? [];
    const kept = only ? tried.filter(({ version }) => version !== only.version) : [];
    if (kept.length > 0) subscription.tentative.set(name, kept);
    else subscription.tentative.delete(name);
    for (const resource of tried) if (!kept.includes(resource)) this.#dependencies.release(subscription, resource);
  }
}

const NO_NAMES: ReadonlySet<string> = new Set();
const NO_VERSIONS: ReadonlyMap<string, string> = new Map();

/**
 * Names that one response is answered with as removed; a proxy may ask for any number of them. Of listeners and scopes it is more than there
 * can be, since theirs have to come with what takes their place.
 */
const MOST_REMOVED = 1_000;
const MOST_REMOVED_WHOLE = 10_000;
/** Of names that may have to be removed, how many are looked at before others get their turn. */
const MOST_LOOKED_AT = 10_000;
