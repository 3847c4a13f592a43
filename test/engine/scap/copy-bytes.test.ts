// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyBytes } from '../../../src/engine/scap/copy-bytes.js';

test('a copy stays as it is when the original changes, of a Buffer too', () => {
  for (const original of [Uint8Array.of(1, 2, 3, 4), Buffer.from([1, 2, 3, 4])]) {
    const whole = copyBytes(original);
    const part = copyBytes(original, 1, 3);
    original.fill(9);
    assert.deepEqual([...whole], [1, 2, 3, 4]);
    assert.deepEqual([...part], [2, 3]);
    assert.equal(part.byteOffset, 0);
  }
});
