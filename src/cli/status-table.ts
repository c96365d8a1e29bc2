import type { ObjectStatus, StatusCondition } from '../model/index.js';
import type { Colors } from './colors.js';
import { printable } from './printable.js';
import { type HolderOf, isGood, rowsOf, type StatusRow, sortStatuses, warningOf } from './status-rows.js';
import { wrap } from './wrap.js';

export interface TableOptions {
  readonly holderOf: HolderOf;
  readonly colors: Colors;
  /** Columns of the terminal; longer lines are wrapped. */
  readonly width: number;
  /** Rows that may be used; what does not fit is counted in the last line, objects in trouble come first. */
  readonly height: number;
}

/** Columns that conditions have at least beside the rest of their row, else they are below it. */
const LEAST_ROOM = 20;

/** The statuses as a table: a row per Gateway, listener and route, the conditions that are not well spelt out below it. */
export function statusTable(statuses: Iterable<ObjectStatus>, options: TableOptions): string[] {
  const { holderOf, colors, width, height } = options;
  const rows = sortStatuses(statuses)
    .flatMap((status) => rowsOf(status, holderOf))
    .map(printableRow);
  const columns: Columns = {
    kind: longest(rows, 'kind', 4, width),
    name: longest(rows, 'name', 4, 48),
    detail: longest(rows, 'detail', 6, 40),
  };
  const title = head({ kind: 'KIND', name: 'NAME', detail: 'WHERE' }, columns);
  const blocks = rows.map((row) => blockOf(row, columns, options));
  const total = blocks.reduce((sum, { lines }) => sum + lines.length, 1);
  const shown = total <= height ? blocks : withinHeight(blocks, height - 2);
  const more = blocks.length - shown.length;
  return [
    colors.dim(cut(`${title}CONDITIONS`, width)),
    ...shown.flatMap(({ lines }) => lines),
    ...(more > 0 ? [colors.dim(cut(`… and ${more} more, see /debug/status`, width))] : []),
  ];
}

interface Columns {
  readonly kind: number;
  readonly name: number;
  readonly detail: number;
}

interface Block {
  readonly inTrouble: boolean;
  readonly lines: readonly string[];
}

function longest(rows: readonly StatusRow[], part: keyof Columns, least: number, most: number): number {
  return Math.min(
    most,
    rows.reduce((length, row) => Math.max(length, row[part].length), least),
  );
}

function head({ kind, name, detail }: Pick<StatusRow, 'kind' | 'name' | 'detail'>, columns: Columns): string {
  return `${kind.padEnd(columns.kind)}  ${name.padEnd(columns.name)}  ${detail.padEnd(columns.detail)}  `;
}

function blockOf(row: StatusRow, columns: Columns, { colors, width }: TableOptions): Block {
  const troubles = row.conditions.filter((condition) => !isGood(condition));
  // What is good when it is False says nothing by being so.
  const conditions = row.conditions
    .filter((condition) => condition.status !== 'False' || !isGood(condition))
    .map(({ type, status }) => (status === 'True' ? type : `${type}=${status}`))
    .join(' ');
  const paint = troubles.length > 0 ? colors.red : colors.green;
  const start = head(row, columns);
  const beside = width - start.length >= LEAST_ROOM;
  const indent = beside ? start.length : 4;
  const [first = '', ...others] = wrap(conditions, { width, first: indent, indent });
  const lines = beside
    ? [start + paint(first)]
    : [...wrap(start.trimEnd(), { width, first: 0, indent: 2 }), ' '.repeat(indent) + paint(first)];
  for (const line of others) lines.push(paint(line));
  for (const trouble of troubles) {
    const [line = '', ...further] = wrap(explain(trouble), { width, first: 2, indent: 4 });
    lines.push(...[`  ${line}`, ...further].map(colors.yellow));
  }
  const warnings = row.conditions.flatMap((condition) => warningOf(condition) ?? []);
  for (const warning of warnings) {
    const [line = '', ...further] = wrap(printable(warning), { width, first: 2, indent: 4 });
    lines.push(...[`  ${line}`, ...further].map(colors.yellow));
  }
  return { inTrouble: troubles.length + warnings.length > 0, lines };
}

/** One change of an object's status as one line, for logs and pipes. */
export function statusLine(row: StatusRow): string {
  const conditions = row.conditions.map((condition) => {
    const warning = warningOf(condition);
    const more = isGood(condition) ? warning : `${condition.reason}: ${condition.message}`;
    return `${condition.type}=${condition.status}${more === undefined ? '' : ` (${more})`}`;
  });
  return printable([row.kind, row.name, row.detail, ...conditions].filter(Boolean).join(' '));
}

function printableRow({ kind, name, detail, conditions }: StatusRow): StatusRow {
  return { kind, name: printable(name), detail: printable(detail), conditions };
}

function explain({ type, reason, message }: StatusCondition): string {
  return printable(`${type}: ${reason}: ${message}`);
}

function withinHeight(blocks: readonly Block[], height: number): Block[] {
  const chosen = new Set<Block>();
  let left = height;
  for (const trouble of [true, false]) {
    for (const block of blocks) {
      if (block.inTrouble !== trouble || block.lines.length > left) continue;
      chosen.add(block);
      left -= block.lines.length;
    }
  }
  return blocks.filter((block) => chosen.has(block));
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
