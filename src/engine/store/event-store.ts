// SPDX-License-Identifier: Apache-2.0
// The columnar event table. One row per event in file order, so a row's index is its event number minus one. Columns are
// typed arrays in chunks of 64 Ki rows; a row is 49 bytes, and everything that repeats is a number into the state's
// dictionaries. The oldest whole chunk leaves first when the memory budget is reached (live capture).
//
// `kind` is the event type, except for generic events: those get a number of their own per system call, so evt.type is a
// function of this column alone (see event-kinds.ts).

export const CHUNK_ROWS = 65536;
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
} as const;

export class Chunk {
  /** Row number of the first row. */
  readonly base: number;
  /** Stream offset that rawOffset counts from. */
  readonly rawBase: number;
  count = 0;
  /** ns since the capture's first event; NaN unknown. */
  readonly time = new Float64Array(CHUNK_ROWS);
  readonly kind = new Uint16Array(CHUNK_ROWS);
  readonly cpu = new Uint16Array(CHUNK_ROWS);
  /** Thread version; 0 no thread. */
  readonly version = new Uint32Array(CHUNK_ROWS);
  /** FdInfo; 0 none. */
  readonly fd = new Uint32Array(CHUNK_ROWS);
  readonly fdNum = new Int32Array(CHUNK_ROWS);
  /** Return value of exits; NaN none. CPU user percent of procinfo events. */
  readonly result = new Float64Array(CHUNK_ROWS);
  /** ns; 0 on enters, NaN not recorded. CPU system percent of procinfo, ns on the CPU of switch events. */
  readonly latency = new Float64Array(CHUNK_ROWS);
  /** Rows back to the enter event of the call; 0 none. */
  readonly pair = new Uint32Array(CHUNK_ROWS);
  /** Where the event's block starts in the raw stream, from rawBase. */
  readonly rawOffset = new Uint32Array(CHUNK_ROWS);
  /** Union of RowFlag. */
  readonly flags = new Uint8Array(CHUNK_ROWS);
  /** Rows that are never shown. */
  stateOnly = 0;
  /** Of the rows that may be shown. */
  minTime = Number.POSITIVE_INFINITY;
  maxTime = Number.NEGATIVE_INFINITY;

  constructor(base: number, rawBase: number) {
    this.base = base;
    this.rawBase = rawBase;
  }
}

/** Bytes of one chunk's columns. */
export const CHUNK_BYTES = CHUNK_ROWS * (8 + 2 + 2 + 4 + 4 + 4 + 8 + 8 + 4 + 4 + 1);

export class EventStore {
  readonly chunks: Chunk[] = [];
  /** Rows ever appended: the number of the next row. */
  rows = 0;
  /** Rows that have left. */
  evicted = 0;
  minTime = Number.POSITIVE_INFINITY;
  maxTime = Number.NEGATIVE_INFINITY;
  /** Highest number of a CPU so far. */
  maxCpu = 0;
  #last: Chunk | undefined;

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
    chunk.time[i] = time;
    chunk.kind[i] = kind;
    chunk.cpu[i] = cpu;
    if (cpu > this.maxCpu) this.maxCpu = cpu;
    chunk.version[i] = version;
    chunk.fd[i] = fd;
    chunk.fdNum[i] = fdNum;
    chunk.result[i] = result;
    chunk.latency[i] = latency;
    chunk.pair[i] = pair;
    chunk.rawOffset[i] = rawOffset - chunk.rawBase;
    chunk.flags[i] = flags;
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
    const chunk = new Chunk(this.rows, rawBase);
    this.chunks.push(chunk);
    this.#last = chunk;
    return chunk;
  }

  #closeLast(): void {
    if (this.#last === undefined) return;
    if (this.#last.minTime < this.minTime) this.minTime = this.#last.minTime;
    if (this.#last.maxTime > this.maxTime) this.maxTime = this.#last.maxTime;
  }

  /** Adds `shift` ns to the times of all rows. */
  shiftTimes(shift: number): void {
    for (const chunk of this.chunks) {
      for (let i = 0; i < chunk.count; i++) chunk.time[i] = (chunk.time[i] as number) + shift;
      chunk.minTime += shift;
      chunk.maxTime += shift;
    }
    this.minTime += shift;
    this.maxTime += shift;
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

  /** The chunk of a row and the row's index in it; undefined where the row has left or is yet to come. */
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
    return chunk === undefined ? undefined : { chunk, index: row - chunk.base };
  }

  /** Drops the oldest chunk, never the last one; returns it. */
  evictOldest(): Chunk | undefined {
    if (this.chunks.length < 2) return undefined;
    const chunk = this.chunks.shift();
    if (chunk === undefined) return undefined;
    this.evicted = chunk.base + chunk.count;
    this.minTime = this.chunks.reduce((least, c) => Math.min(least, c.minTime), Number.POSITIVE_INFINITY);
    this.maxTime = this.chunks.reduce((most, c) => Math.max(most, c.maxTime), Number.NEGATIVE_INFINITY);
    return chunk;
  }

  get byteLength(): number {
    return this.chunks.length * CHUNK_BYTES;
  }
}
