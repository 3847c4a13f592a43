// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { legacySequence } from '../../../src/ui/terminal/legacy-sequence.js';

it('newer key sequences become the older ones that mean the same', () => {
  const same: readonly (readonly [string, string])[] = [
    ['\x1b[1;2R', '\x1b[13;2~'],
    ['\x1b[1;5P', '\x1b[11;5~'],
    ['\x1b[S', '\x1b[14~'],
    ['\x1b[102;5u', '\x06'],
    ['\x1b[27;5;102~', '\x06'],
    ['\x1b[120;3u', '\x1bx'],
    ['\x1b[103;2u', 'G'],
    ['\x1b[27;3;91~', '\x1b['],
    ['\x1b[27u', '\x1b'],
    ['\x1b[13;2u', '\r'],
    ['\x1b[9;2u', '\x1b[Z'],
  ];
  for (const [sequence, legacy] of same) assert.equal(legacySequence(sequence), legacy, JSON.stringify(sequence));
});

it('others stay as they are', () => {
  for (const sequence of ['a', '\x1b', '\x1b[A', '\x1b[1;2A', '\x1b[24;2~', '\x1bOP', '\x1b[57363u', '\x1b[<0;1;1M']) {
    assert.equal(legacySequence(sequence), sequence);
  }
});
