// SPDX-License-Identifier: Apache-2.0
// Up to 64 Ki rows of the event table. A chunk that grows writes into the store's open columns; a full one is packed.
// Either is read row by row (`timeAt` …), as arrays of a column (`time` …: of a packed chunk they are decoded into arrays
// that others use after it), or packed (`packed()`), for questions whose answer depends on few distinct values.

import type { ColumnSlots } from './column-slots.js';
import type { ColumnName, OpenColumns } from './open-columns.js';
import { OPEN_ROW_BYTES } from './open-columns.js';
import type { Body, BodyReader, PackedChunk } from './packed-chunk.js';
import type { Allocate, Packer } from './packer.js';

/** Rows from here on stand for threads without an event (idle-threads.ts); no stream has so many. */
export const IDLE_BASE = 2 ** 40;

export const RowFlag = {
  /** For the state only; never shown. */
  STATE_ONLY: 1,
  FD_NAME_CHANGED: 2,
  /** An exit whose enter event was recorded. */
  PAIRED: 4,
  /** The event has changed a thread, a process or an fd. */
  CHANGES_STATE: 8,
  /** A new thread returns from the call that made it, which is not a call of its own. */
  NEW_THREAD: 16,
} as const;

/** What the chunks of a store share. */
export interface ChunkTools {
  readonly packer: Packer;
  readonly slots: ColumnSlots;
}

export class Chunk {
  /** Row number of the first row. */
  readonly base: number;
  /** Stream offset that rawOffset counts from. */
  readonly rawBase: number;
  count = 0;
  /** Of rows that stand for threads: the row that these are as of; -1 otherwise. */
  asOf = -1;
  /** Rows that are never shown. */
  stateOnly = 0;
  /** Of the rows that may be shown. */
  minTime = Number.POSITIVE_INFINITY;
  maxTime = Number.NEGATIVE_INFINITY;
  readonly #tools: ChunkTools;
  readonly #imageBlock: Allocate;
  #open: OpenColumns | undefined;
  #packed: PackedChunk | undefined;
  /** The open columns packed, as they were when somebody asked last. */
  #image: PackedChunk | undefined;

  /** `open`: where its rows go. `imageBlock`: memory for packed() while it grows. */
  constructor(place: { base: number; rawBase: number }, open: OpenColumns, tools: ChunkTools, imageBlock: Allocate) {
    this.base = place.base;
    this.rawBase = place.rawBase;
    this.#open = open;
    this.#tools = tools;
    this.#imageBlock = imageBlock;
  }

  /** The columns to write to; undefined once it is packed. */
  get open(): OpenColumns | undefined {
    return this.#open;
  }

  /** Packs the columns, which are somebody else's then. */
  seal(allocate: Allocate): void {
    if (this.#open === undefined) return;
    this.#packed = this.#tools.packer.pack(this.#open, this.count, allocate);
    this.#open = undefined;
    this.#image = undefined;
  }

  /** Its rows packed. Of a chunk that grows: as they are now, until the next call. */
  packed(): PackedChunk {
    if (this.#packed !== undefined) return this.#packed;
    if (this.#image?.count !== this.count) {
      this.#image = this.#tools.packer.pack(this.#columns(), this.count, this.#imageBlock);
    }
    return this.#image;
  }

  /** Adds `shift` ns to all times. */
  shiftTimes(shift: number): void {
    this.minTime += shift;
    this.maxTime += shift;
    if (this.#packed !== undefined) this.#packed.shift += shift;
    else for (let i = 0; i < this.count; i++) this.time[i] = this.timeAt(i) + shift;
    this.#image = undefined;
  }

  /** Dictionary entries have new numbers. */
  renumber(newVersion: Uint32Array, newFd: Uint32Array): void {
    const ids = this.#packed?.head;
    renumberAll(ids?.versions ?? this.version, ids?.versions.length ?? this.count, newVersion);
    renumberAll(ids?.fds ?? this.fd, ids?.fds.length ?? this.count, newFd);
    this.#image = undefined;
  }

  /** Writes its body away, where that has not been done; false where there is nothing to write. */
  spill(write: (body: Body) => BodyReader): boolean {
    const body = this.#packed?.body;
    if (this.#packed === undefined || body === undefined) return false;
    this.#packed.leaveTo(write(body));
    return true;
  }

  /** It leaves the table. */
  free(): void {
    this.#packed?.free();
  }

  /** Bytes held for it. */
  get byteLength(): number {
    return this.#packed?.byteLength ?? (this.#open?.time.length ?? 0) * OPEN_ROW_BYTES;
  }

  // Row i.

  timeAt(i: number): number {
    return this.#open === undefined ? this.packed().timeAt(i) : (this.#open.time[i] as number);
  }

  kindAt(i: number): number {
    return this.#open === undefined ? this.packed().kindAt(i) : (this.#open.kind[i] as number);
  }

  cpuAt(i: number): number {
    return this.#open === undefined ? this.packed().statusAt(i) >>> 8 : (this.#open.cpu[i] as number);
  }

  flagsAt(i: number): number {
    return this.#open === undefined ? this.packed().statusAt(i) & 0xff : (this.#open.flags[i] as number);
  }

  versionAt(i: number): number {
    return this.#open === undefined ? this.packed().versionAt(i) : (this.#open.version[i] as number);
  }

  fdAt(i: number): number {
    return this.#open === undefined ? this.packed().fdAt(i) : (this.#open.fd[i] as number);
  }

  fdNumAt(i: number): number {
    return this.#open === undefined ? this.packed().fdNumAt(i) : (this.#open.fdNum[i] as number);
  }

  resultAt(i: number): number {
    return this.#open === undefined ? this.packed().resultAt(i) : (this.#open.result[i] as number);
  }

  latencyAt(i: number): number {
    return this.#open === undefined ? this.packed().latencyAt(i) : (this.#open.latency[i] as number);
  }

  pairAt(i: number): number {
    return this.#open === undefined ? this.packed().pairAt(i) : (this.#open.pair[i] as number);
  }

  /** From the start of the stream. */
  offsetAt(i: number): number {
    const offset = this.#open === undefined ? this.packed().rawOffsetAt(i) : (this.#open.rawOffset[i] as number);
    return this.rawBase + offset;
  }

  // Columns: see open-columns.ts. Of a packed chunk: valid until two other chunks have been asked for the same.

  get time(): Float64Array {
    return this.#column('time');
  }

  get kind(): Uint16Array {
    return this.#column('kind');
  }

  get cpu(): Uint16Array {
    return this.#column('cpu');
  }

  get version(): Uint32Array {
    return this.#column('version');
  }

  get fd(): Uint32Array {
    return this.#column('fd');
  }

  get fdNum(): Int32Array {
    return this.#column('fdNum');
  }

  get result(): Float64Array {
    return this.#column('result');
  }

  get latency(): Float64Array {
    return this.#column('latency');
  }

  get pair(): Uint32Array {
    return this.#column('pair');
  }

  get rawOffset(): Uint32Array {
    return this.#column('rawOffset');
  }

  get flags(): Uint8Array {
    return this.#column('flags');
  }

  #column<C extends ColumnName>(name: C): OpenColumns[C] {
    return this.#open === undefined ? this.#tools.slots.of(name, this.packed()) : this.#open[name];
  }

  #columns(): OpenColumns {
    if (this.#open === undefined) throw new Error('the chunk is packed');
    return this.#open;
  }
}

function renumberAll(ids: Uint32Array, n: number, numbers: Uint32Array): void {
  for (let i = 0; i < n; i++) ids[i] = numbers[ids[i] as number] as number;
}
