// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { BlockCutter, countEvents } from '../../../src/engine/scap/block-cutter.js';
import { fromBytes } from '../query/loaded.js';
import { DEMO_CAPTURE } from './capture-files.js';

const bytes = gunzipSync(readFileSync(DEMO_CAPTURE));

test('pieces of any size come out as whole blocks', () => {
  for (const size of [1000, 4097, 1 << 20]) {
    const cutter = new BlockCutter();
    const parts: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      const blocks = cutter.push(bytes.subarray(at, at + size));
      if (blocks.length > 0) parts.push(Uint8Array.from(blocks));
    }
    assert.ok(Buffer.concat(parts).equals(bytes));
    assert.equal(cutter.rest.length, 0);
    for (const part of parts.slice(0, 50)) assert.ok(part.length >= 12);
  }
});

test('events are counted by their blocks', () => {
  assert.equal(countEvents(bytes), fromBytes(bytes).store.rows);
});
