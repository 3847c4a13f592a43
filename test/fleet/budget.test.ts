// SPDX-License-Identifier: Apache-2.0
// A host that has no time looks at a part of its events, says how much, and goes on when it is asked again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostTables } from '../../src/fleet/host-tables.js';
import type { TableQuestion } from '../../src/fleet/messages.js';
import { VIEWS } from '../../src/views/index.js';
import { loaded } from '../engine/query/loaded.js';
import { DEMO_CAPTURE } from '../engine/scap/capture-files.js';

function questionOf(id: string, budget: number): TableQuestion {
  const view = VIEWS.find((one) => one.id === id) ?? assert.fail(id);
  return { view, filter: '', window: {}, containers: false, sort: undefined, text: '', budget };
}

test('a budget that does not do is reported, and the table is whole in the end', () => {
  const capture = loaded(DEMO_CAPTURE);
  assert.ok(capture.store.chunks.length > 1);
  const tables = new HostTables(capture, 'db-1');
  const ask = (id: string, budget: number, of: number) => {
    assert.ok(tables.open('s', of, questionOf(id, budget), 'dig').ok);
    return tables.page('s', of, 0, 1000, false) ?? assert.fail();
  };
  for (const id of ['procs', 'syscalls', 'files']) {
    const whole = ask(id, 60_000, 1);
    assert.equal(whole.scanned, 1);
    const first = ask(id, 0, 2);
    assert.ok(first.scanned > 0 && first.scanned < 1, id);
    assert.ok(first.matchedEvents < whole.matchedEvents);
    let last = first;
    for (let of = 3; last.scanned < 1; of++) last = ask(id, 0, of);
    assert.deepEqual(last.rows, whole.rows, id);
  }
});

test('tables are forgotten with their session, and others cannot ask for them', () => {
  const tables = new HostTables(loaded(DEMO_CAPTURE, 2000), 'db-1');
  assert.ok(tables.open('a', 1, questionOf('procs', 1000), 'dig').ok);
  assert.ok(tables.page('a', 1, 0, 10, false) !== undefined);
  assert.equal(tables.page('a', 2, 0, 10, false), undefined);
  assert.equal(tables.page('b', 1, 0, 10, false), undefined);
  tables.forget('a');
  assert.equal(tables.page('a', 1, 0, 10, false), undefined);
});
