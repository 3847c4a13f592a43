// SPDX-License-Identifier: Apache-2.0
// A computed view, ready to be looked at: sorted, narrowed to rows with a text, cut to what a screen shows. Tables have
// all their cells; list views read theirs from the events when they are looked at.

import type { FieldValue } from '../event/value.js';
import { readField } from '../fields/read-field.js';
import type { Capture } from '../ingest/capture.js';
import type { CellValue, ColumnInfo, SnapshotRow, SortOrder, TreeRequest } from '../protocol/protocol.js';
import { startsDescending } from '../protocol/unit.js';
import { columnAlign, columnDisplay, columnTitle, hasTotal, listCell, numberCell, toCell } from './cell.js';
import type { CellParts } from './column-parts.js';
import { cpuPartOf } from './cpu-part.js';
import type { EventList } from './list-query.js';
import type { Kinship } from './process-tree.js';
import { RowView } from './row-view.js';
import type { TableData } from './table-data.js';
import { type TreePlace, treeOrder } from './tree-order.js';
import type { ColumnPlan, ViewPlan } from './view-plan.js';

/** What differs between tables and lists. */
export interface TableSource {
  readonly plan: ViewPlan;
  readonly length: number;
  cell(row: number, column: number): CellValue;
  /** What the cell is made of, where that is not the cell itself. */
  parts?(row: number, column: number): CellParts | undefined;
  key(row: number): string;
  keyValue(row: number): CellValue;
  firstEvent(row: number): number;
  /** False for rows of processes and threads that have ended at the end of the window. */
  alive(row: number): boolean;
  /** Key of the row of the parent process; undefined where there is none, and in tables of other things. */
  parentKey(row: number): string | undefined;
  readonly matchedEvents: number;
  /** Cores of the machine, where tables show CPU. */
  readonly cpus?: number | undefined;
}

export function tableSource(data: TableData, kinship: Kinship): TableSource {
  const { plan } = data;
  const keyField = (plan.groupBy ?? plan.key)?.field;
  const isFamily = keyField !== undefined && FAMILY_KEYS.has(keyField.name);
  return {
    plan,
    length: data.rows,
    matchedEvents: data.matchedEvents,
    cpus: data.cpus,
    cell(row, column) {
      const cells = data.cells[column];
      const planned = plan.columns[column];
      if (cells === undefined || planned === undefined) return null;
      if (cells instanceof Float64Array) return numberCell(cells[row] as number);
      return toCell(planned.use.field, cells[row]);
    },
    parts: (row, column) => data.parts?.[column]?.(row),
    key: (row) => keyText(data.keys[row]),
    keyValue: (row) => (keyField === undefined ? null : toCell(keyField, data.keys[row])),
    firstEvent: (row) => data.firstEvent[row] as number,
    alive: (row) => !isFamily || kinship.alive(Number(data.keys[row])),
    parentKey(row) {
      if (!isFamily) return undefined;
      const tid = Number(data.keys[row]);
      const parent = keyField.name === 'proc.pid' ? kinship.parentPid(tid) : kinship.parentTid(tid);
      return parent === undefined ? undefined : String(parent);
    },
  };
}

/** Key fields of tables that can be trees. */
const FAMILY_KEYS: ReadonlySet<string> = new Set(['proc.pid', 'thread.tid']);

export function listSource(capture: Capture, plan: ViewPlan, list: EventList): TableSource {
  const view = new RowView(capture);
  return {
    plan,
    get length() {
      return list.length;
    },
    get matchedEvents() {
      return list.length;
    },
    cell(row, column) {
      const planned = plan.columns[column];
      if (planned === undefined || !view.moveToRow(list.row(row))) return null;
      return listCell(planned, readField(planned.use, view));
    },
    key: (row) => String(list.row(row) + 1),
    keyValue: (row) => list.row(row) + 1,
    firstEvent: (row) => list.row(row) + 1,
    alive: () => true,
    parentKey: () => undefined,
  };
}

/** A key as snapshots carry it. */
export function keyText(value: FieldValue): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  return Array.isArray(value) ? value.join(',') : String(value ?? '');
}

