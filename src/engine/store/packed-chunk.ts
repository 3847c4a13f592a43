// SPDX-License-Identifier: Apache-2.0
// A full chunk in some 17 bytes a row. Its head stays in memory: the distinct kinds, versions, fds and fd numbers of its
// rows, so that what they have to do with a question is known without a look at the rows. Its body is one block: codes by
// row, times, results. A body may be in a file instead (spill-file.ts), from which single parts are read back.

import { decodeEscaped, type EscapedNumbers, escapedAt, escapedSum, type SmallCodes } from './escaped-numbers.js';
import { decodeLocal } from './local-numbers.js';
import { CHUNK_ROWS, type OpenColumns } from './open-columns.js';
import { decodeLatencies, decodeTimes, otherLatency, timeAt } from './time-codec.js';

/** A local number for each row. */
export type Codes = Uint8Array | Uint16Array;

export interface Head {
  readonly kinds: Uint16Array;
  /** CPU and flags: cpu << 8 | flags. */
  readonly statuses: Uint32Array;
  readonly versions: Uint32Array;
  readonly fds: Uint32Array;
  readonly fdNums: Int32Array;
  /** See time-codec.ts; none where the times are float64. */
  readonly timeBases: Float64Array;
  /** Raw offset of each OFFSET_GROUP-th row. */
  readonly offsets: Uint32Array;
  /** Bits that the steps from block to block are shifted by. */
  readonly stepShift: number;
}

/** Codes of a column of which all rows have the same value are empty. */
export interface Body {
  readonly times: Uint32Array | Float64Array;
  readonly results: Float64Array;
  readonly latencies: Uint32Array | Float64Array;
  readonly pairValues: Uint32Array;
  readonly stepValues: Uint32Array;
  readonly version: Codes;
  readonly fd: Codes;
  readonly result: Codes;
  readonly latencyAt: Uint16Array;
  readonly pairAt: Uint16Array;
  readonly stepAt: Uint16Array;
  readonly kind: Codes;
  readonly status: Codes;
  readonly fdNum: Codes;
  readonly pair: SmallCodes;
  readonly step: SmallCodes;
}

export const PART_NAMES = [
  'times',
  'results',
  'latencies',
  'pairValues',
  'stepValues',
  'version',
  'fd',
  'result',
  'latencyAt',
  'pairAt',
  'stepAt',
  'kind',
  'status',
  'fdNum',
  'pair',
  'step',
] as const satisfies readonly (keyof Body)[];
export type PartName = keyof Body;
export type Part = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Columns with local numbers, and the part of the body that has them. */
export type LocalColumn = 'kind' | 'version' | 'fd' | 'fdNum' | 'status' | 'result';

export const OFFSET_GROUP_BITS = 8;
const OFFSET_GROUP = 1 << OFFSET_GROUP_BITS;
/** Codes of columns of which all rows have the same value. */
const ZEROS = new Uint8Array(CHUNK_ROWS);

/** Where the body is when it is not in memory. Arrays are valid until a few others have been asked for. */
export interface BodyReader {
  part<N extends PartName>(name: N): Body[N];
  /** Nobody will ask for it again. */
  free(): void;
}

export class PackedChunk {
  readonly count: number;
  readonly head: Head;
  #body: Body | undefined;
  #reader: BodyReader | undefined;
  /** ns that its times have been moved by. */
  shift = 0;

  constructor(count: number, head: Head, body: Body) {
    this.count = count;
    this.head = head;
    this.#body = body;
  }

  /** The body, where it is in memory. */
  get body(): Body | undefined {
    return this.#body;
  }

  /** The body has been written away. */
  leaveTo(reader: BodyReader): void {
    this.#reader = reader;
    this.#body = undefined;
  }

  /** The chunk has left. */
  free(): void {
    this.#reader?.free();
  }

