// SPDX-License-Identifier: Apache-2.0
// The rows of a chunk that report CPU time: samples of threads, and switches.

import { type EventKinds, Trait } from '../event/event-kinds.js';
import { type Chunk, RowFlag } from '../store/event-store.js';
import type { PackedChunk } from '../store/packed-chunk.js';

const TIMED = Trait.PROCINFO | Trait.SWITCH;

/** Indices of those that are shown, from the `from`-th on, into `rows`; returns how many. */
export function timedRows(kinds: EventKinds, chunk: Chunk, from: number, rows: Int32Array): number {
  const found =
    chunk.open === undefined ? ofPacked(kinds, chunk.packed(), from, rows) : ofOpen(kinds, chunk, from, rows);
  if (chunk.stateOnly === 0) return found;
  let n = 0;
  for (let k = 0; k < found; k++) {
    const i = rows[k] as number;
    if ((chunk.flagsAt(i) & RowFlag.STATE_ONLY) === 0) rows[n++] = i;
  }
  return n;
}

function ofOpen({ traits }: EventKinds, { kind, count }: Chunk, from: number, rows: Int32Array): number {
  let n = 0;
  for (let i = from; i < count; i++) if (((traits[kind[i] as number] as number) & TIMED) !== 0) rows[n++] = i;
  return n;
}

/** By local numbers of kinds, which need not be decoded. */
function ofPacked({ traits }: EventKinds, packed: PackedChunk, from: number, rows: Int32Array): number {
  const isTimed = Uint8Array.from(packed.head.kinds, (kind) => (((traits[kind] as number) & TIMED) === 0 ? 0 : 1));
  if (!isTimed.includes(1)) return 0;
  const codes = packed.codes('kind');
  let n = 0;
  for (let i = from; i < packed.count; i++) if (isTimed[codes[i] as number] === 1) rows[n++] = i;
  return n;
}
