// SPDX-License-Identifier: Apache-2.0
// A capture whose chunks are in a temporary file says what one says that is in memory: every view, list, line and detail.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileFormat } from '../../../src/engine/format/format.js';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { EventList } from '../../../src/engine/query/list-query.js';
import { overview } from '../../../src/engine/query/overview.js';
import { kinship } from '../../../src/engine/query/process-tree.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import { spectrogram } from '../../../src/engine/query/spectrogram.js';
import { tableSource } from '../../../src/engine/query/table.js';
import { runTableQuery } from '../../../src/engine/query/table-query.js';
import { timeline } from '../../../src/engine/query/timeline.js';
import { planView } from '../../../src/engine/query/view-plan.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { eventDetails } from '../../../src/engine/session/event-details.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { spillFolder } from '../../../src/engine/store/spill-file.js';
import { VIEWS } from '../../../src/views/index.js';
import { DEMO_CAPTURE, plainBytes } from '../scap/capture-files.js';
import { filterOf } from './loaded.js';

/** Three machines in a row, so that there are chunks to spill. */
const SECTIONS = 3;
const options = { skip: spillFolder() === undefined ? 'no folder on a disk' : false };

const LINE = '*%evt.num %evt.time %evt.cpu %proc.name %fd.name %evt.latency %evt.deltatime %evt.info';

function load(budget: number): Capture {
  const bytes = plainBytes(DEMO_CAPTURE);
  const capture = new Capture(new StreamRawStore(budget));
  for (let section = 0; section < SECTIONS; section++) {
    for (let at = 0; at < bytes.length; at += 1 << 20) {
      capture.feed(bytes.slice(at, at + (1 << 20)));
      if (Number.isFinite(budget)) capture.spill(budget);
    }
  }
  capture.end();
  assert.equal(capture.defect, undefined);
  return capture;
}

function json(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v));
}

/** Every cell of a view's table. */
function tableOf(capture: Capture, id: string, user: string): readonly string[] {
  const view = VIEWS.find((v) => v.id === id) ?? assert.fail(id);
  const plan = planView(view, false);
  const own = [view.filter ?? '', user].filter((part) => part !== '');
  const filter = own.length === 0 ? undefined : filterOf(own.map((part) => `(${part})`).join(' and '));
  const data = runTableQuery(capture, {
    plan: plan.ok ? plan.value : assert.fail(plan.error),
    filter,
    window: EVERYTHING,
  });
  const source = tableSource(data, kinship(capture, EVERYTHING));
  return Array.from({ length: source.length }, (_, row) =>
    json([source.keyValue(row), source.firstEvent(row), view.columns.map((_, c) => source.cell(row, c))]),
  );
}

test('chunks in a file answer as chunks in memory', options, async (t) => {
  const memory = load(Number.POSITIVE_INFINITY);
  const spilled = load(1);
  t.after(() => spilled.close());
  assert.equal(memory.diskBytes, 0);
  assert.ok(spilled.store.diskBytes > 0, 'nothing was spilled');
  assert.ok(spilled.store.chunks.length > 2);
  assert.ok(spilled.memoryBytes < memory.memoryBytes);

  await t.test('tables', () => {
    for (const view of VIEWS.filter(({ key }) => key !== undefined)) {
      for (const user of ['', 'proc.name = bash', 'evt.res = ENOENT']) {
        assert.deepEqual(tableOf(spilled, view.id, user), tableOf(memory, view.id, user), `${view.id} where ${user}`);
      }
    }
  });

  await t.test('lists and lines', () => {
    // What a line says of the time since the one before depends on what was printed before: each has a format of its own.
    const [ours, theirs] = [compileFormat(LINE), compileFormat(LINE)];
    assert.ok(ours.ok && theirs.ok);
    for (const text of ['evt.type = execve', 'evt.latency > 5000000', 'fd.name contains etc and evt.failed = true']) {
      const query = { filter: filterOf(text), window: { from: 1e9, to: 1e11 }, internal: true };
      const [left, right] = [new EventList(memory, query), new EventList(spilled, query)];
      assert.ok(left.length > 0, text);
      assert.equal(right.length, left.length, text);
      const [a, b] = [new RowView(memory), new RowView(spilled)];
      for (let n = 0; n < left.length; n += 7) {
        assert.ok(a.moveToRow(left.row(n)) && b.moveToRow(right.row(n)));
        assert.equal(theirs.value.line(b), ours.value.line(a));
      }
    }
  });

  await t.test('details, from one end to the other', () => {
    // Back and forth between chunks: parts of more of them than are held at a time.
    const step = Math.floor(memory.store.rows / 37);
    for (let k = 0; k < 37; k++) {
      const num = 1 + ((k * 17) % 37) * step;
      assert.equal(json(eventDetails(spilled, num)), json(eventDetails(memory, num)));
    }
  });

  await t.test('charts', () => {
    for (const measure of ['events', 'errors', 'latency'] as const) {
      assert.deepEqual(timeline(spilled, measure, 50), timeline(memory, measure, 50));
    }
    const query = { filter: undefined, window: EVERYTHING, timeCells: 20, latencyCells: 20 };
    assert.deepEqual(spectrogram(spilled, query), spectrogram(memory, query));
    const slow = filterOf('evt.latency > 1000000');
    assert.deepEqual(overview(spilled, EVERYTHING, 20, slow), overview(memory, EVERYTHING, 20, slow));
  });
});
