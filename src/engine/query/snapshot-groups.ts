// SPDX-License-Identifier: Apache-2.0
// Grouping by a key that depends on one snapshot alone (a process by the thread version, a file by the fd, a call by the
// kind). Rows of a chunk are counted by the local number of their snapshot, and what the snapshots themselves say is added
// up once per snapshot and chunk. Five million rows then cost a pass of counting and a light one per summed column.

import { IDLE_KIND } from '../event/event-kinds.js';
import { EXCHANGE_BASE } from '../event/exchange.js';
import { type Chunk, IDLE_BASE } from '../store/event-store.js';
import type { Codes, PackedChunk } from '../store/packed-chunk.js';
import type { Aggregate } from './aggregate.js';
import type { Gate } from './column-masks.js';
import { contribution, countsAsCall, gatedValue, usesLatency } from './columns.js';
import type { GroupScratch } from './group-scratch.js';
import { type Grouping, NO_CODE } from './grouping.js';
import { fill, isSilent, type NumberSource } from './number-source.js';
import { Says, type SnapshotTest } from './snapshot-predicate.js';

/** Event numbers of the first and last row of each group, by code: 0 is "not seen". */
export interface Extent {
  first: Float64Array;
  last: Float64Array;
}

/** So many times fewer rows than a chunk has are read one by one. */
const FEW = 16;

/** What an fd means to a gate: none, or whether its type passes. */
const Fd = { NONE: 0, OTHER: 1, PASSES: 2 } as const;

export class SnapshotGroups {
  readonly #grouping: Grouping;
  readonly #tests: readonly SnapshotTest[];
  readonly #scratch: GroupScratch;
  /** By kind: rows that may pass a gate of any column. */
  #gated = new Uint8Array(0);
  /** The chunk that mark() has looked at last. */
  #packed: PackedChunk | undefined;
  #locals = 0;
  #candidateCount = 0;

  /** Snapshots that fail one of `tests`, which are about the same snapshots, are left out. */
  constructor(grouping: Grouping, tests: readonly SnapshotTest[], scratch: GroupScratch) {
    this.#grouping = grouping;
    this.#tests = tests;
    this.#scratch = scratch;
  }

  get column(): Grouping['column'] {
    return this.#grouping.column;
  }

  /** `sources`: those that add() will be called with. */
  begin(sources: readonly NumberSource[]): void {
    for (const test of this.#tests) test.sync();
    this.#gated = anyGate(sources.filter((source) => !countsSnapshots(source, this.column)));
  }

  /** Whether a chunk has a snapshot of any group. */
  mayHave(chunk: Chunk): boolean {
    return this.#tests.every((test) => test.mayPass(chunk));
  }

  /** Counts rows[0, n) by snapshot, dropping those that belong to no group; returns how many are left. */
  mark(chunk: Chunk, rows: Int32Array, n: number): number {
    const packed = chunk.packed();
    const { groups, events, first, last, candidates } = this.#scratch;
    this.#prepare(packed);
    const codes = packed.codes(this.column);
    const kinds = packed.codes('kind');
    const gated = this.#scratch.byKind;
    let kept = 0;
    let c = 0;
    // A thread makes several events in a row: its snapshot is looked at where it changes.
    let code = -1;
    let isGrouped = false;
    let start = 0;
    let at = 0;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      const next = codes[i] as number;
      if (next !== code) {
        if (isGrouped) {
          events[code] = (events[code] as number) + kept - start;
          last[code] = at;
        }
        code = next;
        start = kept;
        isGrouped = (groups[code] as number) >= 0;
        if (isGrouped && events[code] === 0) first[code] = i;
      }
      if (!isGrouped) continue;
      at = i;
      if (gated[kinds[i] as number] === 1) candidates[c++] = i;
      rows[kept++] = i;
    }
    if (isGrouped) {
      events[code] = (events[code] as number) + kept - start;
      last[code] = at;
    }
    this.#candidateCount = c;
    return kept;
  }

