import type { StreamState } from './stream-state.js';

/** One stream, for people who debug it. */
export interface StreamDump {
  readonly audience: string;
  readonly identity: string;
  readonly protocol: 'delta' | 'sotw';
  /** Whether everything was sent and acknowledged. */
  readonly settled: boolean;
  readonly types: readonly TypeDump[];
}

/** One type on a stream. */
export interface TypeDump {
  readonly typeUrl: string;
  readonly wildcard: boolean;
  /** Number of names asked for one by one. */
  readonly names: number;
  /** Versions that Envoy has acknowledged, by name. */
  readonly held: Readonly<Record<string, string>>;
  /** Names in the unacknowledged response. */
  readonly inFlight: readonly string[];
  /** Names that wait for what they use. */
  readonly blocked: readonly string[];
  /** Names that are removed as soon as nothing uses them. */
  readonly leaving: readonly string[];
  readonly rejected: readonly string[];
}

export function dumpStream(state: StreamState): Pick<StreamDump, 'settled' | 'types'> {
  const requested = [...state.subscriptions()].filter(({ requested }) => requested);
  return {
    settled: requested.every(({ settled }) => settled),
    types: requested.map((subscription) => ({
      typeUrl: subscription.rule.typeUrl,
      wildcard: subscription.wildcard,
      names: subscription.names.size,
      held: Object.fromEntries([...subscription.held].map(([name, { version }]) => [name, version])),
      inFlight: [...(subscription.inFlight?.resources.keys() ?? []), ...(subscription.inFlight?.removed ?? [])],
      blocked: [...subscription.blocked.keys()],
      leaving: [...subscription.leaving],
      rejected: [...subscription.rejectedNames()],
    })),
  };
}
