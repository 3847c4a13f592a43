// SPDX-License-Identifier: Apache-2.0
// A packed chunk summed up: its rows by thread (ThreadInfo), kind of event and type of fd, with what is added up of them.
// A question that all rows of a cell answer alike looks at some 5,000 cells instead of 65,536 rows. A cell names one
// version and one fd of its rows by their local numbers, so cells hold when dictionaries are renumbered.

import { CHUNK_ROWS, RowFlag } from '../store/event-store.js';
import type { Codes, PackedChunk } from '../store/packed-chunk.js';
import { countsAsCall } from './columns.js';

/** Counters of versions that cells know the largest of. */
export const CELL_METRICS = ['threadCount', 'vmSizeKb', 'vmRssKb'] as const;
export type CellMetric = (typeof CELL_METRICS)[number];

/** By cell. Sums are exact: times in ns and bytes of one chunk are whole numbers below 2^53. */
export interface ChunkCells {
  readonly count: number;
  /** Local numbers: of one of the versions, of the kind, of one of the fds. */
  readonly version: Uint16Array;
  readonly kind: Uint16Array;
  readonly fd: Uint16Array;
  readonly events: Uint32Array;
  /** Rows of the first and the last event. */
  readonly first: Uint16Array;
  readonly last: Uint16Array;
  /** Events that are calls, not the beginning of a new thread. */
  readonly calls: Uint32Array;
  /** Events with a negative result. */
  readonly failures: Uint32Array;
  /** Events with another result, and the sum of these. */
  readonly successes: Uint32Array;
  readonly bytes: Float64Array;
  /** Events with a latency, and the sum of these. */
  readonly timed: Uint32Array;
  readonly latency: Float64Array;
  readonly most: Readonly<Record<CellMetric, Uint32Array>>;
}

/** What makes two rows belong to different cells, from the capture's dictionaries. */
export interface CellSource {
  readonly versions: Readonly<Record<CellMetric | 'info', Numbers>>;
  readonly fdTypes: Uint8Array;
}

type IdColumns = Readonly<Record<'version' | 'kind' | 'fd', Codes>>;

/** Numbers by version. */
export interface Numbers {
  at(i: number): number;
}

/** Places of cells while they are numbered: threads × (kinds × types of fds). */
const MOST_PLACES = 1 << 20;
/** A chunk with fewer rows to a cell is quicker read by rows. */
const LEAST_SHARE = 3;
/** No row of a cell: kept for the state alone. */
const NO_CELL = -1;
const NO_PLACE = -1;
/** fd types are bytes; this is "no fd". */
const NO_FD = 256;

/** Makes the cells of one chunk after the other, in arrays of its own. */
export class CellBuilder {
  readonly #cellOf = new Int32Array(CHUNK_ROWS);
  /** Number in the chunk by local number: of the ThreadInfo, of the fd's type. */
  readonly #infoOf = new Uint16Array(CHUNK_ROWS);
  readonly #typeOf = new Uint16Array(CHUNK_ROWS);
  /** Where the cells of a kind and a type of fd have their places. */
  #pairs = new Int32Array(0);
  #places: Int32Array<ArrayBuffer> = new Int32Array(1 << 16);
  readonly #version = new Uint16Array(CHUNK_ROWS);
  readonly #kind = new Uint16Array(CHUNK_ROWS);
  readonly #fd = new Uint16Array(CHUNK_ROWS);
  readonly #firsts = new Uint16Array(CHUNK_ROWS);
  readonly #time = new Float64Array(CHUNK_ROWS);
  readonly #pair = new Uint32Array(CHUNK_ROWS);
  readonly #latency = new Float64Array(CHUNK_ROWS);
  /** Of the chunk: threads, kinds, places that are taken, cells. */
  #infos = 0;
  #kinds = 0;
  #used = 0;
  #cells = 0;

  /** Undefined where there are nearly as many cells as rows. */
  build(packed: PackedChunk, source: CellSource): ChunkCells | undefined {
    const count = this.#number(packed, source);
    if (count === undefined || count * LEAST_SHARE > packed.count) return undefined;
    return {
      count,
      version: this.#version.slice(0, count),
      kind: this.#kind.slice(0, count),
      fd: this.#fd.slice(0, count),
      first: this.#firsts.slice(0, count),
      ...this.#counts(packed, count),
      ...this.#results(packed, count),
      ...this.#latencies(packed, count),
      most: this.#most(packed, source, count),
    };
  }

  /** Gives each row its cell; returns how many there are, undefined where they are too many to be numbered. */
  #number(packed: PackedChunk, { versions, fdTypes }: CellSource): number | undefined {
    const { head } = packed;
    this.#infos = numbered(head.versions, (version) => versions.info.at(version), this.#infoOf);
    const types = numbered(head.fds, (fd) => (fd === 0 ? NO_FD : (fdTypes[fd] as number)), this.#typeOf);
    this.#kinds = head.kinds.length;
    this.#pairs = new Int32Array(types * this.#kinds).fill(NO_PLACE);
    this.#places.fill(0);
    this.#used = 0;
    this.#cells = 0;
    const columns = { version: packed.codes('version'), fd: packed.codes('fd'), kind: packed.codes('kind') };
    const shown = shownStatuses(head.statuses);
    const status = packed.codes('status');
    for (let i = 0; i < packed.count; i++) {
      this.#cellOf[i] = shown[status[i] as number] === 1 ? this.#cellAt(i, columns) : NO_CELL;
    }
    return this.#used > MOST_PLACES ? undefined : this.#cells;
  }

