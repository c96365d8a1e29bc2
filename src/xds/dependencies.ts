import type { Audience } from './audience.js';
import type { Reference, XdsResource } from './resource.js';
import type { Held, Subscription, Waiter } from './subscription.js';
import type { TypeRule } from './type-rules.js';
import { CLUSTER, ENDPOINT, LISTENER, ROUTE, SCOPED_ROUTE, SECRET } from './type-rules.js';

/**
 * Make before break on one stream: what a resource has to wait for before it is sent, and before it is removed.
 *
 * Every wait ends by an event of the name that is waited for, so nobody asks twice and nothing is searched.
 */
export class Dependencies {
  readonly #audience: Audience;
  readonly #subscription: (typeUrl: string) => Subscription;

  constructor(audience: Audience, subscription: (typeUrl: string) => Subscription) {
    this.#audience = audience;
    this.#subscription = subscription;
  }

  /** Parks a name until what its resource waits for has moved on. False when it waits for nothing. */
  block(subscription: Subscription, resource: XdsResource): boolean {
    const { name } = resource;
    const unsettled = this.#unsettled(resource);
    if (unsettled.size === 0) return false;
    const waiter: Waiter = { subscription, name, remaining: 0 };
    subscription.blocked.set(name, waiter);
    const key = `${subscription.rule.typeUrl} ${name}`;
    for (const reference of unsettled) {
      const { waiters } = this.#subscription(reference.typeUrl);
      const waiting = waiters.get(reference.name);
      if (waiting?.get(key) === waiter) continue;
      if (waiting) waiting.set(key, waiter);
      else waiters.set(reference.name, new Map([[key, waiter]]));
      waiter.remaining += 1;
    }
    return true;
  }

  /**
   * What must move on before this may be sent: clusters it leads to that cannot serve yet; scopes of a listener, when Envoy has asked
   * for any; changes of the listeners that use routes, which may bring a filter that these need; and the routes that a scope comes to
   * lead to.
   */
  #unsettled(resource: XdsResource): ReadonlySet<Reference> {
    const unsettled = new Set<Reference>();
    if (resource.typeUrl === CLUSTER) return unsettled;
    // Nothing serves yet with routes that Envoy does not hold: their first delivery lets a listener get warm.
    if (resource.typeUrl === ROUTE && this.#subscription(ROUTE).held.has(resource.name)) {
      const listeners = this.#subscription(LISTENER);
      for (const user of this.#listenersOf(resource)) if (listeners.pending(user.name)) unsettled.add(user);
    }
    if (resource.typeUrl === SCOPED_ROUTE) for (const each of this.#awaitedRoutes(resource)) unsettled.add(each);
    const clusters = this.#subscription(CLUSTER);
    if (!clusters.requested) return unsettled;
    const endpoints = this.#subscription(ENDPOINT);
    // After a reconnect Envoy may have clusters that never got their load assignment; its request tells which.
    const unheard = clusters.resumed && !endpoints.requested;
    const secrets = this.#subscription(SECRET);
    const unheardSecrets = clusters.resumed && !secrets.requested;
    const add = (reference: Reference) => void unsettled.add(reference);
    const visited = new Set<XdsResource>();
    const visit = (user: XdsResource): void => {
      if (visited.has(user)) return;
      visited.add(user);
      for (const reference of user.references) {
        const target = this.#audience.get(reference.typeUrl, reference.name);
        if (!target) continue;
        if (reference.typeUrl === ROUTE || reference.typeUrl === SCOPED_ROUTE) {
          if (resource.typeUrl === LISTENER && this.#awaitsDelivery(user, target)) add(reference);
          visit(target);
        }
        if (reference.typeUrl !== CLUSTER || !clusters.visible(reference.name)) continue;
        if (clusters.hasRejected(target)) continue;
        const { name } = reference;
        // A cluster that Envoy holds goes on serving while a change of it gets warm.
        if (!clusters.held.has(name) || clusters.mayLose(name)) add(reference);
        else {
          for (const used of target.references) {
            if (used.typeUrl === ENDPOINT && (unheard || endpoints.warming.has(used.name))) add(used);
          }
          // Who waits for a secret waits for the cluster, which may come to need another one.
          for (const used of clusters.held.get(name)?.references ?? []) {
            if (used.typeUrl === SECRET && (unheardSecrets || secrets.warming.has(used.name))) add(reference);
          }
        }
      }
    };
    visit(resource);
    return unsettled;
  }

  #listenersOf({ typeUrl, name }: Reference): ReadonlySet<Reference> {
    const listeners = new Set<Reference>();
    for (const user of this.#audience.entry(typeUrl, name)?.referrers ?? []) {
      if (user.typeUrl === LISTENER) listeners.add(user);
      else if (user.typeUrl === SCOPED_ROUTE) for (const each of this.#listenersOf(user)) listeners.add(each);
    }
    return listeners;
  }

  /**
   * Routes that Envoy has to hold as they are now before a scope that it holds may lead there: requests would find none, or what they
   * were before. Envoy asks for the routes of its scopes only, so those that only this scope would bring are not waited for.
   */
  #awaitedRoutes(scope: XdsResource): readonly Reference[] {
    const before = this.#subscription(SCOPED_ROUTE).held.get(scope.name);
    if (before === undefined) return [];
    const routes = this.#subscription(ROUTE);
    return scope.references.filter((reference) => {
      if (reference.typeUrl !== ROUTE || before.references?.some(({ name }) => name === reference.name)) return false;
      const target = this.#audience.get(ROUTE, reference.name);
      const isThere = routes.held.get(reference.name)?.version === target?.version && !routes.mayLose(reference.name);
      return target !== undefined && !isThere && this.#comesOtherwise(reference, scope.name);
    });
  }

  /** Whether Envoy asks for routes, or will, because of another scope than this one. */
  #comesOtherwise({ typeUrl, name }: Reference, scope: string): boolean {
    const scopes = this.#subscription(SCOPED_ROUTE);
    for (const user of this.#audience.entry(typeUrl, name)?.referrers ?? []) {
      if (user.typeUrl !== SCOPED_ROUTE || user.name === scope || user.resource === undefined) continue;
      if (scopes.hasRejected(user.resource)) continue;
      const held = scopes.held.get(user.name);
      if (held === undefined || held.version === user.resource.version) return true;
    }
    return false;
  }

