import type { Collection, Entry, Reader } from '../collections/index.js';
import type { AttachPoint } from './attach-point.js';
import type { RouteParents } from './attachment.js';
import { ANY_HOSTNAME, covering } from './hostname.js';
import type { CheckedHttpRoute } from './http-route.js';
import { tellHolder } from './listener-holder.js';
import { objectKey } from './names.js';
import { type Problem, summarize } from './problem.js';

/**
 * A hostname of a listener is either for HTTPRoutes or for GRPCRoutes: their matches are not ranked by the same things. Where the hostnames
 * of a route overlap with those of an older one of the other kind, it is kept from that listener. That other one counts as long as it wants
 * the listener, also when it is kept from it in turn: so nobody gets a hostname only because of a quarrel of two others, and a decision
 * needs no other decision. Source: GRPCRoute's `hostnames`.
 *
 * Nothing here looks at all routes of a listener at once, since there can be thousands, nearly always of one kind: counts by hostname tell
 * which claims meet one of the other kind, and only of those the oldest is looked for.
 */
export interface HostnameClaim {
  /** Key of the route. */
  readonly route: string;
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
  /** Sorts the older route first, then by `namespace/name`. A space sorts before everything that the parts consist of. */
  readonly age: string;
  readonly listener: string;
  readonly hostname: string;
}

type Kind = CheckedHttpRoute['kind'];

const OTHER: Readonly<Record<Kind, Kind>> = { HTTPRoute: 'GRPCRoute', GRPCRoute: 'HTTPRoute' };

/** A hostname of a listener, as one that routes of one kind want. */
type Place = Pick<HostnameClaim, 'kind' | 'listener' | 'hostname'>;

/** None of the parts holds a space. */
function placeKey({ kind, listener, hostname }: Place): string {
  return `${kind} ${listener} ${hostname}`;
}

function placeOf(key: string): Place {
  const [kind, listener = '', hostname = ''] = key.split(' ');
  return { kind: kind as Kind, listener, hostname };
}

/** The places of the hostnames that cover that of a place, most specific first. */
function* placesAbove(place: Place): Generator<string> {
  for (const hostname of covering(place.hostname))
    if (hostname !== place.hostname) yield placeKey({ ...place, hostname });
}

function rivalPlace(place: Place): Place {
  return { ...place, kind: OTHER[place.kind] };
}

/** The places that a route wants; `key` is that of the route. */
export function placesWanted({ attachments }: RouteParents, key: string): string[] {
  const kind = key.slice(0, key.indexOf('/')) as Kind;
  return attachments.map(({ listener, hostname }) => placeKey({ kind, listener, hostname }));
}

/** The place right above one. Thousands of hostnames share it, so that what is above them all is looked at once. */
export function parentPlace(_: number, key: string): string[] {
  return [...placesAbove(placeOf(key))].slice(0, 1);
}

/** A place and all those above it. */
export function placeAndAbove(_: number, key: string): string[] {
  return [key, ...placesAbove(placeOf(key))];
}

/** Counts by place. */
export interface PlaceReads {
  /** How many routes want it. */
  readonly placeClaims: Collection<number>;
  /** Present if routes want hostnames that it covers, besides its own. */
  readonly claimsBelow: Collection<number>;
  /** Present if routes of the other kind want it or one above it. */
  readonly rivalsAbove: Collection<true>;
}

/** Whether routes of the other kind want the place that a key means, or one above it. */
export function rivalAbove(key: string, placeClaims: Collection<number>, read: Reader): true | undefined {
  const rival = rivalPlace(placeOf(key));
  const places = [placeKey(rival), ...placesAbove(rival)];
  return places.some((each) => read.get(placeClaims, each) !== undefined) || undefined;
}

function isDisputed(place: Place, { placeClaims, claimsBelow, rivalsAbove }: PlaceReads, read: Reader): boolean {
  const rival = placeKey(rivalPlace(place));
  const [parent] = placesAbove(place);
  if (parent !== undefined && read.get(rivalsAbove, parent)) return true;
  if (read.get(placeClaims, rival) !== undefined) return true;
  return place.hostname.startsWith('*') && read.get(claimsBelow, rival) !== undefined;
}

