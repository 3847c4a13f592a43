// SPDX-License-Identifier: Apache-2.0
// Notes of the capture tool may be older than the first event of the machine, from which times count, and fill more than
// one read of the file: what is printed before that event is known must have the same times as what is printed after.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capture, cstr, event, START, u64 } from '../engine/scap/block-writer.js';
import { run } from './program.js';

const PROCINFO = 234;
const CONTAINER = 272;
const CLOSE = 4;
/** More than a megabyte, which is read at once. */
const NOTES = 30_000;
const SECOND = 1_000_000_000n;

test('times count from the first event of the machine, however late it comes', async () => {
  const json = cstr(JSON.stringify({ container: { id: 'aaaaaaaaaaaa', name: 'web', type: 0 } }));
  const note = event({ type: PROCINFO, time: START - 90n * SECOND, tid: 1, params: [u64(1), u64(2)] });
  const bytes = capture(
    note,
    event({ type: CONTAINER, time: START - SECOND, tid: 0, params: [json] }),
    ...Array.from({ length: NOTES }, () => note),
    event({ type: CLOSE, time: START, tid: 7, params: [u64(3)] }),
    event({ type: CLOSE, time: START + SECOND, tid: 7, params: [u64(3)] }),
  );
  const { out, status } = await run(['-r', '-', '-p', '*%evt.type %evt.reltime %evt.time'], bytes);
  assert.equal(status, 0);
  assert.deepEqual(out.trim().split('\n'), [
    'container -1000000000 12:26:39.000000000',
    'close 000000000 12:26:40.000000000',
    'close 1000000000 12:26:41.000000000',
  ]);
  const first = await run(['-r', '-', '-p', '*%evt.type', '-n', '1'], bytes);
  assert.equal(first.out, 'container\n');
});

test('notes of the capture tool alone are printed too', async () => {
  const json = cstr(JSON.stringify({ container: { id: 'aaaaaaaaaaaa' } }));
  const note = event({ type: PROCINFO, time: START, tid: 1, params: [u64(1), u64(2)] });
  const bytes = capture(note, event({ type: CONTAINER, time: START + 5n, tid: 0, params: [json] }));
  const { out } = await run(['-r', '-', '-p', '*%evt.type %evt.reltime'], bytes);
  assert.equal(out, 'container 000000005\n');
});
