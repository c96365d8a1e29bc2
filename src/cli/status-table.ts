import type { ObjectStatus, StatusCondition } from '../model/index.js';
import type { Colors } from './colors.js';
import { printable } from './printable.js';
import { type HolderOf, isGood, rowsOf, type StatusRow, sortStatuses } from './status-rows.js';

export interface TableOptions {
  readonly holderOf: HolderOf;
  readonly colors: Colors;
  /** Columns of the terminal; longer lines are cut. */
  readonly width: number;
  /** Rows that may be used; what does not fit is counted in the last line, objects in trouble come first. */
  readonly height: number;
}

/** The statuses as a table: a row per Gateway, listener and route, the conditions that are not well spelt out below it. */
export function statusTable(
  statuses: Iterable<ObjectStatus>,
  { holderOf, colors, width, height }: TableOptions,
): string[] {
  const rows = sortStatuses(statuses)
    .flatMap((status) => rowsOf(status, holderOf))
    .map(printableRow);
  const blocks = rows.map((row) => ({ row, troubles: row.conditions.filter((condition) => !isGood(condition)) }));
  const lengths = blocks.map(({ troubles }) => 1 + troubles.length);
  const total = lengths.reduce((sum, length) => sum + length, 1);
  const shown = total <= height ? blocks : withinHeight(blocks, height - 2);
  const kindWidth = Math.max(4, ...shown.map(({ row }) => row.kind.length));
  const nameWidth = Math.min(48, Math.max(4, ...shown.map(({ row }) => row.name.length)));
  const detailWidth = Math.min(40, Math.max(6, ...shown.map(({ row }) => row.detail.length)));
  const lines = [
    colors.dim(
      cut(
        `${'KIND'.padEnd(kindWidth)}  ${'NAME'.padEnd(nameWidth)}  ${'WHERE'.padEnd(detailWidth)}  CONDITIONS`,
        width,
      ),
    ),
  ];
  for (const { row, troubles } of shown) {
    const head = `${row.kind.padEnd(kindWidth)}  ${row.name.padEnd(nameWidth)}  ${row.detail.padEnd(detailWidth)}  `;
    const conditions = row.conditions
      .map(({ type, status }) => (status === 'True' ? type : `${type}=${status}`))
      .join(' ');
    const text = cut(head + conditions, width);
    const split = Math.min(head.length, text.length);
    lines.push(text.slice(0, split) + (troubles.length > 0 ? colors.red : colors.green)(text.slice(split)));
    for (const trouble of troubles) lines.push(colors.yellow(cut(`  ${explain(trouble)}`, width)));
  }
  if (shown.length < blocks.length)
    lines.push(colors.dim(cut(`… and ${blocks.length - shown.length} more, see /debug/status`, width)));
  return lines;
}

/** One change of an object's status as one line, for logs and pipes. */
export function statusLine(row: StatusRow): string {
  const conditions = row.conditions.map((condition) =>
    isGood(condition)
      ? `${condition.type}=${condition.status}`
      : `${condition.type}=${condition.status} (${condition.reason}: ${condition.message})`,
  );
  return printable([row.kind, row.name, row.detail, ...conditions].filter(Boolean).join(' '));
}

function printableRow({ kind, name, detail, conditions }: StatusRow): StatusRow {
  return { kind, name: printable(name), detail: printable(detail), conditions };
}

function explain({ type, reason, message }: StatusCondition): string {
  return printable(`${type}: ${reason}: ${message}`);
}

interface Block {
  readonly row: StatusRow;
  readonly troubles: readonly StatusCondition[];
}

function withinHeight(blocks: readonly Block[], height: number): Block[] {
  const chosen = new Set<Block>();
  let left = height;
  for (const wanted of [true, false]) {
    for (const block of blocks) {
      const length = 1 + block.troubles.length;
      if (block.troubles.length > 0 !== wanted || length > left) continue;
      chosen.add(block);
      left -= length;
    }
  }
  return blocks.filter((block) => chosen.has(block));
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
