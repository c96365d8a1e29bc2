import type { Reference } from './resource.js';
import type { StreamState } from './stream-state.js';
import type { Subscription } from './subscription.js';

/** Whether the proxy of one stream has acknowledged what it should have. */
export interface StreamSync {
  /**
   * Names that were not sent yet, or not answered. What is only held until nothing uses it any more, such as the backends of a listener
   * whose connections drain, is not waited for: the proxy has what it should have.
   */
  readonly waiting: readonly Reference[];
  /** Resources whose present content it rejects, with its reason, redacted. */
  readonly rejected: readonly (Reference & { readonly reason: string })[];
  /** How many resources it has acknowledged. */
  readonly held: number;
}

export function syncOf(state: StreamState): StreamSync {
  const requested = [...state.subscriptions()].filter((subscription) => subscription.requested);
  return {
    waiting: requested.flatMap((subscription) => {
      const { typeUrl } = subscription.rule;
      return [...waitingOf(subscription)].sort().map((name) => ({ typeUrl, name }));
    }),
    rejected: [...state.rejected()],
    held: requested.reduce((sum, { held }) => sum + held.size, 0),
  };
}

function waitingOf({ inFlight, trials, ready, gone, blocked }: Subscription): ReadonlySet<string> {
  const sent = inFlight ? [...inFlight.resources.keys(), ...inFlight.removed] : [];
  return new Set([...sent, ...trials.flat(), ...ready, ...gone, ...blocked.keys()]);
}
