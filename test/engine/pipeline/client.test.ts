// SPDX-License-Identifier: Apache-2.0
// What becomes of calls: answered in order, overtaken, given up, asked of an engine that has ended.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGINE_METHODS } from '../../../src/engine/protocol/engine-calls.js';
import type { Answer, TableRequest } from '../../../src/engine/protocol/protocol.js';
import { DEMO_CAPTURE } from '../scap/capture-files.js';
import { localEngine, settled, startLocalEngine } from './local-engine.js';

const TABLE: TableRequest = {
  view: 'procs',
  filter: '',
  window: { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
  containers: false,
  sort: undefined,
  text: '',
  viewport: { top: 0, height: 10, selected: undefined },
};

function codeOf(answer: Answer<unknown>): string {
  return answer.ok ? 'ok' : answer.error.code;
}

test('of calls that a newer one makes pointless the last is answered, of others each', async () => {
  const client = await localEngine([DEMO_CAPTURE]);
  const tables = await Promise.all(['procs', 'files', 'errors'].map((view) => client.openTable({ ...TABLE, view })));
  assert.deepEqual(tables.map(codeOf), ['gone', 'gone', 'ok']);
  assert.equal(tables[2]?.ok === true && tables[2].value.view, 'errors');
  const [table, timeline] = await Promise.all([client.openTable(TABLE), client.timeline('events', 10)]);
  assert.deepEqual([codeOf(table), codeOf(timeline)], ['ok', 'ok'], 'other methods do not overtake it');
  const details = await Promise.all([1, 2, 3].map((num) => client.eventDetails(num)));
  assert.deepEqual(
    details.map((answer) => answer.ok && answer.value.num),
    [1, 2, 3],
  );
  await client.close();
});

test('every method of the list can be called', async () => {
  const client = await localEngine([DEMO_CAPTURE]);
  for (const method of Object.keys(ENGINE_METHODS))
    assert.equal(typeof Reflect.get(client, method), 'function', method);
  const fields = await client.fields();
  assert.ok(fields.ok && fields.value.some(({ name }) => name === 'proc.name'));
  await client.close();
});

test('a search that is given up answers at once, and the engine goes on', async () => {
  const client = await localEngine([DEMO_CAPTURE]);
  const opened = await client.openEvents({ filter: '', window: TABLE.window, format: undefined, buffers: 'dots' });
  assert.ok(opened.ok);
  const search = client.findEvent('nosuchtextanywhere', 0, false);
  const lines = client.eventLines(0, 5);
  client.stopSearch();
  assert.equal(codeOf(await search), 'gone');
  assert.equal(codeOf(await lines), 'ok');
  await client.close();
});

test('after its end everything answers, and closing again is done at once', async () => {
  const client = await localEngine([DEMO_CAPTURE]);
  const late = client.spectrogram({ filter: '', window: TABLE.window, timeCells: 10, latencyCells: 10 });
  await client.close();
  assert.ok(['ok', 'gone'].includes(codeOf(await late)));
  assert.equal(codeOf(await client.openTable(TABLE)), 'gone');
  assert.equal(codeOf(await client.fields()), 'gone');
  await client.close();
});

test('a file that cannot be opened is named', async () => {
  const engine = await startLocalEngine(['/nonexistent/x.scap']);
  assert.ok(!engine.ok);
  assert.equal(engine.error, '/nonexistent/x.scap does not exist');
});

test('a paused table is not computed again while the capture is read', async () => {
  const engine = await startLocalEngine([DEMO_CAPTURE]);
  assert.ok(engine.ok);
  const client = engine.value;
  let tables = 0;
  client.table$.subscribe(() => tables++);
  client.setPaused(true);
  const opened = await client.openTable(TABLE);
  assert.ok(opened.ok);
  const end = await settled(client);
  assert.equal(end.state.kind, 'complete');
  assert.equal(tables, 0);
  client.setPaused(false);
  const again = await client.openTable(TABLE);
  assert.ok(again.ok && again.value.matchedEvents > 0);
  await client.close();
});