/** What a route wants and others of the other kind want too, under keys in whose order older claims come first. */
export function* disputedClaims(
  { attachments }: RouteParents,
  key: string,
  reads: PlaceReads & { readonly routes: Collection<CheckedHttpRoute> },
  read: Reader,
): Generator<readonly [string, HostnameClaim]> {
  const kind = key.slice(0, key.indexOf('/')) as Kind;
  for (const { listener, hostname } of attachments) {
    if (!isDisputed({ kind, listener, hostname }, reads, read)) continue;
    const route = read.get(reads.routes, key);
    if (route === undefined) return;
    const { namespace, name, created } = route;
    const age = `${created} ${objectKey(namespace, name)} ${kind}`;
    yield [`${age} ${listener} ${hostname}`, { route: key, kind, namespace, name, age, listener, hostname }];
  }
}

/** Finds a claim by its own place. */
function exactly(place: Place): string {
  return `${placeKey(place)} exactly`;
}

/** By what a claim is found: its own place, and those that cover it. */
export function* findable(claim: HostnameClaim): Generator<readonly [string, HostnameClaim]> {
  yield [exactly(claim), claim];
  yield [placeKey(claim), claim];
  for (const place of placesAbove(claim)) yield [place, claim];
}

/** A claim that an older one of the other kind stands against. */
export interface LostClaim {
  readonly claim: HostnameClaim;
  /** The oldest of those. */
  readonly rival: HostnameClaim;
}

/** @param oldest of the claims that are disputed, as they are {@link findable} */
export function lostClaim(
  claim: HostnameClaim,
  oldest: Collection<HostnameClaim>,
  read: Reader,
): LostClaim | undefined {
  const place = rivalPlace(claim);
  const places = [placeKey(place), ...Array.from(placesAbove(place), (key) => exactly(placeOf(key)))];
  const rivals = places.flatMap((each) => read.get(oldest, each) ?? []);
  const rival = rivals.reduce((older, each) => (each.age < older.age ? each : older), claim);
  return rival === claim ? undefined : { claim, rival };
}

export function loser({ claim }: LostClaim): string {
  return claim.route;
}

/** Where a route is attached in the end. */
export function withoutLost(
  parents: RouteParents,
  lost: readonly Entry<LostClaim>[],
  attachPoints: Collection<AttachPoint>,
  read: Reader,
): RouteParents {
  const problems = new Map<string, Problem[]>();
  for (const { value } of lost) {
    const { listener } = value.claim;
    const told = conflict(value, read.get(attachPoints, listener));
    problems.set(listener, [...(problems.get(listener) ?? []), told]);
  }
  const kept = (listener: string) => !problems.has(listener);
  const attachments = parents.attachments.filter(({ listener }) => kept(listener));
  const carrying = new Set(attachments.map(({ listener }) => read.get(attachPoints, listener)?.gateway));
  return {
    parents: parents.parents.map((parent) => {
      const found = summarize(parent.listeners.flatMap((listener) => problems.get(listener) ?? []));
      if (found === undefined || parent.problem !== undefined) return parent;
      return { ...parent, ...(parent.listeners.some(kept) ? { partly: found } : { problem: found }) };
    }),
    listeners: parents.listeners.filter(kept),
    attachments,
    gateways: parents.gateways.filter(({ key }) => carrying.has(key)),
  };
}

/** What other namespaces have is not for everybody to know. */
function conflict({ claim, rival }: LostClaim, point: AttachPoint | undefined): Problem {
  const { kind, namespace, name } = rival;
  const known = namespace === claim.namespace;
  const who = known ? `${kind} ${objectKey(namespace, name)}` : `${TOLD[kind]} of another namespace`;
  const listener = point === undefined ? 'a listener' : `listener ${point.section} of ${tellHolder(point.holder)}`;
  return {
    reason: 'HostnameConflict',
    message: `spec.hostnames: ${tell(claim.hostname)} overlaps on ${listener} with ${known ? `${tell(rival.hostname)} of ` : ''}${who}, which takes precedence. A hostname of a listener is either for HTTPRoutes or for GRPCRoutes, so use another hostname or another listener.`,
  };
}

const TOLD: Readonly<Record<Kind, string>> = { HTTPRoute: 'an HTTPRoute', GRPCRoute: 'a GRPCRoute' };

function tell(hostname: string): string {
  return hostname === ANY_HOSTNAME ? 'any hostname' : hostname;
}
