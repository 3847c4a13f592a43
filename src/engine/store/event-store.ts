// SPDX-License-Identifier: Apache-2.0
// The columnar event table. One row per event in file order, so a row's index is its event number minus one. Rows are in
// chunks of 64 Ki: the last one grows in wide columns that are allocated once, the full ones are packed (packed-chunk.ts) to
// some 17 bytes a row, and everything that repeats is a number into the state's dictionaries. The oldest whole chunk leaves
// first when the memory budget is reached (live capture).
//
// `kind` is the event type, except for generic events: those get a number of their own per system call, so evt.type is a
// function of this column alone (see event-kinds.ts).

import { Chunk, type ChunkTools, IDLE_BASE, RowFlag } from './chunk.js';
import { ColumnSlots } from './column-slots.js';
import { CHUNK_ROWS, OPEN_ROW_BYTES, OpenColumns } from './open-columns.js';
import { freshBlock, Packer } from './packer.js';
import { SpillFile, spillFolder } from './spill-file.js';
import { PartSlots, SpilledBody } from './spilled-body.js';

export { CHUNK_ROWS, Chunk, IDLE_BASE, RowFlag };

/** Bytes of the columns of a chunk that grows. */
export const OPEN_BYTES = CHUNK_ROWS * OPEN_ROW_BYTES;
export class EventStore {
  readonly chunks: Chunk[] = [];
  /** Rows ever appended: the number of the next row. */
  rows = 0;
  /** Rows that have left. */
  evicted = 0;
  minTime = Number.POSITIVE_INFINITY;
  maxTime = Number.NEGATIVE_INFINITY;
  /** Set: rows are added up before they leave, so that the span of time stays that of all rows so far. */
  keepsSpan = false;
  /** Highest number of a CPU so far. */
  maxCpu = 0;
  readonly #tools: ChunkTools = new Tools();
  /** Of the last chunk; a capture that is printed while it passes needs none. */
  #open = new OpenColumns(0);
  #last: Chunk | undefined;
  #spill: SpillFile | undefined;
  /** Why events that should leave memory stay there; undefined: they do not, so far. */
  spillProblem: string | undefined;
  readonly #parts = new PartSlots();
  /** Chunks that are in the file: the first ones. */
  #spilled = 0;
  /** Bytes of the packed chunks. */
  #packedBytes = 0;
  /** Holds the last chunk packed, for queries. */
  #imageBlock = new ArrayBuffer(0);

  /**
   * Appends the next event. Arguments instead of a row object: an object's numbers would be boxed, 70 ns an event more.
   * Their meanings are the columns'; `rawOffset` counts from the start of the stream.
   */
  append(
    time: number,
    kind: number,
    cpu: number,
    version: number,
    fd: number,
    fdNum: number,
    result: number,
    latency: number,
    pair: number,
    rawOffset: number,
    flags: number,
  ): void {
    let chunk = this.#last;
    if (chunk === undefined || chunk.count === CHUNK_ROWS || rawOffset - chunk.rawBase > 0xffffffff) {
      chunk = this.#newChunk(rawOffset);
    }
    const i = chunk.count;
    const open = this.#open;
    open.time[i] = time;
    open.kind[i] = kind;
    open.cpu[i] = cpu;
    if (cpu > this.maxCpu) this.maxCpu = cpu;
    open.version[i] = version;
    open.fd[i] = fd;
    open.fdNum[i] = fdNum;
    open.result[i] = result;
    open.latency[i] = latency;
    open.pair[i] = pair;
    open.rawOffset[i] = rawOffset - chunk.rawBase;
    open.flags[i] = flags;
    // Rows that are never shown have no say: saved captures begin with calls that had begun long before.
    if ((flags & RowFlag.STATE_ONLY) === 0) {
      if (time < chunk.minTime) chunk.minTime = time;
      if (time > chunk.maxTime) chunk.maxTime = time;
    } else chunk.stateOnly++;
    chunk.count = i + 1;
    this.rows++;
  }

  /** Chunks are full but the last, and but those that a jump in the raw stream has cut short. */
  #newChunk(rawBase: number): Chunk {
    this.#closeLast();
    if (this.#open.time.length === 0) this.#open = new OpenColumns(CHUNK_ROWS);
    const chunk = new Chunk({ base: this.rows, rawBase }, this.#open, this.#tools, (bytes) => this.#imageOf(bytes));
    this.chunks.push(chunk);
    this.#last = chunk;
    return chunk;
  }

  #closeLast(): void {
    const last = this.#last;
    if (last === undefined) return;
    this.#noteSpan(last);
    last.seal(freshBlock);
    this.#packedBytes += last.byteLength;
  }