  #cellAt(i: number, { version, kind, fd }: IdColumns): number {
    const pair = (this.#typeOf[fd[i] as number] as number) * this.#kinds + (kind[i] as number);
    const known = this.#pairs[pair] as number;
    const base = known === NO_PLACE ? this.#newPair(pair) : known;
    const place = base + (this.#infoOf[version[i] as number] as number);
    const cell = this.#places[place] as number;
    if (cell !== 0) return cell - 1;
    const next = this.#cells++;
    this.#places[place] = this.#cells;
    this.#version[next] = version[i] as number;
    this.#kind[next] = kind[i] as number;
    this.#fd[next] = fd[i] as number;
    this.#firsts[next] = i;
    return next;
  }

  /** A place for each thread; those that there is no room for share one, and the chunk has no cells then. */
  #newPair(pair: number): number {
    const base = this.#used;
    this.#used += this.#infos;
    if (this.#used > MOST_PLACES) return 0;
    this.#pairs[pair] = base;
    if (this.#used > this.#places.length) this.#places = withRoom(this.#places, this.#used);
    return base;
  }

  #counts(packed: PackedChunk, count: number): Pick<ChunkCells, 'events' | 'calls' | 'last'> {
    const [events, calls, last] = [new Uint32Array(count), new Uint32Array(count), new Uint16Array(count)];
    const isCall = Uint8Array.from(packed.head.statuses, (status) => (countsAsCall(status & 0xff) === 1 ? 1 : 0));
    const status = packed.codes('status');
    const cellOf = this.#cellOf;
    for (let i = 0; i < packed.count; i++) {
      const cell = cellOf[i] as number;
      if (cell === NO_CELL) continue;
      events[cell] = (events[cell] as number) + 1;
      calls[cell] = (calls[cell] as number) + (isCall[status[i] as number] as number);
      last[cell] = i;
    }
    return { events, calls, last };
  }

  #results(packed: PackedChunk, count: number): Pick<ChunkCells, 'failures' | 'successes' | 'bytes'> {
    const [failures, successes] = [new Uint32Array(count), new Uint32Array(count)];
    const bytes = new Float64Array(count);
    const results = packed.part('results');
    const codes = packed.codes('result');
    const cellOf = this.#cellOf;
    for (let i = 0; i < packed.count; i++) {
      const cell = cellOf[i] as number;
      if (cell === NO_CELL) continue;
      const result = results[codes[i] as number] as number;
      if (result >= 0) {
        successes[cell] = (successes[cell] as number) + 1;
        bytes[cell] = (bytes[cell] as number) + result;
      } else if (result < 0) failures[cell] = (failures[cell] as number) + 1;
    }
    return { failures, successes, bytes };
  }

  #latencies(packed: PackedChunk, count: number): Pick<ChunkCells, 'timed' | 'latency'> {
    const timed = new Uint32Array(count);
    const latency = new Float64Array(count);
    const values = this.#decoded(packed);
    const cellOf = this.#cellOf;
    for (let i = 0; i < packed.count; i++) {
      const cell = cellOf[i] as number;
      const ns = values[i] as number;
      if (cell === NO_CELL || Number.isNaN(ns)) continue;
      timed[cell] = (timed[cell] as number) + 1;
      latency[cell] = (latency[cell] as number) + ns;
    }
    return { timed, latency };
  }

  #decoded(packed: PackedChunk): Float64Array {
    packed.decodeTimes(this.#time);
    packed.decodePairs(this.#pair);
    packed.decodeLatencies({ time: this.#time, pair: this.#pair }, this.#latency);
    return this.#latency;
  }

  #most(packed: PackedChunk, { versions }: CellSource, count: number): ChunkCells['most'] {
    const codes = packed.codes('version');
    const ids = packed.head.versions;
    const of = (metric: CellMetric): Uint32Array => {
      const local = Uint32Array.from(ids, (id) => versions[metric].at(id));
      return mostOf(local, codes, this.#cellOf.subarray(0, packed.count), new Uint32Array(count));
    };
    return { threadCount: of('threadCount'), vmSizeKb: of('vmSizeKb'), vmRssKb: of('vmRssKb') };
  }
}

/** Numbers ids by what they say, from 0: `out` gets the number of each by its place; returns how many there are. */
function numbered(ids: Uint32Array, says: (id: number) => number, out: Uint16Array): number {
  const numbers = new Map<number, number>();
  for (let k = 0; k < ids.length; k++) {
    const said = says(ids[k] as number);
    let number = numbers.get(said);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(said, number);
    }
    out[k] = number;
  }
  return numbers.size;
}

function withRoom(places: Int32Array, count: number): Int32Array<ArrayBuffer> {
  const bigger = new Int32Array(Math.min(MOST_PLACES, Math.max(count, places.length * 2)));
  bigger.set(places);
  return bigger;
}

/** By local number of a status: 1 where rows with it are shown, 0 where they are kept for the state alone. */
export function shownStatuses(statuses: Uint32Array): Uint8Array {
  return Uint8Array.from(statuses, (status) => ((status & RowFlag.STATE_ONLY) === 0 ? 1 : 0));
}

/** The largest number of the rows of each cell. */
function mostOf(numbers: Uint32Array, codes: Codes, cellOf: Int32Array, most: Uint32Array): Uint32Array {
  for (let i = 0; i < cellOf.length; i++) {
    const cell = cellOf[i] as number;
    if (cell === NO_CELL) continue;
    const number = numbers[codes[i] as number] as number;
    if (number > (most[cell] as number)) most[cell] = number;
  }
  return most;
}
