// SPDX-License-Identifier: Apache-2.0
// A search over very many events takes time: other questions are answered meanwhile, and it ends when nobody waits for it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startEngine } from '../../../src/engine/pipeline/client.js';
import type { EngineClient } from '../../../src/engine/protocol/engine-calls.js';
import type { TimeWindow } from '../../../src/engine/protocol/protocol.js';

const DEMO = fileURLToPath(new URL('../../../../docs/demo.scap', import.meta.url));
const ALL: TimeWindow = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
/** Nothing has this text. */
const NOWHERE = 'nosuchtextanywhere';

async function complete(): Promise<EngineClient> {
  const engine = await startEngine({
    // Several times, so that there is much to look through.
    input: { kind: 'file', paths: [DEMO, DEMO, DEMO] },
    memory: 1e9,
    refresh: 1000,
    userViews: [],
    names: { users: true, ports: false },
  });
  assert.ok(engine.ok);
  const client = engine.value;
  await new Promise<void>((resolve) => {
    client.status$.subscribe(({ state }) => {
      if (state.kind !== 'loading') resolve();
    });
  });
  const opened = await client.openEvents({ filter: '', window: ALL, format: undefined, buffers: 'dots' });
  assert.ok(opened.ok);
  return client;
}

test('other questions are answered while a search is under way, and it finds what it would have found', async () => {
  const client = await complete();
  const order: string[] = [];
  const search = client.findEvent(NOWHERE, 0, false).then((answer) => {
    order.push('search');
    return answer;
  });
  const lines = client.eventLines(1000, 10).then((answer) => {
    order.push('lines');
    return answer;
  });
  const [found, shown] = await Promise.all([search, lines]);
  assert.deepEqual(order, ['lines', 'search']);
  assert.deepEqual(found, { ok: true, value: -1 });
  assert.ok(shown.ok && shown.value.lines.length === 10);
  const first = await client.findEvent('EXIT_GROUP', 0, false);
  assert.ok(first.ok && first.value > 0);
  const line = await client.eventLines(first.value, 1);
  assert.match(line.ok ? (line.value.lines[0]?.text ?? '') : '', /exit_group/);
  await client.close();
});

test('a newer search ends it, and so does nobody waiting', async () => {
  const client = await complete();
  const older = client.findEvent(NOWHERE, 0, false);
  const newer = client.findEvent('openat', 0, false);
  const gone = await older;
  assert.equal(gone.ok ? '' : gone.error.code, 'gone');
  assert.ok((await newer).ok);
  const search = client.findEvent(NOWHERE, 0, false);
  client.stopSearch();
  const stopped = await search;
  assert.equal(stopped.ok ? '' : stopped.error.code, 'gone');
  await client.close();
});
