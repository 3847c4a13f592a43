// SPDX-License-Identifier: Apache-2.0
// Every view that csysdig 0.36 also has, beside the tables that it printed for a capture: rows and cells that differ.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lookupField } from '../../src/engine/fields/catalogue.js';
import { compileFilter } from '../../src/engine/filter/compile.js';
import type { Capture } from '../../src/engine/ingest/capture.js';
import type { CellValue } from '../../src/engine/protocol/protocol.js';
import { runListQuery } from '../../src/engine/query/list-query.js';
import { kinship } from '../../src/engine/query/process-tree.js';
import { listSource, type TableSource, tableSource } from '../../src/engine/query/table.js';
import { runTableQuery } from '../../src/engine/query/table-query.js';
import { type ColumnPlan, planView } from '../../src/engine/query/view-plan.js';
import { EVERYTHING } from '../../src/engine/query/window.js';
import { durationText } from '../../src/engine/text/duration-text.js';
import { VIEWS } from '../../src/views/index.js';
import type { View } from '../../src/views/view.js';

/** One table as csysdig writes it. */
interface PeerTable {
  readonly info: { readonly legend: readonly { readonly name: string; readonly type: string }[] };
  readonly rows: readonly { readonly k: string; readonly d: readonly (string | number | null)[] }[];
}

export type Cells = ReadonlyMap<string, CellValue | undefined>;

/** A cell, or a whole row, that only one of the two has or that is another. */
export interface ViewCellPair {
  readonly view: string;
  readonly key: string;
  /** Undefined: the row. */
  readonly column: string | undefined;
  readonly theirs: CellValue | undefined;
  readonly ours: CellValue | undefined;
}

export interface ViewComparison {
  readonly views: number;
  readonly same: number;
  readonly differences: readonly ViewCellPair[];
}

/** All views of a capture whose tables lie in the folder. */
export function compareViews(capture: Capture, folder: string): ViewComparison {
  const differences: ViewCellPair[] = [];
  let same = 0;
  let views = 0;
  for (const view of VIEWS) {
    const recorded = join(folder, `${view.id}.json`);
    if (!existsSync(recorded)) continue;
    views++;
    const table = JSON.parse(readFileSync(recorded, 'utf8')) as PeerTable;
    const isList = view.kind === 'list';
    const theirs = peerRows(table, isList);
    const ours = viewRows(capture, view, isList ? { listed: table.info.legend.map(({ name }) => name) } : {});
    const result = compareRows(view.id, ours, theirs);
    same += result.same;
    for (const difference of result.differences) differences.push(difference);
  }
  return { views, same, differences };
}

/** A view's rows, the cells as csysdig's JSON would have them. */
export interface ViewRowsOptions {
  /** Columns that identify the rows of a list; all of the view where it is left out. */
  readonly listed?: readonly string[];
  /** Holds beside the view's own filter. */
  readonly also?: string;
}

/** Rows by their key. */
export function viewRows(capture: Capture, view: View, { listed, also }: ViewRowsOptions = {}): Map<string, Cells> {
  const plan = planView(view, false);
  assert.ok(plan.ok);
  const { columns } = plan.value;
  const filters = [view.filter, also].filter((text) => text !== undefined).map((text) => `(${text})`);
  const filter = filters.length === 0 ? undefined : compileFilter(filters.join(' and '), { lookupField });
  assert.ok(filter?.ok !== false);
  const isList = plan.value.key === undefined;
  let source: TableSource;
  if (isList) {
    source = listSource(capture, plan.value, runListQuery(capture, plan.value, filter?.value, EVERYTHING));
  } else {
    const data = runTableQuery(capture, { plan: plan.value, filter: filter?.value, window: EVERYTHING });
    source = tableSource(data, kinship(capture, EVERYTHING));
  }
  const { from, to } = capture.store.span();
  const seconds = (to - from) / 1e9;
  const rows = new Map<string, Cells>();
  for (let r = 0; r < source.length; r++) {
    const cells = new Map(columns.map((plan, c) => [plan.column.name, asPeer(source.cell(r, c), plan, seconds)]));
    if (!isList) rows.set(normalKey(source.key(r)), cells);
    else {
      const names = listed ?? [...cells.keys()];
      addListed(
        rows,
        names.map((name): [string, CellValue | undefined] => [name, cells.get(name)]),
      );
    }
  }
  return rows;
}

