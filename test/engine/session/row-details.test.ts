// SPDX-License-Identifier: Apache-2.0
// The pane beside a table says the same as the views of the row do.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TableRequest } from '../../../src/engine/protocol/protocol.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { querySession } from '../../../src/engine/session/query-session.js';
import { VIEWS } from '../../../src/views/index.js';
import { DEMO } from '../../fixtures/program-file.js';
import { loaded } from '../query/loaded.js';

const OPEN: TableRequest = {
  view: 'procs',
  filter: '',
  window: EVERYTHING,
  containers: false,
  sort: undefined,
  text: '',
  viewport: { top: 0, height: 10, selected: undefined },
};

describe('details of a row', () => {
  const session = querySession(loaded(DEMO), VIEWS, []);
  const filter = 'proc.pid=16977 and evt.type!=switch';
  const request = {
    key: '16977',
    fields: ['proc.cwd', 'proc.aname[1]'],
    filter,
    window: EVERYTHING,
    views: ['files', 'failed_calls', 'nothing'],
    rows: 3,
    latencyCells: 40,
  };

  it('need a table', () => assert.equal(session.rowDetails(request).ok, false));

  it('are the first rows of views of its events, its fields and its latencies', () => {
    assert.ok(session.openTable(OPEN).ok);
    const answer = session.rowDetails(request);
    assert.ok(answer.ok);
    const { fields, tables, latency } = answer.value;
    assert.equal(fields.length, 2);
    assert.match(fields[0] ?? '', /^\//);
    assert.deepEqual(
      tables.map(({ view }) => view),
      ['files', 'failed_calls'],
    );
    const files = session.openTable({ ...OPEN, view: 'files', filter });
    assert.ok(files.ok);
    assert.deepEqual(
      tables[0]?.rows,
      files.value.rows.slice(0, 3).map(({ cells }) => cells),
    );
    assert.equal(tables[0]?.total, files.value.total);
    assert.ok(latency.total > 100);
    assert.equal(
      latency.counts.reduce((sum, count) => sum + count, 0),
      latency.total,
    );
  });

  it('say where a filter is wrong', () => {
    assert.ok(session.openTable(OPEN).ok);
    assert.equal(session.rowDetails({ ...request, filter: 'proc.pid=' }).ok, false);
  });
});
