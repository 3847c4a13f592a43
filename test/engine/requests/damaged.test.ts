// SPDX-License-Identifier: Apache-2.0
// Payloads come from anywhere. Whatever they hold, decoders neither throw nor hang, and each exchange stays within what
// was moved. A sample here; SYSDRILL_FUZZ_PAYLOADS=200000 damages that many payloads of each protocol.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { L4 } from '../../../src/engine/state/fd-info.js';
import { bytesOf, type Line, play, seen } from './dialogue.js';
import { http2Dialogue } from './http2-dialogue.js';
import { TRANSCRIPTS } from './transcripts.js';

const PAYLOADS = Number(process.env['SYSDRILL_FUZZ_PAYLOADS'] ?? 3000);

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

interface Dialogue {
  readonly port: number;
  readonly l4?: number;
  readonly lines: readonly Line[];
}

/** Payloads that are no longer as they were. */
function changed(before: readonly Line[], after: readonly Line[]): number {
  const whole = new Set(before.map(([from, bytes]) => `${from} ${Buffer.from(bytesOf(bytes)).toString('latin1')}`));
  return after.filter(([from, bytes]) => !whole.has(`${from} ${Buffer.from(bytesOf(bytes)).toString('latin1')}`))
    .length;
}

function playDamaged({ port, l4 = L4.TCP, lines }: Dialogue, seed: number): number {
  const next = random(seed);
  const broken = damaged([...lines, ...lines], next);
  const moved = broken.reduce((sum, [, bytes]) => sum + bytes.length, 0);
  const snaplen = 1 + Math.floor(next() * 100);
  const found = seen(play(broken, { port, l4, snaplen, side: next() < 0.5 ? 'client' : 'server' }));
  const counted = found.reduce((sum, { requestBytes, responseBytes }) => sum + requestBytes + responseBytes, 0);
  assert.ok(counted <= moved, `seed ${seed}: ${counted} of ${moved} bytes`);
  for (const { latency } of found) assert.ok(latency === undefined || latency >= 0, `seed ${seed}: ${latency}`);
  return changed(lines, broken);
}

/** Says how long the slowest dialogue took: one that takes long for its size shows there. */
function playAll(dialogue: Dialogue, name: string, context: TestContext): void {
  let slowest = 0;
  let payloads = 0;
  let round = 0;
  for (; payloads < PAYLOADS; round++) {
    const before = process.cpuUsage();
    payloads += playDamaged(dialogue, round * 31 + name.length);
    const { user, system } = process.cpuUsage(before);
    slowest = Math.max(slowest, user + system);
  }
  context.diagnostic(`${name}: ${payloads} damaged payloads in ${round} dialogues, the slowest ${slowest} us of CPU`);
}

for (const [name, dialogue] of Object.entries(TRANSCRIPTS)) {
  test(`${name}: damaged dialogues`, (context) => playAll(dialogue, name, context));
}

test('http2: damaged dialogues', async (context) => {
  playAll({ port: 80, lines: await http2Dialogue() }, 'http2', context);
});
