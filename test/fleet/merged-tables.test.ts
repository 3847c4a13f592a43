// SPDX-License-Identifier: Apache-2.0
// Tables of a fleet against what its hosts' own complete tables come to, for every view: rows of hosts' own keys are the
// same rows; shared keys are judged by one table over the hosts' captures joined to one stream, and by sums of cells.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CellValue } from '../../src/engine/protocol/protocol.js';
import { mergeKind } from '../../src/engine/query/column-parts.js';
import { Table } from '../../src/engine/query/table.js';
import { compileViewFilter } from '../../src/engine/query/view-filter.js';
import { planView, type ViewPlan } from '../../src/engine/query/view-plan.js';
import { EVERYTHING } from '../../src/engine/query/window.js';
import { OpenTable } from '../../src/engine/session/open-table.js';
import { FleetClient } from '../../src/fleet/fleet-client.js';
import { type FleetQuestion, type FleetTable, fleetTable } from '../../src/fleet/fleet-table.js';
import { isOfHost } from '../../src/fleet/host-keys.js';
import type { MergedRow } from '../../src/fleet/merged-rows.js';
import { VIEWS } from '../../src/views/index.js';
import type { View } from '../../src/views/view.js';
import { fromBytes } from '../engine/query/loaded.js';
import { concat } from '../engine/scap/byte-list.js';
import { DEMO_CAPTURE, FILES_CAPTURE, plainBytes } from '../engine/scap/capture-files.js';
import { dumpBytes } from '../engine/scap/event-dump.js';
import { type LoadedHost, portTo } from './in-process.js';

const SEED = 20_261_130;
/** A percentile is the middle of a bucket of 2^(1/24); two captures' exact values may lie on either side. */
const BUCKET = 2 ** (1 / 24);

function firstOf(path: string, events: number): Uint8Array {
  const bytes = plainBytes(path);
  return bytes.subarray(0, dumpBytes(bytes).offsets[events] ?? bytes.length);
}

const BYTES: Readonly<Record<string, Uint8Array>> = {
  'db-1': firstOf(DEMO_CAPTURE, 20_000),
  'web.example': firstOf(FILES_CAPTURE, 3000),
  'web-2': firstOf(FILES_CAPTURE, 9000),
};
const HOSTS: LoadedHost[] = Object.entries(BYTES).map(([name, bytes]) => ({ name, capture: fromBytes(bytes) }));
/** Hosts in the order of their names, as texts of shared keys go. */
const JOINED = fromBytes(
  concat(
    ...Object.keys(BYTES)
      .sort()
      .map((name) => BYTES[name] as Uint8Array),
  ),
);

function planOf(view: View): ViewPlan {
  const plan = planView(view, false);
  assert.ok(plan.ok);
  return plan.value;
}

function ownTable(capture: LoadedHost['capture'], view: View, user = ''): Table {
  const filter = compileViewFilter(view.filter, user);
  assert.ok(filter.ok);
  return new OpenTable(capture, planOf(view), filter.value, { window: EVERYTHING, sort: undefined, text: '' }).table;
}

async function fleetOf(view: View, more: Partial<FleetQuestion> = {}): Promise<FleetTable> {
  const client = new FleetClient(portTo(HOSTS));
  await client.discover(1000);
  const made = await fleetTable(client, Object.keys(BYTES), {
    view,
    filter: '',
    window: {},
    containers: false,
    sort: undefined,
    text: '',
    budget: 60_000,
    top: undefined,
    wait: 60_000,
    patience: 60_000,
    ...more,
  });
  assert.ok(made.ok);
  assert.deepEqual(made.value.answered, Object.keys(BYTES).sort());
  return made.value;
}

/** Row → its cells, by host and key. */
function rowsOf(rows: readonly { readonly name: string; readonly cells: readonly CellValue[] }[]): string[] {
  return rows.map(({ name, cells }) => `${name} ${cells.map(String).join(' | ')}`).sort();
}

async function checkUnion(view: View): Promise<void> {
  const made = await fleetOf(view);
  const expected = HOSTS.flatMap(({ name, capture }) => {
    const table = ownTable(capture, view);
    return table.rows(0, table.length).map(({ key, cells }) => ({ name: `${name} ${key}`, cells }));
  });
  const got = made.rows.map(({ hosts, key, cells }) => ({ name: `${hosts.join()} ${key}`, cells }));
  assert.deepEqual(rowsOf(got), rowsOf(expected));
}

async function checkShared(view: View): Promise<void> {
  const made = await fleetOf(view);
  const plan = planOf(view);
  const joined = ownTable(JOINED, view);
  const own = HOSTS.map(({ capture }) => ownTable(capture, view));
  const keys = new Set(own.flatMap((table) => table.rows(0, table.length).map(({ key }) => key)));
  assert.deepEqual(made.rows.map(({ key }) => key).sort(), [...keys].sort());
  for (const row of made.rows) {
    const whole = joined.find(row.key) < 0 ? undefined : joined.row(joined.find(row.key));
    for (const [c, column] of plan.columns.entries()) {
      const cells = own.flatMap((table) =>
        table.find(row.key) < 0 ? [] : [table.row(table.find(row.key)).cells[c] ?? null],
      );
      checkCell(`${view.id} ${row.key} ${column.column.name}`, {
        kind: mergeKind(plan, column),
        isRate: column.aggregate === 'TIME_AVG',
        got: row.cells[c] ?? null,
        cells,
        whole: whole?.cells[c] ?? null,
      });
    }
  }
}