export interface TableShape {
  /** Children below their parents, where the source knows any. */
  readonly tree?: TreeRequest | undefined;
  /** Without what has ended. */
  readonly onlyAlive?: boolean;
}

export class Table {
  readonly source: TableSource;
  /** Row of the source by place on the screen. */
  readonly #order: Int32Array;
  readonly #places: readonly TreePlace[] | undefined;
  readonly #displays: readonly ReturnType<typeof columnDisplay>[];
  /** The order asked for, or by what is known where nothing is known of its column. */
  readonly sort: SortOrder;

  constructor(source: TableSource, sort: SortOrder, text: string, { tree, onlyAlive = false }: TableShape = {}) {
    this.source = source;
    this.#displays = source.plan.columns.map(columnDisplay);
    const found = text === '' ? allRows(source.length) : this.#rowsWith(text.toLowerCase());
    const shown = onlyAlive ? found.filter((row) => source.alive(row)) : found;
    this.sort = this.#knownOrder(shown, sort);
    const sorted = this.#sorted(shown, this.sort);
    this.#places = tree === undefined ? undefined : this.#asTree(sorted, tree);
    this.#order = this.#places === undefined ? sorted : Int32Array.from(this.#places, (place) => place.row);
  }

  get length(): number {
    return this.#order.length;
  }

  columns(): ColumnInfo[] {
    return this.source.plan.columns.map((plan, c) => {
      const display = this.#displays[c] ?? 'text';
      const [maximum, sum] = plan.isNumeric ? this.#extremes(c) : [0, 0];
      const most = this.#mostOf(plan);
      const total = most === undefined ? sum : Math.min(sum, most);
      return {
        name: plan.column.name,
        title: columnTitle(plan),
        field: plan.use.text,
        description: plan.column.description,
        width: plan.width,
        align: columnAlign(display),
        startsDescending: startsDescending(plan.unit),
        ...yieldsOf(plan),
        display,
        maximum,
        total: hasTotal(plan, display) ? total : null,
        ...(most === undefined ? {} : { most }),
      };
    });
  }

  rows(from: number, count: number): SnapshotRow[] {
    const rows: SnapshotRow[] = [];
    const end = Math.min(this.#order.length, from + count);
    for (let place = Math.max(0, from); place < end; place++) rows.push(this.row(place));
    return rows;
  }

  row(place: number): SnapshotRow {
    const row = this.#order[place] as number;
    const { source } = this;
    return {
      key: source.key(row),
      keyValue: source.keyValue(row),
      cells: source.plan.columns.map((_, c) => source.cell(row, c)),
      alive: source.alive(row),
      firstEvent: source.firstEvent(row),
      depth: this.#places?.[place]?.depth ?? 0,
      descendants: this.#places?.[place]?.descendants ?? 0,
    };
  }

  /** What the cells of a row are made of (column-parts.ts). */
  parts(place: number): CellParts[] {
    const row = this.#order[place] as number;
    const { source } = this;
    return source.plan.columns.map((_, c) => source.parts?.(row, c) ?? source.cell(row, c));
  }

  /** Place of the row with this key; -1 where there is none. */
  find(key: string): number {
    for (let place = 0; place < this.#order.length; place++) {
      if (this.source.key(this.#order[place] as number) === key) return place;
    }
    return -1;
  }

  #asTree(sorted: Int32Array, tree: TreeRequest): readonly TreePlace[] {
    const { source } = this;
    const rowOf = new Map<string, number>();
    for (const row of sorted) rowOf.set(source.key(row), row);
    const folded = new Set(tree.folded);
    return treeOrder(
      sorted,
      (row) => rowOf.get(source.parentKey(row) ?? '') ?? -1,
      (row) => folded.has(source.key(row)),
    );
  }

  /** All cores together; a sample is up to a tick off, and their sum no more than there is. Some captures say 0 cores: unknown. */
  #mostOf({ use }: ColumnPlan): number | undefined {
    const { cpus } = this.source;
    const part = cpuPartOf(use);
    return cpus === undefined || cpus === 0 || (part !== 'total' && part !== 'core') ? undefined : 100 * cpus;
  }

  #extremes(column: number): [maximum: number, total: number] {
    let maximum = 0;
    let total = 0;
    let isKnown = false;
    for (const row of this.#order) {
      const value = this.source.cell(row, column);
      if (typeof value !== 'number') continue;
      if (value > maximum) maximum = value;
      total += value;
      isKnown = true;
    }
    return [maximum, isKnown ? total : Number.NaN];
  }

