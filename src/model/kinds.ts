import type { KindName } from '../resources/types.js';

/** What the status of an object of a kind consists of. */
export type StatusShape =
  /** Conditions of the object, which belongs to one controller. */
  | 'Conditions'
  /** Conditions of the object and of each of its listeners. */
  | 'Listeners'
  /** An entry for each parent of a route, of every controller that has one. */
  | 'Parents'
  /** An entry for each ancestor of the targets of a policy, of every controller that has one. */
  | 'Ancestors';

interface KindRow {
  /** Which translation reads the kind: any, one with a mesh, or none in this version. */
  readonly read: 'Always' | 'WithMesh' | 'Never';
  /** Absent: this controller writes no status. */
  readonly status?: StatusShape;
  /** Its objects name their controller, so that one without a status is no mistake: it is for another controller. */
  readonly namesController?: true;
}

/**
 * Every kind, one row each. From it follow the inputs of the translation, the reflectors, the shape of statuses and how they are written and
 * printed, what counts as unserved, and the permissions that the chart has to grant.
 */
const ROWS = {
  GatewayClass: { read: 'Always', status: 'Conditions', namesController: true },
  Gateway: { read: 'Always', status: 'Listeners' },
  ListenerSet: { read: 'Always', status: 'Listeners' },
  HTTPRoute: { read: 'Always', status: 'Parents' },
  GRPCRoute: { read: 'Always', status: 'Parents' },
  TLSRoute: { read: 'Always', status: 'Parents' },
  TCPRoute: { read: 'Always', status: 'Parents' },
  UDPRoute: { read: 'Always', status: 'Parents' },
  ReferenceGrant: { read: 'Always' },
  Service: { read: 'Always' },
  EndpointSlice: { read: 'Always' },
  Secret: { read: 'Always' },
  ConfigMap: { read: 'Always' },
  ClusterTrustBundle: { read: 'Always' },
  Namespace: { read: 'Always' },
  XBackend: { read: 'Always' },
  BackendTLSPolicy: { read: 'Always', status: 'Ancestors' },
  ProxyConfig: { read: 'Always', status: 'Conditions' },
  Pod: { read: 'WithMesh' },
  XMesh: { read: 'WithMesh', status: 'Conditions', namesController: true },
  XBackendTrafficPolicy: { read: 'Never' },
  XTelemetryPolicy: { read: 'Never' },
} as const satisfies Readonly<Record<KindName, KindRow>>;

/** The kinds whose rows extend `Row`. */
type KindsWith<Row> = { [K in KindName]: (typeof ROWS)[K] extends Row ? K : never }[KindName];

export type KindWithStatus<Shape extends StatusShape = StatusShape> = KindsWith<{ readonly status: Shape }>;

/** The kinds that the translation has inputs for. */
export type ReadKind = KindsWith<{ readonly read: 'Always' | 'WithMesh' }>;

const ALL = Object.entries(ROWS) as readonly [KindName, KindRow][];

export const READ_KINDS = ALL.filter(([, { read }]) => read !== 'Never').map(([kind]) => kind as ReadKind);

/** Those that a translation without a mesh reads. */
export const EDGE_KINDS = ALL.filter(([, { read }]) => read === 'Always').map(([kind]) => kind as ReadKind);

/** Kinds whose objects have a status when they are served, unless another controller serves them. */
export const ANSWERED_KINDS = ALL.filter(
  ([, { read, status, namesController }]) => read === 'Always' && status !== undefined && !namesController,
).map(([kind]) => kind as Exclude<KindWithStatus, 'GatewayClass' | 'XMesh'>);

/** Undefined for kinds whose status this controller does not write. */
export function statusShapeOf(kind: string): StatusShape | undefined {
  return Object.hasOwn(ROWS, kind) ? (ROWS[kind as KindName] as KindRow).status : undefined;
}
