// SPDX-License-Identifier: Apache-2.0
// A snapshot has the first and the last screen of a large table with it, where they are not among its rows.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { querySession } from '../../../src/engine/session/query-session.js';
import { VIEWS } from '../../../src/views/index.js';
import { loaded } from '../query/loaded.js';

const PATH = fileURLToPath(new URL('../../../../docs/demo.scap', import.meta.url));
const ALL = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

test('the ends of a table come with its rows', () => {
  const session = querySession(loaded(PATH), VIEWS, [PATH]);
  const request = {
    view: 'file_opens',
    filter: '',
    window: ALL,
    containers: false,
    sort: undefined,
    text: '',
    tree: null,
  };
  const view = (top: number, screen: number) => ({ top, height: screen, selected: undefined, screen });
  const first = session.openTable({ ...request, viewport: view(0, 10) });
  assert.ok(first.ok);
  const { total, rows, ends } = first.value;
  assert.ok(total > 1000);
  assert.deepEqual(
    ends?.map(({ offset }) => offset),
    [total - 10],
    'the start is among the rows',
  );
  const last = session.viewTable(view(total - 10, 10));
  assert.ok(last.ok);
  assert.deepEqual(ends?.[0]?.rows, last.value.rows.slice(-10));
  assert.deepEqual(last.value.ends, [{ offset: 0, rows: rows.slice(0, 10) }]);
  const middle = session.viewTable(view(Math.floor(total / 2), 10));
  assert.ok(middle.ok);
  assert.equal(middle.value.ends?.length, 2);
  const none = session.viewTable({ top: 0, height: 10, selected: undefined });
  assert.ok(none.ok);
  assert.equal(none.value.ends, undefined, 'nobody asked');
});
