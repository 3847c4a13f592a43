// SPDX-License-Identifier: Apache-2.0
// Every view out of a stream that is dropped while it is read, with no more of the machine's state than the view needs,
// against the same view over everything stored.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Capture } from '../../../src/engine/ingest/capture.js';
import type { TimeWindow } from '../../../src/engine/protocol/protocol.js';
import { runListQuery } from '../../../src/engine/query/list-query.js';
import { kinship } from '../../../src/engine/query/process-tree.js';
import { viewNeeds } from '../../../src/engine/query/stream-needs.js';
import { StreamView } from '../../../src/engine/query/stream-view.js';
import { listSource, Table, type TableSource, tableSource } from '../../../src/engine/query/table.js';
import { runTableQuery } from '../../../src/engine/query/table-query.js';
import { planView, type ViewPlan } from '../../../src/engine/query/view-plan.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { VIEWS } from '../../../src/views/index.js';
import { DEMO_CAPTURE, FILES_CAPTURE, plainBytes, siblingCapture } from '../scap/capture-files.js';
import { filterOf, loaded } from './loaded.js';

const CHUNK = 1 << 15;
/** Small, so that rows and dictionary entries leave many times. */
const PACE = { rows: 1000, entries: 64 };

interface Question {
  readonly plan: ViewPlan;
  readonly filter: ReturnType<typeof filterOf> | undefined;
  readonly window: TimeWindow;
}

function questionOf(id: string, user: string, containers: boolean, window = EVERYTHING): Question {
  const view = VIEWS.find((one) => one.id === id) ?? assert.fail(id);
  const plan = planView(view, containers);
  assert.ok(plan.ok);
  const parts = [view.filter ?? '', user].filter((part) => part !== '');
  const filter = parts.length === 0 ? undefined : filterOf(parts.map((part) => `(${part})`).join(' and '));
  return { plan: plan.value, filter, window };
}

function stored(capture: Capture, question: Question): Table {
  const { sortColumn, sortDescending } = question.plan;
  return new Table(storedSource(capture, question), { column: sortColumn, descending: sortDescending }, '');
}

function storedSource(capture: Capture, { plan, filter, window }: Question): TableSource {
  if (plan.key === undefined) return listSource(capture, plan, runListQuery(capture, plan, filter, window));
  return tableSource(runTableQuery(capture, { plan, filter, window }), kinship(capture, window));
}

function streamed(bytes: Uint8Array, question: Question): { table: Table; capture: Capture } {
  const needs = viewNeeds(question.plan, question.filter?.plan);
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY), undefined, needs.scope);
  let view: StreamView | undefined;
  for (let at = 0; at < bytes.length; at += CHUNK) {
    capture.feed(bytes.slice(at, at + CHUNK));
    if (!capture.isStartKnown) continue;
    view ??= new StreamView(capture, { ...question, needs, pace: PACE });
    view.advance();
  }
  capture.end();
  assert.ok(view !== undefined);
  const table = view.finish();
  if (needs.past === 'none') assert.ok(capture.store.evicted > 0, 'nothing has left');
  return { table, capture };
}

/** Rows as they are printed. */
function rowsOf(table: Table): readonly string[] {
  return Array.from({ length: table.length }, (_, place) => {
    const { key, keyValue, cells, firstEvent } = table.row(place);
    return JSON.stringify([key, keyValue, cells, firstEvent], (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v));
  });
}

const USER = 'proc.name!=bash and fd.name contains e or evt.latency>1000';
/** Captures, and whether every view is asked in all ways or as it is alone. */
const CASES: readonly (readonly [name: string, path: string | undefined, allWays: boolean])[] = [
  ['the demo', DEMO_CAPTURE, true],
  ['files.scap', FILES_CAPTURE, false],
  ...['web', 'redis', 'build', 'containers', 'shell'].map(
    (name) => [`${name}.scap`, siblingCapture(`${name}.scap`), false] as const,
  ),
];

for (const [name, path, allWays] of CASES) {
  test(`every view of ${name} is the same streamed and stored`, { skip: path === undefined }, (t) => {
    if (path === undefined) return;
    const bytes = plainBytes(path);
    const whole = loaded(path);
    const { from, to } = whole.store.span();
    let rows = 0;
    for (const { id, includesIdle, ofOpenFds, ofThreads } of VIEWS) {
      const later: TimeWindow = {
        from: from + (to - from) / 3,
        to: includesIdle || ofOpenFds || ofThreads ? EVERYTHING.to : to / 2,
      };
      const asItIs = questionOf(id, '', false);
      const otherWays = [questionOf(id, USER, false), questionOf(id, '', true), questionOf(id, '', false, later)];
      for (const [n, question] of [asItIs, ...(allWays ? otherWays : [])].entries()) {
        if (viewNeeds(question.plan, question.filter?.plan).past === 'all') continue;
        const expected = stored(whole, question);
        const { table, capture } = streamed(bytes, question);
        assert.deepEqual(rowsOf(table), rowsOf(expected), `${id}, question ${n}`);
        assert.equal(table.source.matchedEvents, expected.source.matchedEvents);
        assert.equal(capture.store.rows, whole.store.rows);
        rows += expected.length;
      }
    }
    assert.ok(rows > 0);
    t.diagnostic(`${rows} rows`);
  });
}
