// SPDX-License-Identifier: Apache-2.0
// Rows of many hosts as one table: rows of hosts' own keys beside each other, rows of shared keys added up from what
// their cells are made of. A column HOST comes first. What a table does with rows (order, search, totals) is query/table.ts.

import type { CellValue } from '../engine/protocol/protocol.js';
import { shareOf } from '../engine/query/aggregate.js';
import { mergeKind, PartsSum } from '../engine/query/column-parts.js';
import type { TableSource } from '../engine/query/table.js';
import type { ViewPlan } from '../engine/query/view-plan.js';
import { HOST_COLUMN } from './fleet-columns.js';
import type { HostRow, HostRows } from './messages.js';
import { parsedRow } from './row-lines.js';

/** Names in a cell; more hosts are counted. */
const MOST_NAMES = 3;

/** The plan of a view with the column HOST in front. */
export function fleetPlan(plan: ViewPlan): ViewPlan {
  return { ...plan, columns: [HOST_COLUMN, ...plan.columns], sortColumn: plan.sortColumn + 1 };
}

export interface MergedRow extends HostRow {
  /** Names of the hosts that it is of, in order. */
  readonly hosts: readonly string[];
  /** ns since the epoch that relative times in its cells count from. */
  readonly baseTime: bigint;
  /** All rows that are not listed, as one. */
  readonly isRest?: boolean;
}

/** What one host has answered, all pages together. */
export interface HostPart {
  readonly host: string;
  readonly answer: HostRows;
}

/** The order of which only the first rows are wanted. */
export interface Cut {
  readonly descending: boolean;
  readonly top: number;
}

/**
 * Rows beside each other; events in the order of their time. `cut`: rows that cannot be among the first may be missing;
 * of rows that are as large as the last of the first, those of the first hosts in the list are taken.
 */
export function unitedRows(parts: readonly HostPart[], isList: boolean, cut?: Cut): MergedRow[] {
  const least = cut === undefined ? undefined : leastOfFirst(parts, cut);
  const isWanted = cut === undefined || least === undefined ? () => true : firstOnly(parts, cut, least);
  const rows: MergedRow[] = [];
  for (const { host, answer } of parts) {
    const from = { hosts: [host], baseTime: BigInt(answer.baseTime) };
    for (const row of wantedRows(answer, isWanted)) rows.push({ ...row, ...from });
  }
  return isList ? rows.sort(byTime) : rows;
}

/** By the cell that rows are ordered by, in the order of the rows: whether a row is among the first. */
function firstOnly(parts: readonly HostPart[], cut: Cut, least: number): (cell: CellValue) => boolean {
  const cells = parts.flatMap(({ answer }) => answer.order ?? []);
  let equal = cut.top - cells.filter((cell) => cell !== least && reaches(cell, cut, least)).length;
  return (cell) => (cell === least ? equal-- > 0 : reaches(cell, cut, least));
}

function* wantedRows(answer: HostRows, isWanted: (cell: CellValue) => boolean): Generator<HostRow> {
  const { lines, rows, order } = answer;
  for (let i = 0; i < (lines ?? rows).length; i++) {
    if (!isWanted(order?.[i] ?? null)) continue;
    const row = lines === undefined ? rows[i] : parsedRow(lines[i] ?? '');
    if (row !== undefined) yield row;
  }
}

export function reaches(cell: CellValue, cut: Cut | undefined, least: number): boolean {
  if (typeof cell !== 'number') return false;
  return cut?.descending === true ? cell >= least : cell <= least;
}

/** The number that a row must reach to be among the first; undefined where that is not by numbers alone. */
export function leastOfFirst(parts: readonly HostPart[], { descending, top }: Cut): number | undefined {
  const numbers: number[] = [];
  for (const { answer } of parts) {
    for (const cell of answer.order ?? [undefined]) {
      if (typeof cell === 'number') numbers.push(cell);
      // What has no number comes last, or first.
      else if (cell !== null || !descending) return undefined;
    }
  }
  if (numbers.length < top) return undefined;
  const sorted = Float64Array.from(numbers).sort();
  return descending ? sorted[sorted.length - top] : sorted[top - 1];
}

function byTime(a: MergedRow, b: MergedRow): number {
  const [x, y] = [BigInt(a.time ?? 0), BigInt(b.time ?? 0)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Rows of one key as one row; in the order of hosts' names, which decides whose texts are shown. */
export function addedRows(plan: ViewPlan, parts: readonly HostPart[]): MergedRow[] {
  const groups = new Map<string, RowSum>();
  for (const { host, answer } of [...parts].sort((a, b) => (a.host < b.host ? -1 : 1))) {
    for (const [i, row] of answer.rows.entries()) {
      const sum = groups.get(row.key) ?? new RowSum(plan, row, BigInt(answer.baseTime));
      groups.set(row.key, sum);
      sum.add(host, row, answer.parts?.[i] ?? row.cells);
    }
  }
  return [...groups.values()].map((sum) => sum.row());
}

/** All rows that hosts have kept back, as one; undefined where there are none. */
export function restRow(plan: ViewPlan, parts: readonly HostPart[]): MergedRow | undefined {
  const first: HostRow = { key: 'others', keyValue: null, cells: [], alive: true, firstEvent: 0 };
  const sum = new RowSum(plan, first, 0n);
  let rows = 0;
  for (const { host, answer } of parts) {
    if (answer.others === undefined || answer.others.rows === 0) continue;
    rows += answer.others.rows;
    sum.add(host, first, answer.others.parts);
  }
  return rows === 0 ? undefined : { ...sum.row(), isRest: true };
}

class RowSum {
  readonly #plan: ViewPlan;
  readonly #first: HostRow;
  readonly #baseTime: bigint;
  readonly #hosts: string[] = [];
  readonly #sums: readonly PartsSum[];
  #alive = false;

  constructor(plan: ViewPlan, first: HostRow, baseTime: bigint) {
    this.#plan = plan;
    this.#first = first;
    this.#baseTime = baseTime;
    this.#sums = plan.columns.map((column) => new PartsSum(mergeKind(plan, column)));
  }

  add(host: string, row: HostRow, parts: NonNullable<HostRows['parts']>[number]): void {
    this.#hosts.push(host);
    this.#alive ||= row.alive;
    for (const [c, sum] of this.#sums.entries()) sum.add(parts[c] ?? null);
  }

  row(): MergedRow {
    const { key, keyValue, firstEvent } = this.#first;
    const cells = this.#sums.map((sum, c) => sum.cell(shareOf(this.#plan.columns[c]?.aggregate ?? 'NONE')));
    return { key, keyValue, cells, alive: this.#alive, firstEvent, hosts: this.#hosts, baseTime: this.#baseTime };
  }
}

/** What the column HOST shows. */
export function hostsText(hosts: readonly string[]): string {
  return hosts.length > MOST_NAMES ? `${hosts.length} hosts` : hosts.join(',');
}

/** `plan`: with the column HOST. */
export function mergedSource(plan: ViewPlan, rows: readonly MergedRow[], matchedEvents: number): TableSource {
  const at = (row: number): MergedRow => rows[row] as MergedRow;
  return {
    plan,
    length: rows.length,
    matchedEvents,
    cell: (row, column) => (column === 0 ? hostsText(at(row).hosts) : (at(row).cells[column - 1] ?? null)),
    key: (row) => at(row).key,
    keyValue: (row) => at(row).keyValue,
    firstEvent: (row) => at(row).firstEvent,
    alive: (row) => at(row).alive,
    parentKey: () => undefined,
  };
}
