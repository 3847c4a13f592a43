// SPDX-License-Identifier: Apache-2.0
// Payloads come from anywhere. Whatever they hold, decoders neither throw nor hang, and each exchange stays within what
// was moved. A sample here; `npm run fuzz` runs more (ROUNDS).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { L4 } from '../../../src/engine/state/fd-info.js';
import { bytesOf, type Line, play, seen } from './dialogue.js';
import { TRANSCRIPTS } from './transcripts.js';

const ROUNDS = Number(process.env['SYSDRILL_FUZZ_ROUNDS'] ?? 300);

/** Numbers from a seed (mulberry32, public domain). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function damaged(lines: readonly Line[], next: () => number): Line[] {
  const pick = (count: number) => Math.floor(next() * count);
  return lines.flatMap(([from, text]): Line[] => {
    const bytes = Uint8Array.from(bytesOf(text));
    const kind = pick(8);
    if (kind === 0) return [];
    if (kind === 1) return [[from, bytes.subarray(0, pick(bytes.length + 1))]];
    if (kind === 2)
      return [
        [from, bytes],
        [from, bytes],
      ];
    if (kind === 3) return [[from === 'client' ? 'server' : 'client', bytes]];
    for (let n = pick(4); n > 0; n--) bytes[pick(bytes.length)] = kind === 4 ? 255 : pick(256);
    return [[from, bytes]];
  });
}

for (const [name, { port, l4 = L4.TCP, lines }] of Object.entries(TRANSCRIPTS)) {
  test(`${name}: damaged dialogues`, () => {
    for (let round = 0; round < ROUNDS; round++) {
      const next = random(round * 31 + name.length);
      const broken = damaged([...lines, ...lines], next);
      const moved = broken.reduce((sum, [, bytes]) => sum + bytes.length, 0);
      const snaplen = 1 + Math.floor(next() * 100);
      const found = seen(play(broken, { port, l4, snaplen, side: next() < 0.5 ? 'client' : 'server' }));
      const counted = found.reduce((sum, { requestBytes, responseBytes }) => sum + requestBytes + responseBytes, 0);
      assert.ok(counted <= moved, `seed ${round}: ${counted} of ${moved} bytes`);
      for (const { latency } of found) assert.ok(latency === undefined || latency >= 0, `seed ${round}: ${latency}`);
    }
  });
}
