// SPDX-License-Identifier: Apache-2.0
// A capture that ends anywhere: all events before the end are delivered, and there is one defect whose offset is that of
// the block that is incomplete. None where it ends between two blocks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScapReader } from '../../../src/engine/scap/scap-reader.js';
import { FILES_CAPTURE, plainBytes } from './capture-files.js';
import { dumpBytes, emptyTally, hashesOf, tallySink } from './event-dump.js';
import { below, random } from './random.js';

const plain = plainBytes(FILES_CAPTURE);

/** Where the blocks start, by their length fields alone. */
function blockStarts(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const starts: number[] = [];
  for (let at = 0; at < bytes.length; at += view.getUint32(at + 4, true)) starts.push(at);
  return starts;
}

const starts = blockStarts(plain);
const whole = dumpBytes(plain);
const hashes = hashesOf(plain);
const firstEvent = whole.offsets[0] as number;

function checkCut(size: number): void {
  const dump = emptyTally();
  const reader = new ScapReader(tallySink(dump));
  reader.push(plain.subarray(0, size));
  reader.end();
  const lastStart = starts.findLast((start) => start <= size) ?? 0;
  const isBetween = lastStart === size;
  const complete = isBetween ? size : lastStart;
  const expected = whole.offsets.filter((offset) => offset < complete).length;
  assert.equal(dump.events, expected, `cut at ${size}`);
  assert.equal(dump.hash, hashes[expected], `cut at ${size}`);
  if (isBetween && size > firstEvent) {
    assert.deepEqual(dump.defects, [], `cut at ${size}`);
    return;
  }
  assert.equal(dump.defects.length, 1, `cut at ${size}`);
  const [defect] = dump.defects;
  assert.equal(defect?.offset, complete, `cut at ${size}`);
  const left = size - complete;
  if (left >= 4) {
    const type = new DataView(plain.buffer).getUint32(complete, true);
    assert.equal(defect?.blockType, type, `cut at ${size}`);
  }
  if (left >= 8) assert.match(defect?.reason ?? '', new RegExp(`${left} of \\d+ bytes`), `cut at ${size}`);
}

test('200 random ends', () => {
  const next = random(3);
  for (let i = 0; i < 200; i++) checkCut(below(next, plain.length));
});

test('every end inside the first blocks, and around some events', () => {
  for (let size = 0; size < 400; size++) checkCut(size);
  const next = random(5);
  for (let i = 0; i < 10; i++) {
    const at = whole.offsets[1 + below(next, whole.offsets.length - 1)] as number;
    for (let size = at - 5; size < at + 60; size++) checkCut(Math.min(size, plain.length));
  }
});

test('metadata without an event is a defect, not a silent nothing', () => {
  checkCut(firstEvent);
  const dump = dumpBytes(plain.subarray(0, firstEvent));
  assert.match(dump.defects[0]?.reason ?? '', /no events/);
});
