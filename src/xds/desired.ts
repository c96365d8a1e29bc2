import type { Audience } from './audience.js';
import { emptyLoadAssignment } from './empty-load-assignment.js';
import type { Laws } from './laws.js';
import type { XdsResource } from './resource.js';
import type { Held, Subscription } from './subscription.js';

/** What Envoy should have, by what the cache has and what Envoy has refused; regardless of order. */
export class Desired {
  readonly #audience: Audience;
  readonly #laws: Laws;

  constructor(audience: Audience, laws: Laws) {
    this.#audience = audience;
    this.#laws = laws;
  }

  /** Whether Envoy has this already and does not ask for it again. */
  has(subscription: Subscription, { name, version }: XdsResource): boolean {
    const { held, uncertain, due } = subscription;
    return held.get(name)?.version === version && !uncertain.has(name) && !due.has(name);
  }

  /** Whether what the cache has under this name is rejected by some proxy, perhaps another one. */
  isSuspect({ rule }: Subscription, name: string): boolean {
    const resource = this.#audience.get(rule.typeUrl, name);
    return resource !== undefined && this.#audience.rejections.has(resource);
  }

  /** Whether this type is removed rather than emptied or kept. */
  removable({ rule }: Subscription): boolean {
    return rule.whenGone === 'removed' || !this.#laws.emptiedNotRemoved;
  }

  /**
   * What Envoy should have under a name: what the cache has; when Envoy has rejected that, the last good version; and what stands for
   * a resource that is gone and must not be removed. An Envoy that has nothing starts with the last good version, too, when another has
   * rejected what the cache has; that it gets to try after it.
   */
  resource(subscription: Subscription, name: string): XdsResource | undefined {
    const { rule, held, due } = subscription;
    const resource = this.#audience.get(rule.typeUrl, name);
    if (resource && (subscription.hasRejected(resource) || (!held.has(name) && this.isSuspect(subscription, name)))) {
      const lastGood = held.has(name)
        ? contentOf(held.get(name))
        : this.#audience.rejections.lastGood(rule.typeUrl, name);
      if (lastGood && !subscription.hasRejected(lastGood)) return lastGood;
      return subscription.hasRejected(resource) ? undefined : resource;
    }
    if (resource || !this.#laws.emptiedNotRemoved) return resource;
    if (rule.whenGone === 'kept' && due.has(name)) return contentOf(held.get(name));
    // Without a cluster in the cache that uses it, it is the endpoint list of a cluster about to be removed.
    const emptied = rule.whenGone === 'emptied' && held.has(name) && this.#audience.entry(rule.typeUrl, name);
    return emptied && emptied.referrers.size > 0 ? emptyLoadAssignment(name) : undefined;
  }
}

/** The resource that Envoy holds, unless only its version is known. */
export function contentOf(held: Held | undefined): XdsResource | undefined {
  return held?.references ? held : undefined;
}