  /** A scope has changed, or was rejected: what others wait for may not come any more. */
  reconsiderScopes(): void {
    const scopes = this.#subscription(SCOPED_ROUTE);
    for (const name of [...scopes.blocked.keys()]) scopes.mark(name, true);
  }

  /** Whether Envoy takes this scope, or the routes of a scope, before the listener; it would open with what it has. */
  #awaitsDelivery(user: XdsResource, target: XdsResource): boolean {
    if (target.typeUrl === ROUTE && user.typeUrl !== SCOPED_ROUTE) return false;
    const subscription = this.#subscription(target.typeUrl);
    return (
      subscription.visible(target.name) && !subscription.held.has(target.name) && !subscription.hasRejected(target)
    );
  }

  /** A name has moved on: whoever waited only for it is looked at again. */
  wake(subscription: Subscription, name: string): void {
    if (subscription.rule.typeUrl === SECRET) {
      for (const user of this.#audience.entry(SECRET, name)?.referrers ?? []) {
        if (user.typeUrl === CLUSTER) this.wake(this.#subscription(CLUSTER), user.name);
      }
    }
    const waiters = subscription.waiters.get(name);
    if (!waiters) return;
    subscription.waiters.delete(name);
    for (const waiter of waiters.values()) {
      waiter.remaining -= 1;
      const { subscription: user } = waiter;
      if (waiter.remaining > 0 || user.blocked.get(waiter.name) !== waiter) continue;
      user.mark(waiter.name, true);
    }
  }

  /** Whether something that Envoy holds, or may hold, refers to this name. */
  inUse({ typeUrl, usedBy }: TypeRule, name: string): boolean {
    if (usedBy.length === 0) return false;
    if ((this.#subscription(typeUrl).users.get(name) ?? 0) > 0) return true;
    if (usedBy.some((user) => this.#subscription(user).unknown > 0)) return true;
    // After a reconnect Envoy may hold listeners and routes that it has not told us about yet.
    if (this.#subscription(typeUrl).resumed && !this.#subscription(LISTENER).requested) return true;
    return [ROUTE, SCOPED_ROUTE].some(
      (type) => !this.#subscription(type).requested && this.#subscription(type).users.size > 0,
    );
  }

  /** Counts what Envoy holds or may hold as a user of what it refers to. */
  use(subscription: Subscription, held: Held): void {
    if (!held.references) subscription.unknown += 1;
    for (const { typeUrl, name } of held.references ?? []) {
      const { users } = this.#subscription(typeUrl);
      users.set(name, (users.get(name) ?? 0) + 1);
    }
  }

  /** Envoy no longer holds this; what only it referred to may be removed. */
  release(subscription: Subscription, held: Held | undefined): void {
    if (!held) return;
    if (!held.references) {
      subscription.unknown -= 1;
      if (subscription.unknown === 0) this.reconsiderLeaving();
    }
    for (const { typeUrl, name } of held.references ?? []) {
      const { users, leaving, gone, requested } = this.#subscription(typeUrl);
      const count = (users.get(name) ?? 0) - 1;
      if (count > 0) users.set(name, count);
      else {
        users.delete(name);
        if (leaving.delete(name)) gone.add(name);
        if (users.size === 0 && !requested) this.reconsiderLeaving();
      }
    }
  }

  /** What is known about users has changed for more than single names. */
  reconsiderLeaving(): void {
    for (const typeUrl of [CLUSTER, SECRET, SCOPED_ROUTE]) {
      const { leaving, gone } = this.#subscription(typeUrl);
      for (const name of leaving) gone.add(name);
      leaving.clear();
    }
  }
}
