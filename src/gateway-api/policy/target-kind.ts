import { GATEWAY_API, GATEWAY_API_X } from '../names.js';

interface TargetRow {
  readonly group: string;
  readonly clusterScoped?: true;
  /** What `sectionName` names; absent: the kind has no sections. */
  readonly section?: string;
}

/** What can be targeted, from the most general level of the hierarchy to the most specific. */
const ROWS = {
  GatewayClass: { group: GATEWAY_API, clusterScoped: true },
  Gateway: { group: GATEWAY_API, section: 'listener' },
  ListenerSet: { group: GATEWAY_API, section: 'listener' },
  HTTPRoute: { group: GATEWAY_API, section: 'rule' },
  GRPCRoute: { group: GATEWAY_API, section: 'rule' },
  TLSRoute: { group: GATEWAY_API },
  TCPRoute: { group: GATEWAY_API },
  UDPRoute: { group: GATEWAY_API },
  Service: { group: '', section: 'port' },
  XBackend: { group: GATEWAY_API_X },
} satisfies Readonly<Record<string, TargetRow>>;

export type TargetKind = keyof typeof ROWS;

export const TARGET_KINDS: Readonly<Record<TargetKind, TargetRow>> = ROWS;

export function isTargetKind(kind: string): kind is TargetKind {
  return Object.hasOwn(TARGET_KINDS, kind);
}
