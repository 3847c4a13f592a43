// SPDX-License-Identifier: Apache-2.0
// Batches on their way: none lost while the receiver is busy, no more waiting than allowed, an end where it never takes any.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchQueue, DELIVERED } from '../../../src/engine/export/batch-queue.js';
import { messagePack } from '../../../src/engine/export/message-pack.js';
import type { ExportRecord } from '../../../src/engine/export/record-sink.js';
import { unpack } from '../../fixtures/receivers.js';

const record = (n: number): ExportRecord => ({ json: `{"n":${n}}`, time: BigInt(n) });

test('a writer waits until the queue has room', async () => {
  const taken: string[] = [];
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const deliver = async (records: readonly ExportRecord[]) => {
    await gate;
    taken.push(...records.map(({ json }) => json));
    return DELIVERED;
  };
  const queue = new BatchQueue('x', deliver, { records: 2, waiting: 2 });
  for (let n = 0; n < 4; n++) queue.put(record(n));
  let isReady = false;
  const ready = queue.ready().then((wants) => {
    isReady = true;
    return wants;
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isReady, false);
  open();
  assert.equal(await ready, true);
  queue.put(record(4));
  assert.deepEqual(await queue.close(), { sent: 5, lost: 0, problem: undefined });
  assert.deepEqual(
    taken,
    [0, 1, 2, 3, 4].map((n) => record(n).json),
  );
});

test('a batch that fails at first is sent again, and is not a problem in the end', async () => {
  let tries = 0;
  const queue = new BatchQueue('x', async () => {
    if (++tries < 3) throw new Error('away');
    return DELIVERED;
  });
  queue.put(record(1));
  assert.deepEqual(await queue.close(), { sent: 1, lost: 0, problem: undefined });
  assert.equal(tries, 3);
});

test('a receiver that takes nothing is given up, and everything is counted', async () => {
  const queue = new BatchQueue('x', () => Promise.reject(new Error('away')), { records: 1, waiting: 1, patience: 300 });
  queue.put(record(1));
  queue.put(record(2));
  assert.equal(await queue.ready(), false);
  assert.deepEqual(await queue.close(), { sent: 0, lost: 2, problem: 'away' });
});

test('what is refused is lost, what is to come again is not', async () => {
  let first = true;
  const queue = new BatchQueue('x', async (records) => {
    const again = first ? records.slice(0, 1) : [];
    const refused = first ? 1 : 0;
    first = false;
    return { again, refused, ...(refused === 0 ? {} : { problem: 'no such field' }) };
  });
  for (let n = 0; n < 3; n++) queue.put(record(n));
  assert.deepEqual(await queue.close(), { sent: 2, lost: 1, problem: 'no such field' });
});

test('MessagePack reads back what was written', () => {
  const long = 'ü'.repeat(300);
  const value = { a: [1, -1, 127, 128, 2 ** 40, 0.5, true, false, null, '', 'x', long], b: { c: long } };
  const bytes = messagePack(value);
  assert.deepEqual(unpack(bytes), { value, end: bytes.length });
});