  #noteSpan({ minTime, maxTime }: Chunk): void {
    if (minTime < this.minTime) this.minTime = minTime;
    if (maxTime > this.maxTime) this.maxTime = maxTime;
  }

  /** Lets all rows go; the next ones use their columns. The span of time goes on from theirs. */
  drain(): void {
    if (this.#last !== undefined) this.#noteSpan(this.#last);
    this.#last = undefined;
    for (const chunk of this.chunks) chunk.free();
    this.chunks.length = 0;
    this.#spilled = 0;
    this.#packedBytes = 0;
    this.evicted = this.rows;
    this.#tools.slots.forget();
  }

  /** Counts a row that nobody will ask for, between those that are held. */
  skip(): void {
    this.#closeLast();
    this.#last = undefined;
    this.rows++;
  }

  /** Counts a row that is not stored, as if it had been drained at once. Nothing else may be held. */
  pass(time: number, flags: number): void {
    this.rows++;
    this.evicted = this.rows;
    if ((flags & RowFlag.STATE_ONLY) !== 0) return;
    if (time < this.minTime) this.minTime = time;
    if (time > this.maxTime) this.maxTime = time;
  }

  #imageOf(bytes: number): ArrayBuffer {
    if (this.#imageBlock.byteLength < bytes) this.#imageBlock = new ArrayBuffer(bytes * 2);
    return this.#imageBlock;
  }

  /** A chunk that is not a part of the table, with room for `rows` rows: queries ask what has no event as if it had. */
  sideChunk(base: number, rows: number): Chunk {
    return new Chunk({ base, rawBase: 0 }, new OpenColumns(rows), this.#tools, freshBlock);
  }

  /** Adds `shift` ns to the times of all rows. */
  shiftTimes(shift: number): void {
    for (const chunk of this.chunks) chunk.shiftTimes(shift);
    this.#tools.slots.forget();
    this.minTime += shift;
    this.maxTime += shift;
  }

  /** Dictionary entries have new numbers. */
  renumber(newVersion: Uint32Array, newFd: Uint32Array): void {
    for (const chunk of this.chunks) chunk.renumber(newVersion, newFd);
    this.#tools.slots.forget();
  }

  /** Span of all rows held, ns since the capture's first event; [Infinity, -Infinity] while empty. */
  span(): { from: number; to: number } {
    const last = this.#last;
    let from = this.minTime;
    let to = this.maxTime;
    if (last !== undefined) {
      if (last.minTime < from) from = last.minTime;
      if (last.maxTime > to) to = last.maxTime;
    }
    // Notes of the capture tool in front of the first event lie before zero.
    return { from: to < 0 ? from : Math.max(0, from), to };
  }

  /** The chunk of a row and the row's index in it; undefined where the row has left, was skipped, or is yet to come. */
  locate(row: number): { chunk: Chunk; index: number } | undefined {
    if (row < this.evicted || row >= this.rows) return undefined;
    const chunks = this.chunks;
    let low = 0;
    let high = chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((chunks[middle] as Chunk).base <= row) low = middle;
      else high = middle - 1;
    }
    const chunk = chunks[low];
    return chunk === undefined || row - chunk.base >= chunk.count ? undefined : { chunk, index: row - chunk.base };
  }

  /** Drops the oldest chunk, never the last one; returns it. */
  evictOldest(): Chunk | undefined {
    if (this.chunks.length < 2) return undefined;
    const chunk = this.chunks.shift();
    if (chunk === undefined) return undefined;
    this.#packedBytes -= chunk.byteLength;
    if (this.#spilled > 0) this.#spilled--;
    chunk.free();
    this.evicted = chunk.base + chunk.count;
    if (this.keepsSpan) return chunk;
    this.minTime = this.chunks.reduce((least, c) => Math.min(least, c.minTime), Number.POSITIVE_INFINITY);
    this.maxTime = this.chunks.reduce((most, c) => Math.max(most, c.maxTime), Number.NEGATIVE_INFINITY);
    return chunk;
  }

  /**
   * Writes the oldest chunk that is packed and in memory to a temporary file; false where there is none, or no file can be
   * written to.
   */
  spillOldest(): boolean {
    if (this.spillProblem !== undefined) return false;
    const chunk = this.chunks[this.#spilled];
    if (chunk === undefined || chunk === this.#last) return false;
    const held = chunk.byteLength;
    try {
      this.#spill ??= openSpill();
      const spill = this.#spill;
      chunk.spill((body) => new SpilledBody(spill, this.#parts, body));
    } catch (error) {
      if (!isSystemError(error)) throw error;
      // No folder, or the disk is full: what is in memory stays there.
      this.spillProblem = error.code === 'ENOENT' ? error.message : `no temporary file can be written (${error.code})`;
      return false;
    }
    this.#packedBytes += chunk.byteLength - held;
    this.#spilled++;
    return true;
  }

  /** Bytes in the temporary file. */
  get diskBytes(): number {
    return this.#spill?.bytes ?? 0;
  }

  close(): void {
    this.#spill?.close();
    this.#spill = undefined;
  }

  /** Bytes of the rows held in memory. */
  get byteLength(): number {
    return this.#packedBytes + (this.#last === undefined ? 0 : OPEN_BYTES);
  }
}

/** The packer has some 4 MB of its own, which a short capture, or one that is printed while it passes, never needs. */
class Tools implements ChunkTools {
  readonly slots = new ColumnSlots();
  #packer: Packer | undefined;

  get packer(): Packer {
    this.#packer ??= new Packer();
    return this.#packer;
  }
}

/** A store in which nothing can be spilled keeps everything in memory. */
function openSpill(): SpillFile {
  const folder = spillFolder();
  if (folder === undefined)
    throw Object.assign(new Error('there is no folder on a disk for temporary files: set TMPDIR'), { code: 'ENOENT' });
  return new SpillFile(folder);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
