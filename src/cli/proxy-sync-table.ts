import type { Colors } from './colors.js';
import { printable } from './printable.js';
import type { ProxySync, SyncState } from './proxy-sync.js';

/** Names that are spelt out of those that wait. */
const MOST_NAMES = 3;
const HEAD = ['NAMESPACE', 'POD', 'KIND', 'OF', 'STATE', 'REPLICA'] as const;

/** The proxies as a table: a row each, and below it what it waits for or rejects. */
export function proxySyncTable(proxies: readonly ProxySync[], colors: Colors): readonly string[] {
  if (proxies.length === 0) return ['There are no proxies.'];
  const rows = proxies.map((proxy) => ({ proxy, cells: cellsOf(proxy) }));
  const widths = HEAD.map((title, column) =>
    Math.max(title.length, ...rows.map(({ cells }) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    colors.dim(line(HEAD)),
    ...rows.flatMap(({ proxy, cells }) => [
      line(cells).replace(cells[4], colorOf(proxy.state, colors)(cells[4])),
      ...detailsOf(proxy).map((detail) => colors.yellow(`  ${printable(detail)}`)),
    ]),
    summaryOf(proxies),
  ];
}

function cellsOf({ namespace, pod, kind, of, state, replica = '-' }: ProxySync) {
  return [printable(namespace), printable(pod), kind, printable(of), state, printable(replica)] as const;
}

function detailsOf({ waiting = [], rejected = [] }: ProxySync): readonly string[] {
  const byType = new Map<string, string[]>();
  for (const { type, name } of waiting) byType.set(type, [...(byType.get(type) ?? []), name]);
  return [
    ...rejected.map(({ type, name, reason }) => `rejects ${type} ${name}: ${reason}`),
    ...Array.from(byType, ([type, names]) => {
      const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
      return `waits for ${type} ${names.slice(0, MOST_NAMES).join(', ')}${more}`;
    }),
  ];
}

function colorOf(state: SyncState, colors: Colors): (text: string) => string {
  return state === 'SYNCED' ? colors.green : state === 'NOT CONNECTED' ? colors.red : colors.yellow;
}

function summaryOf(proxies: readonly ProxySync[]): string {
  const counts = new Map<SyncState, number>();
  for (const { state } of proxies) counts.set(state, (counts.get(state) ?? 0) + 1);
  return Array.from(counts, ([state, count]) => `${count} ${state}`).join(', ');
}
