// SPDX-License-Identifier: Apache-2.0
// Grouping by cells of whole chunks (chunk-cells.ts), where key, filter and columns are about threads, kinds of events and
// types of fds alone: some 5,000 additions to a chunk and column instead of 65,536.

import type { Chunk } from '../store/event-store.js';
import type { PackedChunk } from '../store/packed-chunk.js';
import type { Aggregate, Tally } from './aggregate.js';
import { CELL_METRICS, type CellMetric, type ChunkCells } from './chunk-cells.js';
import type { Gate, GateValue } from './column-masks.js';
import type { GroupScratch } from './group-scratch.js';
import { type Grouping, NO_CODE } from './grouping.js';
import { isSilent, type NumberSource } from './number-source.js';
import type { RowTest } from './row-predicate.js';
import { type Extent, fdMeaning, kindAnswers } from './snapshot-groups.js';
import { Says, type SnapshotTest, testsByCell } from './snapshot-predicate.js';

/** Numbers that cells add up. */
const ADDED: ReadonlySet<GateValue> = new Set(['one', 'call', 'bytes', 'failure', 'latency']);

/** Whether cells have all that a column needs of a source. */
export function cellsHave(source: NumberSource, tally: Tally): boolean {
  if (source.kind === 'gate') return tally === 'sum' && ADDED.has(source.gate.value);
  // Chunks with events that have a number are taken by rows.
  if (source.kind === 'row') return source.has !== undefined && tally !== 'spread';
  return tally === 'max'
    ? source.isOfThread === true || isCellMetric(source.metric)
    : tally === 'min' && source.isOfThread === true;
}

function isCellMetric(metric: string | undefined): metric is CellMetric {
  return CELL_METRICS.some((name) => name === metric);
}

/** The groups of a key and a filter that cells answer; undefined where rows have to be looked at. */
export function cellGroups(
  grouping: Grouping | undefined,
  tests: readonly RowTest[],
  scratch: GroupScratch,
): CellGroups | undefined {
  if (grouping?.isByCell !== true) return undefined;
  const ofCells = testsByCell(tests);
  return ofCells === undefined ? undefined : new CellGroups(grouping, ofCells, scratch);
}

export class CellGroups {
  readonly #grouping: Grouping;
  readonly #tests: readonly SnapshotTest[];
  readonly #scratch: GroupScratch;
  /** The chunk that mark() has looked at last, its cells, and how many of them belong to a group. */
  #packed: PackedChunk | undefined;
  #cells: ChunkCells | undefined;
  #count = 0;

  constructor(grouping: Grouping, tests: readonly SnapshotTest[], scratch: GroupScratch) {
    this.#grouping = grouping;
    this.#tests = tests;
    this.#scratch = scratch;
  }

