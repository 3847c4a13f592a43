// SPDX-License-Identifier: Apache-2.0
// What the engine's thread says at the end of a capture, in which order: the reader that learns that it is complete has the
// complete table, whatever was held back while it was read.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startEngine } from '../../../src/engine/pipeline/client.js';
import type { TableRequest, TableSnapshot } from '../../../src/engine/protocol/protocol.js';

const CAPTURE = fileURLToPath(new URL('../../../../docs/demo.scap', import.meta.url));

const TABLE: TableRequest = {
  view: 'syscalls',
  filter: '',
  window: { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
  containers: false,
  sort: undefined,
  text: '',
  viewport: { top: 0, height: 100, selected: undefined },
};

it('the complete table comes before the word that the capture is complete', async () => {
  const started = await startEngine({
    input: { kind: 'file', paths: [CAPTURE] },
    memory: 1e9,
    refresh: 1000,
    userViews: [],
    names: { users: true, ports: false },
  });
  assert.ok(started.ok);
  const client = started.value;
  let last: TableSnapshot | undefined;
  client.table$.subscribe((table) => {
    last = table;
  });
  const atEnd = new Promise<TableSnapshot | undefined>((resolve) => {
    client.status$.subscribe(({ state }) => {
      if (state.kind === 'complete') resolve(last);
    });
  });
  const opened = await client.openTable(TABLE);
  assert.ok(opened.ok);
  const shown = (await atEnd) ?? opened.value;
  const whole = await client.openTable(TABLE);
  assert.ok(whole.ok);
  assert.equal(shown.matchedEvents, whole.value.matchedEvents);
  assert.deepEqual(
    shown.rows.map((row) => row.cells),
    whole.value.rows.map((row) => row.cells),
  );
  await client.close();
});
