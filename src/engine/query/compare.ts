// SPDX-License-Identifier: Apache-2.0
// Two tables of one view, of two spans of time or of two captures, as one: what is new, gone or changed, what changed most
// first. Rows are matched by what they are. Numbers that name processes and threads mean nothing elsewhere: such rows are
// matched by their texts, which are user and command, and several that have the same are added up (ADR 30).

import type { ComparedRow, Comparison, RowChange } from '../protocol/comparison.js';
import type { CellValue, ColumnInfo } from '../protocol/protocol.js';
import type { Table } from './table.js';

/** Keys that another run of the same program does not have. */
const PASSING_KEYS: ReadonlySet<string> = new Set([
  'proc.pid',
  'proc.ppid',
  'thread.tid',
  'thread.nametid',
  'drill.fd.id',
  'proc.loginshellid',
]);

/** `measure`: index of the column whose numbers are compared. */
export function compareTables(a: Table, b: Table, measure: number): Comparison {
  const columns = b.columns();
  const measured = columns[measure];
  if (measured === undefined) return { columns: [], keyField: undefined, rows: [] };
  const texts = columns.flatMap((column, i) => (isName(column) && i !== measure ? [i] : []));
  const [before, now] = [a, b].map((table) => measuredRows(table, { measure, texts, adds: measured.total !== null }));
  const keys = new Set([...(before?.keys() ?? []), ...(now?.keys() ?? [])]);
  const rows = [...keys].map((key) => comparedRow(key, before?.get(key), now?.get(key)));
  rows.sort((x, y) => Math.abs(changeOf(y)) - Math.abs(changeOf(x)) || (x.key < y.key ? -1 : 1));
  const names = texts.flatMap((i) => columns[i] ?? []);
  const { plan } = b.source;
  return { columns: [...measureColumns(measured), ...names], keyField: (plan.groupBy ?? plan.key)?.text, rows };
}

/** Before the names: how the row changed, the number in A and in B, and the difference. */
function measureColumns(measured: ColumnInfo): ColumnInfo[] {
  const number = (title: string, description: string): ColumnInfo => ({
    ...measured,
    name: title,
    title,
    description,
    maximum: 0,
    total: null,
  });
  const state: ColumnInfo = {
    ...number('CHANGE', 'new, gone, changed, or the same in both.'),
    field: '',
    width: 8,
    align: 'left',
    startsDescending: false,
    display: 'text',
  };
  return [
    state,
    number(`${measured.title} A`, 'In A, the earlier one.'),
    number(`${measured.title} B`, 'In B, the later one.'),
    number('B - A', 'How much B has more than A.'),
  ];
}

/** Names and places; times and numbers of things differ from one run to the next. */
function isName({ display }: ColumnInfo): boolean {
  return display === 'text' || display === 'address' || display === 'boolean';
}

interface Measured {
  value: number | undefined;
  readonly texts: readonly CellValue[];
  readonly keyValues: CellValue[];
}

interface MeasuredColumns {
  readonly measure: number;
  readonly texts: readonly number[];
  /** Rows of the same name are added up; else the largest stands for them. */
  readonly adds: boolean;
}

function measuredRows(table: Table, { measure, texts, adds }: MeasuredColumns): Map<string, Measured> {
  const { plan } = table.source;
  const isPassing = PASSING_KEYS.has((plan.groupBy ?? plan.key)?.field.name ?? '');
  const rows = new Map<string, Measured>();
  for (let place = 0; place < table.length; place++) {
    const { key, keyValue, cells } = table.row(place);
    const names = texts.map((i) => cells[i] ?? null);
    const name = isPassing ? names.join('\t') : key;
    const value = numberOf(cells[measure] ?? null);
    const known = rows.get(name);
    if (known === undefined) rows.set(name, { value, texts: names, keyValues: [keyValue] });
    else {
      known.value = joined(known.value, value, adds);
      known.keyValues.push(keyValue);
    }
  }
  return rows;
}

function joined(a: number | undefined, b: number | undefined, adds: boolean): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return adds ? a + b : Math.max(a, b);
}

function numberOf(cell: CellValue): number | undefined {
  return typeof cell === 'number' || typeof cell === 'bigint' ? Number(cell) : undefined;
}

function comparedRow(key: string, a: Measured | undefined, b: Measured | undefined): ComparedRow {
  const change = differenceOf(a, b);
  const cells = [stateOf(a, b), a?.value ?? null, b?.value ?? null, change ?? null, ...((b ?? a)?.texts ?? [])];
  return { key, keyValues: (b ?? a)?.keyValues ?? [], change: stateOf(a, b), cells };
}

function stateOf(a: Measured | undefined, b: Measured | undefined): RowChange {
  if (a === undefined) return 'new';
  if (b === undefined) return 'gone';
  return a.value === b.value ? 'same' : 'changed';
}

/** What is not there has nothing; what is there with an unknown number has no difference. */
function differenceOf(a: Measured | undefined, b: Measured | undefined): number | undefined {
  const [before, now] = [a === undefined ? 0 : a.value, b === undefined ? 0 : b.value];
  return before === undefined || now === undefined ? undefined : now - before;
}

function changeOf({ cells }: ComparedRow): number {
  return numberOf(cells[3] ?? null) ?? 0;
}