  /** Whether no row of the chunk has to be asked itself. */
  answers(packed: PackedChunk, sources: readonly NumberSource[]): boolean {
    const { head } = packed;
    const { asksOtherwise, column } = this.#grouping;
    if (asksOtherwise && (column === 'fd' ? head.fds : head.versions).includes(0)) return false;
    if (this.#tests.some((test) => test.mayAsk(packed))) return false;
    return sources.every((source) => source.kind !== 'row' || isSilent(source, packed));
  }

  /** Takes the cells that pass and belong to a group; returns the number of their events. */
  mark(packed: PackedChunk, cells: ChunkCells): number {
    this.#packed = packed;
    this.#cells = cells;
    const { groups, candidates } = this.#scratch;
    this.#grouping.localCodes(packed, groups);
    const column = cells[this.#column];
    let n = 0;
    for (let c = 0; c < cells.count; c++) if (groups[column[c] as number] !== NO_CODE) candidates[n++] = c;
    for (const test of this.#tests) n = keepCells(test.localSays(packed), cells[test.column], candidates, n);
    this.#count = n;
    return this.#toGroups(cells.events, column);
  }

  get #column(): 'version' | 'kind' | 'fd' {
    const { column } = this.#grouping;
    if (column === 'status') throw new Error('cells are of all CPUs');
    return column;
  }

  /** Groups by marked cell; the events of all. */
  #toGroups(events: Uint32Array, column: Uint16Array): number {
    const { groups, targets, candidates } = this.#scratch;
    let sum = 0;
    for (let k = 0; k < this.#count; k++) {
      const cell = candidates[k] as number;
      targets[k] = groups[column[cell] as number] as number;
      sum += events[cell] as number;
    }
    return sum;
  }

  /** Notes where the groups of the marked cells begin and end. */
  noteExtent({ base }: Chunk, extent: Extent): void {
    const { targets, candidates } = this.#scratch;
    const { first, last } = this.#cells ?? NO_ROWS;
    for (let k = 0; k < this.#count; k++) {
      const cell = candidates[k] as number;
      const group = targets[k] as number;
      const start = base + (first[cell] as number) + 1;
      const end = base + (last[cell] as number) + 1;
      const known = extent.first[group] as number;
      if (known === 0 || start < known) extent.first[group] = start;
      if (end > (extent.last[group] as number)) extent.last[group] = end;
    }
  }

  /** Adds a column's numbers of the marked cells to their groups; cellsHave() them. */
  add(source: NumberSource, aggregate: Aggregate): void {
    const packed = this.#packed;
    const cells = this.#cells;
    if (packed === undefined || cells === undefined) return;
    if (source.kind === 'gate') this.#addGated(source, packed, cells, aggregate);
    else if (source.kind === 'version') this.#addExtreme(source, packed, cells, aggregate);
  }

  #addGated({ gate, fdTypes }: GateSource, packed: PackedChunk, cells: ChunkCells, aggregate: Aggregate): void {
    const { byKind, byFd, targets, candidates } = this.#scratch;
    const { kinds, fds } = packed.head;
    for (let k = 0; k < kinds.length; k++) byKind[k] = kindAnswers(gate, kinds[k] as number);
    for (let k = 0; k < fds.length; k++) byFd[k] = fdMeaning(gate, fdTypes, fds[k] as number);
    const [counts, sums] = numbersOf(gate, cells);
    const { kind, fd } = cells;
    for (let k = 0; k < this.#count; k++) {
      const cell = candidates[k] as number;
      const count = counts[cell] as number;
      const answers = byKind[kind[cell] as number] as number;
      if (count === 0 || ((answers >>> (byFd[fd[cell] as number] as number)) & 1) === 0) continue;
      aggregate.addSum(targets[k] as number, sums[cell] as number, count);
    }
  }

  /** An extreme does not care how often it was seen. */
  #addExtreme(source: VersionSource, { head }: PackedChunk, cells: ChunkCells, aggregate: Aggregate): void {
    const { targets, candidates, values } = this.#scratch;
    const { of, ofCounter, metric } = source;
    const most = isCellMetric(metric) ? cells.most[metric] : undefined;
    for (let k = 0; k < this.#count; k++) {
      const cell = candidates[k] as number;
      const version = head.versions[cells.version[cell] as number] as number;
      values[k] =
        most === undefined || ofCounter === undefined ? of(version) : ofCounter(most[cell] as number, version);
    }
    aggregate.add(targets, values, this.#count);
  }
}

type GateSource = Extract<NumberSource, { kind: 'gate' }>;
type VersionSource = Extract<NumberSource, { kind: 'version' }>;

const NO_ROWS = { first: new Uint16Array(0), last: new Uint16Array(0) };

/** How many events of each cell have a number, and the sum of these. */
function numbersOf({ value }: Gate, cells: ChunkCells): readonly [Uint32Array, Uint32Array | Float64Array] {
  switch (value) {
    case 'call':
      return [cells.calls, cells.calls];
    case 'bytes':
      return [cells.successes, cells.bytes];
    case 'failure':
      return [cells.failures, cells.failures];
    case 'latency':
      return [cells.timed, cells.latency];
    default:
      return [cells.events, cells.events];
  }
}

function keepCells(says: Uint8Array, column: Uint16Array, cells: Int32Array, n: number): number {
  let kept = 0;
  for (let k = 0; k < n; k++) {
    const cell = cells[k] as number;
    if (says[column[cell] as number] === Says.PASS) cells[kept++] = cell;
  }
  return kept;
}