/** A cell as csysdig's JSON has it: durations as text, rates as sums. */
function asPeer(cell: CellValue, plan: ColumnPlan, seconds: number): CellValue {
  if (cell === null) return null;
  if (plan.use.field.type === 'RELTIME') return durationText(Math.floor(Number(cell))).trim();
  if (plan.aggregate === 'TIME_AVG') return Math.round(Number(cell) * seconds);
  return typeof cell === 'number' ? Number(cell.toFixed(4)) : cell;
}

/** A list has no keys: its rows are distinguished by their time, or all that they say, and how many of these there are. */
function addListed(rows: Map<string, Cells>, cells: readonly (readonly [string, CellValue | undefined])[]): void {
  const shown = ([, cell]: readonly [string, CellValue | undefined]) =>
    cell === null || cell === undefined ? '' : String(cell).trim();
  const time = cells.find(([name]) => name === 'TIME');
  const text = time === undefined ? cells.map(shown).join(' | ') : shown(time);
  let key = text;
  for (let n = 2; rows.has(key); n++) key = `${text} (${n})`;
  rows.set(key, new Map(cells));
}

function peerRows({ info, rows }: PeerTable, isList: boolean): Map<string, Cells> {
  const { legend } = info;
  const out = new Map<string, Cells>();
  for (const { k, d } of rows) {
    const cells = legend.map(({ name, type }, c): [string, CellValue | undefined] => {
      const cell = d[c] ?? null;
      if (type === 'IPADDR') return [name, undefined];
      if (typeof cell === 'string') return [name, type === 'RELTIME' ? cell.trim() : cell];
      return [name, cell === null ? null : Number(cell.toFixed(4))];
    });
    if (isList) addListed(out, cells);
    else out.set(normalKey(k), new Map(cells));
  }
  return out;
}

/** Names below a directory fd of / have two slashes in the peer. */
function normalKey(key: string): string {
  return key.replace(/^\/\/(?=\w)/, '/');
}

function compareRows(
  view: string,
  ours: ReadonlyMap<string, Cells>,
  theirs: ReadonlyMap<string, Cells>,
): { readonly same: number; readonly differences: readonly ViewCellPair[] } {
  const differences: ViewCellPair[] = [];
  let same = 0;
  for (const [key, cells] of theirs) {
    const own = ours.get(key);
    if (own === undefined) {
      differences.push({ view, key, column: undefined, theirs: key, ours: undefined });
      continue;
    }
    for (const [column, cell] of cells) {
      const value = own.get(column);
      // Undefined is what cannot be compared: addresses, which csysdig prints as garbage.
      if (cell === undefined) continue;
      if (value === cell || (value !== undefined && sameText(value, cell))) same++;
      else differences.push({ view, key, column, theirs: cell, ours: value });
    }
  }
  for (const key of ours.keys()) {
    if (!theirs.has(key)) differences.push({ view, key, column: undefined, theirs: undefined, ours: key });
  }
  return { same, differences };
}

function sameText(ours: CellValue, theirs: CellValue | undefined): boolean {
  // Some numbers are texts in the peer's JSON.
  if (typeof ours === 'number' && typeof theirs === 'string') return String(ours) === theirs.trim();
  if (typeof ours !== 'string' || typeof theirs !== 'string') return false;
  return ours.trim() === theirs.trim() || ours === theirs.replace(/(^|[ :=])\/\/(?=\w)/g, '$1/');
}
