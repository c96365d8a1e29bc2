/** A process with what a replica of the controller does for sidecars; its parent says what changes, and is told when all have it. */
import { ServerCredentials } from '@grpc/grpc-js';
import { testAuthority } from '../../src/gateway-api/testing/certificate.js';
import { ControlPlane } from './control-plane.js';
import { namespace, route, service } from './world.js';

export interface World {
  readonly namespaces: number;
  readonly services: number;
  /** So many of them have a route of their producer. */
  readonly routes: number;
}

/** What is asked for; each is answered by one {@link Answer}. */
export type Order =
  | { readonly type: 'serve'; readonly world: World }
  /** Waits until there are so many streams, and every one of them has everything. */
  | { readonly type: 'settle'; readonly streams: number }
  /** Waits until so many responses were acknowledged. */
  | { readonly type: 'change'; readonly what: Change; readonly variant: number; readonly acknowledgements: number };

export type Change = 'producer' | 'consumer' | 'endpoints' | 'certificates';

export interface Answer {
  readonly address?: string;
  readonly ca?: string;
  /** Since the order. */
  readonly ms: number;
  readonly acknowledged: number;
  readonly bytes: number;
}

/** Looking at all streams costs time itself. */
const LOOK_MS = 50;

let acknowledged = 0;
let bytes = 0;
const plane = new ControlPlane({
  onAck: () => {
    acknowledged += 1;
    if (acknowledged === awaited) reached();
  },
  onSent: ({ bytes: sent }) => {
    bytes += sent;
  },
});
let world: World = { namespaces: 1, services: 1, routes: 1 };
let awaited = 0;
let reached = () => {};

const nameOf = (i: number) => ({ namespace: `team-${i % world.namespaces}`, name: `service-${i}` });

function fill(): void {
  const all = [];
  for (let i = 0; i < world.namespaces; i++) all.push(namespace(`team-${i}`));
  for (let i = 0; i < world.services; i++) {
    const target = nameOf(i);
    all.push(...service(target.namespace, target.name, i));
    if (i < world.routes) all.push(route(target.namespace, target.name, target));
  }
  plane.apply(...all);
}

function change(what: Change, variant: number): void {
  const target = nameOf(0);
  if (what === 'producer') plane.apply(route(target.namespace, target.name, target, variant));
  // Of another Service: the clients of that namespace would not get what the producer changes.
  if (what === 'consumer') plane.apply(route('team-1', 'consumer', nameOf(2), variant));
  if (what === 'certificates') plane.renewCertificates();
  if (what === 'endpoints') {
    const [, slice] = service(target.namespace, target.name, 0) as unknown as [unknown, { endpoints: object[] }];
    const endpoints = [
      ...slice.endpoints,
      { addresses: [`198.18.200.${(variant % 250) + 1}`], conditions: { ready: true } },
    ];
    plane.apply({ ...slice, endpoints } as never);
  }
}

async function carryOut(order: Order): Promise<Partial<Answer>> {
  if (order.type === 'serve') {
    world = order.world;
    fill();
    const authority = testAuthority('bench');
    const { certificate, key } = authority.issue(['localhost']);
    const pair = { cert_chain: Buffer.from(certificate), private_key: Buffer.from(key) };
    const port = await plane.serve('127.0.0.1:0', ServerCredentials.createSsl(null, [pair]));
    return { address: `localhost:${port}`, ca: authority.certificate };
  }
  if (order.type === 'settle') {
    while (plane.streams < order.streams || !plane.settled)
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    return {};
  }
  const done = new Promise<void>((resolve) => {
    reached = resolve;
  });
  awaited = acknowledged + order.acknowledgements;
  change(order.what, order.variant);
  await done;
  return {};
}

process.on('message', async (order: Order) => {
  const before = { acknowledged, bytes };
  const begun = performance.now();
  const more = await carryOut(order);
  const answer: Answer = {
    ms: performance.now() - begun,
    acknowledged: acknowledged - before.acknowledged,
    bytes: bytes - before.bytes,
    ...more,
  };
  process.send?.(answer);
});
process.on('disconnect', () => process.exit(0));