  /**
   * Takes the rows that have to be asked one by one out of rows[0, n) and puts those that pass the tests into `others`;
   * returns how many are left, and how many of the others there are.
   */
  split(chunk: Chunk, rows: Int32Array, n: number, others: Int32Array): readonly [left: number, others: number] {
    if (!this.#grouping.asksOtherwise) return [n, 0];
    const { head } = chunk.packed();
    const none = (this.column === 'fd' ? head.fds : head.versions).indexOf(0);
    if (none < 0) return [n, 0];
    const codes = chunk.packed().codes(this.column);
    let kept = 0;
    let asked = 0;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      if (codes[i] === none) others[asked++] = i;
      else rows[kept++] = i;
    }
    for (const test of this.#tests) asked = test.keep(chunk, others, asked);
    return [kept, asked];
  }

  /** Groups, and the kinds that gates ask about, by local number. */
  #prepare(packed: PackedChunk): void {
    const { groups, events, byKind } = this.#scratch;
    this.#packed = packed;
    this.#locals = this.#grouping.localCodes(packed, groups);
    for (const test of this.#tests) this.#leaveOut(test, packed);
    events.fill(0, 0, this.#locals);
    const { kinds } = packed.head;
    for (let k = 0; k < kinds.length; k++) byKind[k] = this.#gated[kinds[k] as number] as number;
  }

  #leaveOut(test: SnapshotTest, packed: PackedChunk): void {
    const { groups } = this.#scratch;
    const says = test.localSays(packed);
    for (let k = 0; k < this.#locals; k++) if (says[k] !== Says.PASS) groups[k] = NO_CODE;
  }

  /** Notes where the groups of the marked rows begin and end. */
  noteExtent({ base }: Chunk, extent: Extent): void {
    const { groups, events, first, last } = this.#scratch;
    for (let k = 0; k < this.#locals; k++) {
      if (events[k] === 0) continue;
      const group = groups[k] as number;
      const start = base + (first[k] as number) + 1;
      const end = base + (last[k] as number) + 1;
      const known = extent.first[group] as number;
      if (known === 0 || start < known) extent.first[group] = start;
      if (end > (extent.last[group] as number)) extent.last[group] = end;
    }
  }

  /** Adds a number for each marked snapshot: for extremes, which do not care how often it was seen. */
  addPerSnapshot(of: (version: number) => number, aggregate: Aggregate): void {
    const { groups, events, targets, values } = this.#scratch;
    const versions = this.#packed?.head.versions ?? NOTHING;
    let m = 0;
    for (let k = 0; k < this.#locals; k++) {
      if (events[k] === 0) continue;
      targets[m] = groups[k] as number;
      values[m++] = of(versions[k] as number);
    }
    aggregate.add(targets, values, m);
  }

  /** Adds the events of the marked snapshots to their groups, for a source that counts all of them (countsSnapshots). */
  addEvents(gate: Gate, { base }: Chunk, aggregate: Aggregate): void {
    // Threads without an event are marked, not counted.
    if (base >= IDLE_BASE && base < EXCHANGE_BASE) return;
    const { groups, events } = this.#scratch;
    const kinds = this.column === 'kind' ? this.#packed?.head.kinds : undefined;
    for (let k = 0; k < this.#locals; k++) {
      const count = events[k] as number;
      const counts = kinds === undefined || gate.withFd[kinds[k] as number] === 1;
      if (count > 0 && counts) aggregate.addOnes(groups[k] as number, count);
    }
  }

  /** Adds a column's values of the rows that mark() has left to their groups. */
  add(source: NumberSource, aggregate: Aggregate, { chunk, rows, n }: MarkedRows): void {
    const packed = this.#packed;
    if (packed === undefined || isSilent(source, packed)) return;
    const { groups, targets, values } = this.#scratch;
    if (source.kind === 'gate') {
      aggregate.add(targets, values, this.#pass(source, packed, chunk));
      return;
    }
    const codes = packed.codes(this.column);
    for (let k = 0; k < n; k++) targets[k] = groups[codes[rows[k] as number] as number] as number;
    fill(source, chunk, rows, n, values);
    aggregate.add(targets, values, n);
  }

  /** Groups and values of the rows that pass a gate: hardly any do, so nothing is written for the others. */
  #pass(source: GateSource, packed: PackedChunk, chunk: Chunk): number {
    const { value } = source.gate;
    const m = this.#passing(source, packed);
    if (value === 'one') this.#scratch.values.fill(1, 0, m);
    else if (value === 'call') this.#calls(packed, m);
    else if (usesLatency(value)) this.#contributions(source.gate, chunk, m);
    else this.#byResult(source.gate, packed, m);
    this.#toGroups(packed.codes(this.column), m);
    return m;
  }

  /** The rows that pass into `targets`; returns how many. */
  #passing({ gate, fdTypes }: GateSource, packed: PackedChunk): number {
    const { targets, candidates, byFd, byKind } = this.#scratch;
    const { kinds, fds } = packed.head;
    for (let k = 0; k < kinds.length; k++) byKind[k] = kindAnswers(gate, kinds[k] as number);
    for (let k = 0; k < fds.length; k++) byFd[k] = fdMeaning(gate, fdTypes, fds[k] as number);
    const kindCodes = packed.codes('kind');
    const fdCodes = packed.codes('fd');
    const count = this.#candidateCount;
    let m = 0;
    for (let k = 0; k < count; k++) {
      const i = candidates[k] as number;
      const answers = byKind[kindCodes[i] as number] as number;
      if (((answers >>> (byFd[fdCodes[i] as number] as number)) & 1) === 1) targets[m++] = i;
    }
    return m;
  }

  #calls(packed: PackedChunk, m: number): void {
    const { targets, values, byResult } = this.#scratch;
    const { statuses } = packed.head;
    const codes = packed.codes('status');
    for (let k = 0; k < statuses.length; k++) byResult[k] = countsAsCall((statuses[k] as number) & 0xff);
    for (let k = 0; k < m; k++) values[k] = byResult[codes[targets[k] as number] as number] as number;
  }

