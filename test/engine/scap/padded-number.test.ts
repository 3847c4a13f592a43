// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { padded9 } from '../../../src/engine/scap/padded-number.js';

test('nine digits at least, the sign in front', () => {
  const rows = [
    [5, '000000005'],
    [-26916, '-000026916'],
    [1_234_567_890, '1234567890'],
    [-5n, '-000000005'],
  ] as const;
  for (const [value, text] of rows) assert.equal(padded9(value), text);
});