  #rowsWith(text: string): Int32Array {
    const rows: number[] = [];
    const columns = this.source.plan.columns.length;
    for (let row = 0; row < this.source.length; row++) {
      for (let c = 0; c < columns; c++) {
        const value = this.source.cell(row, c);
        if (value === null || !String(value).toLowerCase().includes(text)) continue;
        rows.push(row);
        break;
      }
    }
    return Int32Array.from(rows);
  }

  /** Where no cell of a column of numbers is known, a column that is: calls first, then bytes. */
  #knownOrder(rows: Int32Array, sort: SortOrder): SortOrder {
    const { plan } = this.source;
    if (plan.columns[sort.column]?.isNumeric !== true || this.#isKnown(rows, sort.column)) return sort;
    const column = otherOrders(plan).find((c) => this.#isKnown(rows, c));
    return column === undefined ? sort : { column, descending: true };
  }

  /** The one with more comes first. */
  #byOthers(columns: readonly number[], a: number, b: number): number {
    for (const column of columns) {
      const order = compareCells(this.source.cell(b, column), this.source.cell(a, column));
      if (order !== 0) return order;
    }
    return 0;
  }

  #isKnown(rows: Int32Array, column: number): boolean {
    return rows.some((row) => this.source.cell(row, column) !== null);
  }

  /**
   * What is unknown comes last, ordered by calls, then bytes. Equal rows go by their key, so that nothing jumps about between refreshes. List rows stay in the order of time, fds in
   * that of their processes.
   */
  #sorted(rows: Int32Array, sort: SortOrder): Int32Array {
    const { source } = this;
    const isList = source.plan.key === undefined;
    const staysInOrder = isList || source.plan.view.ofOpenFds === true;
    const isNatural = isList && sort.column === 0 && !sort.descending;
    if (isNatural || rows.length < 2) return rows;
    const values = new Array<CellValue>(source.length);
    for (const row of rows) values[row] = source.cell(row, sort.column);
    const sign = sort.descending ? -1 : 1;
    const others = isList ? [] : otherOrders(source.plan);
    return rows.sort((a, b) => {
      const [x, y] = [values[a] ?? null, values[b] ?? null];
      if (x === null && y !== null) return 1;
      if (y === null && x !== null) return -1;
      const order = x === null ? this.#byOthers(others, a, b) : compareCells(x, y) * sign;
      if (order !== 0) return order;
      return staysInOrder ? a - b : compareCells(source.keyValue(a), source.keyValue(b));
    });
  }
}

/** Columns that rows are ordered by where nothing is known of another: calls, then bytes. */
function otherOrders({ columns }: ViewPlan): readonly number[] {
  const where = (test: (plan: ColumnPlan) => boolean) => columns.flatMap((plan, c) => (test(plan) ? [c] : []));
  const calls = where(({ use }) => use.text === 'drill.count.call');
  return [...calls, ...where(({ use }) => use.text.startsWith('evt.buflen'))];
}

function yieldsOf({ column: { yields = false } }: ColumnPlan): Pick<ColumnInfo, 'yields'> {
  return yields === false ? {} : { yields: Number(yields) };
}

function allRows(count: number): Int32Array {
  const rows = new Int32Array(count);
  for (let i = 0; i < count; i++) rows[i] = i;
  return rows;
}

/** Absent is less than anything; texts compare by code unit, as bytes do for ASCII. */
export function compareCells(a: CellValue, b: CellValue): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  if (typeof a === 'string' || typeof b === 'string') {
    const [x, y] = [String(a), String(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}