interface Cell {
  readonly kind: string;
  readonly isRate: boolean;
  readonly got: CellValue;
  /** Of the hosts. */
  readonly cells: readonly CellValue[];
  /** Of the captures joined. */
  readonly whole: CellValue;
}

function checkCell(what: string, { kind, isRate, got, cells, whole }: Cell): void {
  const numbers = cells.filter((cell) => typeof cell === 'number');
  if (kind === 'text') assert.ok(cells.includes(got), what);
  else if (numbers.length === 0) assert.equal(got, null, what);
  else checkNumber(what, numbers, { kind, isRate, got, whole });
}

function checkNumber(
  what: string,
  numbers: readonly number[],
  { kind, isRate, got, whole }: Omit<Cell, 'cells'>,
): void {
  const sum = numbers.reduce((a, b) => a + b, 0);
  if (kind === 'sum') close(Number(got), sum, what);
  if (kind === 'max') assert.equal(got, Math.max(...numbers), what);
  if (kind === 'min') assert.equal(got, Math.min(...numbers), what);
  if (kind === 'mean' || (kind === 'sum' && !isRate)) close(Number(got), Number(whole), what);
  if (kind === 'spread') {
    assert.ok(
      Number(got) <= Number(whole) * BUCKET && Number(got) >= Number(whole) / BUCKET,
      `${what}: ${got} ${whole}`,
    );
  }
}

/** Sums of doubles in another order. */
function close(got: number, expected: number, what: string): void {
  assert.ok(Math.abs(got - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${what}: ${got}, not ${expected}`);
}

for (const view of VIEWS) {
  const isUnion = isOfHost(planOf(view));
  test(`${view.id}: ${isUnion ? 'the rows of all hosts' : 'shared keys added up'}`, () =>
    isUnion ? checkUnion(view) : checkShared(view));
}

const SUMMED = VIEWS.filter((view) => view.kind === 'table' && !isOfHost(planOf(view)));
const OWN = VIEWS.filter((view) => view.kind === 'table' && isOfHost(planOf(view)));

/** Values of the order's column, which decides who is first; rows with equal ones may change places. */
function values(rows: readonly MergedRow[], column: number): string[] {
  return rows.map(({ cells }) => Number(cells[column] ?? 0).toPrecision(9)).sort();
}

test('the first rows of a fleet are the first of its complete table, the rest is one row', async () => {
  const cases = fc.record({ view: fc.constantFrom(...SUMMED, ...OWN), top: fc.integer({ min: 1, max: 12 }) });
  await fc.assert(
    fc.asyncProperty(cases, async ({ view, top }) => {
      const plan = planOf(view);
      const [whole, cut] = [await fleetOf(view), await fleetOf(view, { top })];
      const column = plan.sortColumn;
      const order = new Table({ ...whole.source, key: String }, whole.sort, '');
      const first = order.rows(0, top).map(({ key }) => whole.rows[Number(key)] as MergedRow);
      if (typeof first[0]?.cells[column] === 'number')
        assert.deepEqual(values(cut.rows, column), values(first, column));
      assert.equal(cut.rows.length, Math.min(top, whole.rows.length));
      if (isOfHost(plan)) return;
      for (const [c, planned] of plan.columns.entries()) {
        if (mergeKind(plan, planned) !== 'sum') continue;
        const total = (rows: readonly MergedRow[]): number =>
          rows.reduce((sum, { cells }) => sum + Number(cells[c] ?? 0), 0);
        const isCut = cut.rest !== undefined || whole.rows.length <= top;
        if (isCut)
          close(
            total(cut.rest === undefined ? cut.rows : [...cut.rows, cut.rest]),
            total(whole.rows),
            planned.column.name,
          );
      }
    }),
    { seed: SEED, numRuns: 60 },
  );
});

test('a host that does not answer is named, and its rows are not there', async () => {
  const view = VIEWS.find(({ id }) => id === 'procs') ?? assert.fail();
  const client = new FleetClient(portTo(HOSTS, 'dig', new Set(['db-1'])));
  await client.discover(1000);
  const made = await fleetTable(client, Object.keys(BYTES), {
    view,
    filter: '',
    window: {},
    containers: false,
    sort: undefined,
    text: '',
    budget: 60_000,
    top: undefined,
    wait: 300,
    patience: 300,
  });
  assert.ok(made.ok);
  assert.deepEqual([...made.value.missing], [['db-1', 'late']]);
  assert.ok(made.value.rows.every(({ hosts }) => !hosts.includes('db-1')));
});
