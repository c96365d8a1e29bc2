import type { Collection } from '../collections/index.js';
import type { ObjectStatus, StatusCondition } from '../model/index.js';
import type { StreamSync } from '../xds/stream-sync.js';
import { LISTENER } from '../xds/type-rules.js';

/**
 * Which listeners Envoy has not acknowledged yet, as far as there shall be any: it may be about to open their port, or it may hang. Absent
 * when it has all of them, or said why it does not take one.
 */
export function notAcknowledged(
  syncs: readonly Pick<StreamSync, 'waiting'>[],
  listeners: { has(name: string): boolean },
): string | undefined {
  const waiting = syncs.flatMap(({ waiting: names }) => names);
  const names = waiting
    .filter(({ typeUrl, name }) => typeUrl === LISTENER && listeners.has(name))
    .map(({ name }) => name);
  return names.length === 0
    ? undefined
    : `Envoy has not acknowledged listener ${[...new Set(names)].sort().join(', ')}`;
}

/**
 * Which Gateways, ListenerSets and listeners are accepted but take no connections, and why, a line each; absent when all do. On one machine
 * that is whether it is ready: a listener whose port another program has is not open, whatever else works. Not in a cluster, where the
 * Gateway of one owner must not take the controller of all others out of service.
 */
export function notProgrammed(statuses: Collection<ObjectStatus>): string | undefined {
  const lines: string[] = [];
  for (const [, object] of statuses.entries()) {
    if (object.kind !== 'Gateway' && object.kind !== 'ListenerSet') continue;
    const name = `${object.kind} ${object.namespace}/${object.name}`;
    const own = problem(object.status.conditions);
    const listeners = object.status.listeners.flatMap(({ name: listener, conditions }) => {
      const why = problem(conditions);
      return why === undefined ? [] : [`${name}: listener ${listener} is not programmed: ${why}`];
    });
    lines.push(...(own === undefined || listeners.length > 0 ? listeners : [`${name} is not programmed: ${own}`]));
  }
  return lines.length === 0 ? undefined : lines.sort().join('\n');
}

function problem(conditions: readonly StatusCondition[]): string | undefined {
  const find = (type: StatusCondition['type']) => conditions.find((condition) => condition.type === type);
  const programmed = find('Programmed');
  if (find('Accepted')?.status !== 'True' || programmed === undefined || programmed.status === 'True') return undefined;
  return programmed.message;
}
