// SPDX-License-Identifier: Apache-2.0
// Every view that csysdig 0.36 also has, over every capture whose tables were recorded: the same rows with the same cells,
// apart from the kinds of view-differences.ts. The recorded tables lie beside the checkout.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { lookupField } from '../../src/engine/fields/catalogue.js';
import { compileFilter } from '../../src/engine/filter/compile.js';
import type { CellValue } from '../../src/engine/pipeline/protocol.js';
import { durationText } from '../../src/engine/print/duration-text.js';
import { kinship } from '../../src/engine/query/kinship.js';
import { runListQuery } from '../../src/engine/query/list-query.js';
import { listSource, type TableSource, tableSource } from '../../src/engine/query/table.js';
import { runTableQuery } from '../../src/engine/query/table-query.js';
import { type ColumnPlan, planView } from '../../src/engine/query/view-plan.js';
import { EVERYTHING } from '../../src/engine/query/window.js';
import type { Capture } from '../../src/engine/store/capture.js';
import { VIEWS } from '../../src/views/index.js';
import type { View } from '../../src/views/view.js';
import { expectedFolder, findCapture, loadCapture } from './oracle-captures.js';
import { VIEW_DIFFERENCES } from './view-differences.js';

const CAPTURES = [
  'files.scap',
  'shell.scap',
  'web.scap',
  'redis.scap',
  'containers.scap',
  'build.scap',
  'curl_google.scap',
  'cat_write.scap',
  'single_ipv6_conn.scap',
  'open-multiple-files.scap',
  'mixed-big.scap.gz',
];

/** One table as csysdig writes it. */
interface PeerTable {
  readonly info: { readonly legend: readonly { readonly name: string; readonly type: string }[] };
  readonly rows: readonly { readonly k: string; readonly d: readonly (string | number | null)[] }[];
}

type Cells = ReadonlyMap<string, CellValue>;

for (const file of CAPTURES) {
  const name = file.replace(/\.scap(\.gz)?$/, '');
  const path = findCapture(file);
  const folder = expectedFolder();
  const skip = path === undefined || folder === undefined ? `${file} or its tables are not here` : false;
  test(`views over ${file}`, { skip }, async (t) => {
    const capture = await loadCapture(path ?? '');
    const unexplained: string[] = [];
    const counts = new Map<string, number>();
    let cells = 0;
    for (const view of VIEWS) {
      const recorded = join(folder ?? '', name, `${view.id}.json`);
      if (!existsSync(recorded)) continue;
      const theirs = peerRows(JSON.parse(readFileSync(recorded, 'utf8')) as PeerTable, view.kind === 'list');
      const ours = ourRows(capture, view);
      cells += compare(ours, theirs, (key, column, text) => {
        const kind = VIEW_DIFFERENCES.find(
          (d) =>
            d.views.test(view.id) &&
            (d.captures?.test(name) ?? true) &&
            (column === undefined ? d.rows?.test(key) : d.columns?.test(column)) === true,
        )?.kind;
        if (kind === undefined) unexplained.push(`${view.id} ${key} ${text}`);
        else counts.set(kind, (counts.get(kind) ?? 0) + 1);
      });
    }
    for (const [kind, count] of counts) t.diagnostic(`${kind}: ${count}`);
    t.diagnostic(`${cells} cells the same`);
    assert.ok(cells > 0);
    assert.deepEqual(unexplained.slice(0, 20), [], `${unexplained.length} differences`);
  });
}

function ourRows(capture: Capture, view: View): Map<string, Cells> {
  const plan = planView(view, false);
  assert.ok(plan.ok);
  const { columns } = plan.value;
  const filter = view.filter === undefined ? undefined : compileFilter(view.filter, { lookupField });
  assert.ok(filter?.ok !== false);
  let source: TableSource;
  if (plan.value.key === undefined) {
    source = listSource(capture, plan.value, runListQuery(capture, plan.value, filter?.value, EVERYTHING));
  } else {
    const data = runTableQuery(capture, { plan: plan.value, filter: filter?.value, window: EVERYTHING });
    source = tableSource(data, kinship(capture, EVERYTHING));
  }
  const { from, to } = capture.store.span();
  const seconds = (to - from) / 1e9;
  const rows = new Map<string, Cells>();
  for (let r = 0; r < source.length; r++) {
    const key = plan.value.key === undefined ? String(r) : normalKey(source.key(r));
    rows.set(key, new Map(columns.map((plan, c) => [plan.column.name, asPeer(source.cell(r, c), plan, seconds)])));
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

function peerRows({ info, rows }: PeerTable, isList: boolean): Map<string, Cells> {
  const { legend } = info;
  return new Map(
    rows.map(({ k, d }, i) => {
      const cells = legend.map(({ name, type }, c): [string, CellValue] => {
        const cell = d[c] ?? null;
        if (type === 'IPADDR') return [name, null]; // csysdig prints IPv4 addresses as garbage.
        if (typeof cell === 'string') return [name, type === 'RELTIME' ? cell.trim() : cell];
        return [name, cell === null ? null : Number(cell.toFixed(4))];
      });
      return [isList ? String(i) : normalKey(k), new Map(cells)];
    }),
  );
}

/** Names below a directory fd of / have two slashes in the peer. */
function normalKey(key: string): string {
  return key.replace(/^\/\/(?=\w)/, '/');
}

/** Reports each difference; answers how many cells are the same. */
function compare(
  ours: ReadonlyMap<string, Cells>,
  theirs: ReadonlyMap<string, Cells>,
  report: (key: string, column: string | undefined, text: string) => void,
): number {
  let same = 0;
  for (const [key, cells] of theirs) {
    const own = ours.get(key);
    if (own === undefined) {
      report(key, undefined, 'is missing');
      continue;
    }
    for (const [column, cell] of cells) {
      const value = own.get(column);
      if (value === undefined) continue; // Not among our columns.
      if (value === cell || cell === null || sameText(value, cell)) same++;
      else report(key, column, `${column}: ours ${value}, theirs ${cell}`);
    }
  }
  for (const key of ours.keys()) if (!theirs.has(key)) report(key, undefined, 'is extra');
  return same;
}

function sameText(ours: CellValue, theirs: CellValue): boolean {
  if (typeof ours !== 'string' || typeof theirs !== 'string') return false;
  return ours.trim() === theirs.trim() || ours === theirs.replace(/(^|[ :=])\/\/(?=\w)/g, '$1/');
}
