// SPDX-License-Identifier: Apache-2.0
// Packs the columns of an open chunk. The encoders write into arrays that every chunk uses again; what they made is copied
// into one fresh block: the first touch of memory is what a stored event costs most (6 ms of CPU per MB).

import { EscapedEncoder } from './escaped-numbers.js';
import { LocalDoubles, LocalNumbers } from './local-numbers.js';
import { CHUNK_ROWS, type OpenColumns } from './open-columns.js';
import { type Body, type Codes, type Head, OFFSET_GROUP_BITS, PackedChunk, type Part } from './packed-chunk.js';
import { LatencyEncoder, TimeEncoder } from './time-codec.js';

/** Gives `bytes` bytes for a body. */
export type Allocate = (bytes: number) => ArrayBuffer;

export const freshBlock: Allocate = (bytes) => new ArrayBuffer(bytes);

/** Local numbers of one column, before they have their place. */
class CodeScratch {
  readonly words = new Uint16Array(CHUNK_ROWS);
  readonly #bytes = new Uint8Array(CHUNK_ROWS);

  /** The first n codes in the fewest bytes: none where all rows are the same. */
  codes(n: number, distinct: number): Codes {
    if (distinct <= 1) return this.#bytes.subarray(0, 0);
    if (distinct > 256) return this.words.subarray(0, n);
    const { words } = this;
    const bytes = this.#bytes;
    for (let i = 0; i < n; i++) bytes[i] = words[i] as number;
    return bytes.subarray(0, n);
  }
}

export class Packer {
  readonly #numbers = new LocalNumbers();
  readonly #doubles = new LocalDoubles();
  readonly #times = new TimeEncoder();
  readonly #latencies = new LatencyEncoder();
  readonly #pairs = new EscapedEncoder();
  readonly #steps = new EscapedEncoder();
  readonly #wide = new Uint32Array(CHUNK_ROWS);
  readonly #kind = new CodeScratch();
  readonly #status = new CodeScratch();
  readonly #version = new CodeScratch();
  readonly #fd = new CodeScratch();
  readonly #fdNum = new CodeScratch();
  readonly #result = new CodeScratch();

  /** The first n rows. `allocate` gives the memory of the body. */
  pack(open: OpenColumns, n: number, allocate: Allocate): PackedChunk {
    const kinds = Uint16Array.from(this.#local(widened(open.kind, n, this.#wide), n, this.#kind));
    const statuses = this.#local(statusesOf(open, n, this.#wide), n, this.#status);
    const versions = this.#local(open.version, n, this.#version);
    const fds = this.#local(open.fd, n, this.#fd);
    const fdNum = new Uint32Array(open.fdNum.buffer, open.fdNum.byteOffset, open.fdNum.length);
    const fdNums = Int32Array.from(this.#local(fdNum, n, this.#fdNum), (id) => id | 0);
    const { bases, times } = this.#times.encode(open.time, n);
    const steps = stepsOf(open.rawOffset, n, this.#wide);
    const results = this.#doubles.encode(open.result, n, this.#result.words);
    const latencies = this.#latencies.encode(open, n);
    const pairs = this.#pairs.encode(open.pair, n);
    const step = this.#steps.encode(this.#wide, n);
    const body: Body = {
      times,
      results,
      latencies: latencies.values,
      pairValues: pairs.values,
      stepValues: step.values,
      version: this.#version.codes(n, versions.length),
      fd: this.#fd.codes(n, fds.length),
      result: this.#result.codes(n, results.length),
      latencyAt: latencies.at,
      pairAt: pairs.at,
      stepAt: step.at,
      kind: this.#kind.codes(n, kinds.length),
      status: this.#status.codes(n, statuses.length),
      fdNum: this.#fdNum.codes(n, fdNums.length),
      pair: pairs.codes,
      step: step.codes,
    };
    const timeBases = bases.slice();
    const head: Head = { kinds, statuses, versions, fds, fdNums, timeBases, ...steps };
    return new PackedChunk(n, head, copied(body, allocate));
  }

  #local(values: Uint32Array, n: number, { words }: CodeScratch): Uint32Array {
    return this.#numbers.encode(values, n, words).slice();
  }
}

function widened(values: Uint16Array, n: number, out: Uint32Array): Uint32Array {
  for (let i = 0; i < n; i++) out[i] = values[i] as number;
  return out;
}

function statusesOf({ cpu, flags }: OpenColumns, n: number, out: Uint32Array): Uint32Array {
  for (let i = 0; i < n; i++) out[i] = ((cpu[i] as number) << 8) | (flags[i] as number);
  return out;
}

/** Lengths from block to block into `out`, as numbers of words where all blocks are aligned. */
function stepsOf(rawOffset: Uint32Array, n: number, out: Uint32Array): Pick<Head, 'offsets' | 'stepShift'> {
  const offsets = new Uint32Array(Math.ceil(n / (1 << OFFSET_GROUP_BITS)));
  for (let g = 0; g < offsets.length; g++) offsets[g] = rawOffset[g << OFFSET_GROUP_BITS] as number;
  let bits = 0;
  for (let i = 1; i < n; i++) bits |= (rawOffset[i] as number) - (rawOffset[i - 1] as number);
  const stepShift = (bits & 3) === 0 ? 2 : 0;
  out[0] = 0;
  for (let i = 1; i < n; i++) out[i] = ((rawOffset[i] as number) - (rawOffset[i - 1] as number)) >>> stepShift;
  return { offsets, stepShift };
}

/** Where each part begins in a block, at multiples of eight bytes; the last number is the length of the whole. */
function placesOf(parts: readonly Part[]): number[] {
  const places = [0];
  let at = 0;
  for (const part of parts) {
    at += (part.byteLength + 7) & ~7;
    places.push(at);
  }
  return places;
}

function copied(body: Body, allocate: Allocate): Body {
  const names = Object.keys(body) as (keyof Body)[];
  const places = placesOf(names.map((name) => body[name]));
  const block = allocate(places.at(-1) ?? 0);
  const parts = names.map((name, k) => [name, copyTo(block, places[k] ?? 0, body[name])]);
  return Object.fromEntries(parts) as Body;
}

function copyTo(block: ArrayBuffer, at: number, part: Part): Part {
  new Uint8Array(block, at, part.byteLength).set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return viewOf(block, at, part);
}

/** `length` elements like those of `part` at a place of a block. */
export function viewOf(block: ArrayBuffer, at: number, part: Part, length = part.length): Part {
  if (part instanceof Uint8Array) return new Uint8Array(block, at, length);
  if (part instanceof Uint16Array) return new Uint16Array(block, at, length);
  if (part instanceof Uint32Array) return new Uint32Array(block, at, length);
  return new Float64Array(block, at, length);
}