  #contributions({ value }: Gate, chunk: Chunk, m: number): void {
    const { targets, values } = this.#scratch;
    if (m * FEW < chunk.count) {
      for (let k = 0; k < m; k++) values[k] = gatedValue(chunk, targets[k] as number, value);
      return;
    }
    const { result, latency } = chunk;
    for (let k = 0; k < m; k++) {
      const i = targets[k] as number;
      values[k] =
        value === 'latency' ? (latency[i] as number) : contribution(value, result[i] as number, latency[i] as number);
    }
  }

  /** Return values repeat: what they contribute is asked once per chunk and value. */
  #byResult({ value }: Gate, packed: PackedChunk, m: number): void {
    const { targets, values, byResult } = this.#scratch;
    const results = packed.part('results');
    const codes = packed.codes('result');
    for (let k = 0; k < results.length; k++) byResult[k] = contribution(value, results[k] as number, Number.NaN);
    for (let k = 0; k < m; k++) values[k] = byResult[codes[targets[k] as number] as number] as number;
  }

  #toGroups(codes: Codes, m: number): void {
    const { targets, groups } = this.#scratch;
    for (let k = 0; k < m; k++) targets[k] = groups[codes[targets[k] as number] as number] as number;
  }
}

const NOTHING = new Uint32Array(0);

type GateSource = Extract<NumberSource, { kind: 'gate' }>;

/** Rows that mark() has left. */
export interface MarkedRows {
  readonly chunk: Chunk;
  readonly rows: Int32Array;
  readonly n: number;
}

/** A bit for each meaning of an fd: whether rows of the kind pass with it. */
export function kindAnswers({ withFd, withoutFd }: Gate, kind: number): number {
  return ((withoutFd[kind] as number) << Fd.NONE) | ((withFd[kind] as number) << Fd.PASSES);
}

export function fdMeaning({ byFdType }: Gate, fdTypes: Uint8Array, fd: number): number {
  if (fd === 0) return Fd.NONE;
  return byFdType === undefined || byFdType[fdTypes[fd] as number] === 1 ? Fd.PASSES : Fd.OTHER;
}

/** Whether a source counts whole snapshots: every event of them, or every event of some kinds where these are the groups. */
export function countsSnapshots(source: NumberSource, column: Grouping['column']): boolean {
  if (source.kind !== 'gate' || source.gate.value !== 'one' || !source.gate.byKindAlone) return false;
  return column === 'kind' || source.gate.withFd.every((pass, kind) => pass === 1 || kind === IDLE_KIND);
}

function anyGate(sources: readonly NumberSource[]): Uint8Array<ArrayBuffer> {
  const any = new Uint8Array(1 << 12);
  for (const source of sources) {
    if (source.kind !== 'gate') continue;
    const { withFd, withoutFd } = source.gate;
    for (let kind = 0; kind < withFd.length; kind++) {
      if (withFd[kind] === 1 || withoutFd[kind] === 1) any[kind] = 1;
    }
  }
  return any;
}