  get byteLength(): number {
    return headBytes(this.head) + (this.#body === undefined ? 0 : this.#body.times.buffer.byteLength);
  }

  part<N extends PartName>(name: N): Body[N] {
    const body = this.#body;
    if (body !== undefined) return body[name];
    if (this.#reader === undefined) throw new Error('a chunk has neither body nor file');
    return this.#reader.part(name);
  }

  /** Local numbers by row: see `ids` for what they stand for. */
  codes(column: LocalColumn): Codes {
    const codes = this.part(column);
    return codes.length === 0 ? ZEROS : codes;
  }

  // One row.

  timeAt(i: number): number {
    return timeAt({ bases: this.head.timeBases, times: this.part('times') }, i, this.shift);
  }

  kindAt(i: number): number {
    return this.head.kinds[this.codes('kind')[i] as number] as number;
  }

  statusAt(i: number): number {
    return this.head.statuses[this.codes('status')[i] as number] as number;
  }

  versionAt(i: number): number {
    return this.head.versions[this.codes('version')[i] as number] as number;
  }

  fdAt(i: number): number {
    return this.head.fds[this.codes('fd')[i] as number] as number;
  }

  fdNumAt(i: number): number {
    return this.head.fdNums[this.codes('fdNum')[i] as number] as number;
  }

  resultAt(i: number): number {
    return this.part('results')[this.codes('result')[i] as number] as number;
  }

  latencyAt(i: number): number {
    const other = otherLatency({ at: this.part('latencyAt'), values: this.part('latencies') }, i);
    if (other !== undefined) return other;
    const distance = this.pairAt(i);
    return distance === 0 ? 0 : this.timeAt(i) - this.timeAt(i - distance);
  }

  pairAt(i: number): number {
    return escapedAt(this.#pairs(), i);
  }

  rawOffsetAt(i: number): number {
    const { offsets, stepShift } = this.head;
    const group = i >> OFFSET_GROUP_BITS;
    const steps = escapedSum(this.#steps(), (group << OFFSET_GROUP_BITS) + 1, i + 1);
    return (offsets[group] as number) + steps * 2 ** stepShift;
  }

  // All rows.

  decodeTimes(out: Float64Array): void {
    decodeTimes({ bases: this.head.timeBases, times: this.part('times') }, this.count, this.shift, out);
  }

  decodeKinds(out: Uint16Array): void {
    decodeLocal(this.head.kinds, this.codes('kind'), this.count, out);
  }

  decodeVersions(out: Uint32Array): void {
    decodeLocal(this.head.versions, this.codes('version'), this.count, out);
  }

  decodeFds(out: Uint32Array): void {
    decodeLocal(this.head.fds, this.codes('fd'), this.count, out);
  }

  decodeFdNums(out: Int32Array): void {
    decodeLocal(this.head.fdNums, this.codes('fdNum'), this.count, out);
  }

  decodeResults(out: Float64Array): void {
    decodeLocal(this.part('results'), this.codes('result'), this.count, out);
  }

  decodeCpus(out: Uint16Array): void {
    const cpus = Uint16Array.from(this.head.statuses, (status) => status >>> 8);
    decodeLocal(cpus, this.codes('status'), this.count, out);
  }

  decodeFlags(out: Uint8Array): void {
    const flags = Uint8Array.from(this.head.statuses, (status) => status & 0xff);
    const codes = this.codes('status');
    for (let i = 0; i < this.count; i++) out[i] = flags[codes[i] as number] as number;
  }

  decodePairs(out: Uint32Array): void {
    decodeEscaped(this.#pairs(), this.count, out);
  }

  /** `columns`: times and distances of the chunk, decoded. */
  decodeLatencies(columns: Pick<OpenColumns, 'time' | 'pair'>, out: Float64Array): void {
    decodeLatencies({ at: this.part('latencyAt'), values: this.part('latencies') }, columns, this.count, out);
  }

  decodeRawOffsets(out: Uint32Array): void {
    const { offsets, stepShift } = this.head;
    const scale = 2 ** stepShift;
    decodeEscaped(this.#steps(), this.count, out);
    for (let i = 0; i < this.count; i++) {
      const isFirst = (i & (OFFSET_GROUP - 1)) === 0;
      out[i] = isFirst
        ? (offsets[i >> OFFSET_GROUP_BITS] as number)
        : (out[i - 1] as number) + (out[i] as number) * scale;
    }
  }

  #pairs(): EscapedNumbers {
    return { codes: this.part('pair'), at: this.part('pairAt'), values: this.part('pairValues') };
  }

  #steps(): EscapedNumbers {
    return { codes: this.part('step'), at: this.part('stepAt'), values: this.part('stepValues') };
  }
}

function headBytes({ kinds, statuses, versions, fds, fdNums, timeBases, offsets }: Head): number {
  return [kinds, statuses, versions, fds, fdNums, timeBases, offsets].reduce((sum, a) => sum + a.byteLength, 0);
}
