// SPDX-License-Identifier: Apache-2.0
// Grouping by a key that depends on one snapshot alone (a process by the thread version, a file by the fd, a call by the
// kind): rows are only marked by snapshot, and what the snapshots themselves say is added up once per snapshot, not per
// event. Five million rows then cost a pass of marking and a light one per summed column.

import { IDLE_KIND } from '../event/event-kinds.js';
import { CHUNK_ROWS, type Chunk, IDLE_BASE } from '../store/event-store.js';
import type { Aggregate } from './aggregate.js';
import type { Gate } from './column-masks.js';
import { contribution, usesLatency } from './columns.js';
import { fill, type NumberSource } from './number-source.js';
import { NO_CODE, type SnapshotCodes } from './snapshot-codes.js';

export class SnapshotGroups {
  readonly #column: SnapshotCodes['column'];
  readonly #codes: Int32Array;
  /** Row numbers + 1 by snapshot; 0 is "not seen". */
  readonly first: Float64Array;
  readonly last: Float64Array;
  /** Events by snapshot. */
  readonly #events: Float64Array;
  readonly #groups: Int32Array;
  readonly #values: Float64Array;

  /** By kind: rows that may pass a gate of any column. */
  readonly #gated: Uint8Array;
  readonly #candidates: Int32Array;
  #candidateCount = 0;

  /** `sources`: those that add() will be called with. Snapshots with a negative code are left out. */
  constructor(snapshots: SnapshotCodes, sources: readonly NumberSource[]) {
    this.#gated = anyGate(sources.filter((source) => !countsSnapshots(source, snapshots.column)));
    this.#column = snapshots.column;
    this.#codes = snapshots.codes;
    this.first = new Float64Array(snapshots.codes.length);
    this.last = new Float64Array(snapshots.codes.length);
    this.#events = new Float64Array(snapshots.codes.length);
    this.#groups = new Int32Array(CHUNK_ROWS);
    this.#values = new Float64Array(CHUNK_ROWS);
    this.#candidates = new Int32Array(CHUNK_ROWS);
  }

  /** Marks the snapshots of rows[0, n), dropping rows that belong to no group; returns how many are left. */
  mark(chunk: Chunk, rows: Int32Array, n: number): number {
    const codes = this.#codes;
    const ids = chunk[this.#column];
    const { first, last } = this;
    // Threads without an event are marked, not counted.
    const events = chunk.base < IDLE_BASE ? this.#events : new Float64Array(codes.length);
    const base = chunk.base + 1;
    const gated = this.#gated;
    const candidates = this.#candidates;
    const { kind } = chunk;
    let kept = 0;
    let c = 0;
    // A thread makes several events in a row: its snapshot is looked at where it changes.
    let id = -1;
    let isGrouped = false;
    let at = 0;
    let start = 0;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      const next = ids[i] as number;
      if (next !== id) {
        if (isGrouped) {
          last[id] = at;
          events[id] = (events[id] as number) + kept - start;
        }
        id = next;
        start = kept;
        isGrouped = (codes[id] as number) >= 0;
        if (isGrouped && first[id] === 0) first[id] = base + i;
      }
      if (!isGrouped) continue;
      rows[kept++] = i;
      if (gated[kind[i] as number] === 1) candidates[c++] = i;
      at = base + i;
    }
    if (isGrouped) {
      last[id] = at;
      events[id] = (events[id] as number) + kept - start;
    }
    this.#candidateCount = c;
    return kept;
  }

  /** Adds a column's values of the rows that mark() has left to their groups. */
  add(source: NumberSource, aggregate: Aggregate, chunk: Chunk, rows: Int32Array, n: number): void {
    if (source.kind === 'gate') {
      const m = this.#pass(source.gate, source.fdTypes, chunk);
      aggregate.add(this.#groups, this.#values, m);
      return;
    }
    const codes = this.#codes;
    const ids = chunk[this.#column];
    for (let k = 0; k < n; k++) this.#groups[k] = codes[ids[rows[k] as number] as number] as number;
    fill(source, chunk, rows, n, this.#values);
    aggregate.add(this.#groups, this.#values, n);
  }

  /** Groups and values of the rows that pass a gate: hardly any do, so nothing is written for the others. */
  #pass(gate: Gate, fdTypes: Uint8Array, chunk: Chunk): number {
    const { withFd, withoutFd, byFdType, value } = gate;
    const { kind, fd } = chunk;
    const codes = this.#codes;
    const ids = chunk[this.#column];
    const groups = this.#groups;
    const values = this.#values;
    const candidates = this.#candidates;
    const count = this.#candidateCount;
    const results = value === 'one' ? undefined : chunk.result;
    const latencies = usesLatency(value) ? chunk.latency : undefined;
    let m = 0;
    for (let k = 0; k < count; k++) {
      const i = candidates[k] as number;
      const f = fd[i] as number;
      if (f === 0) {
        if (withoutFd[kind[i] as number] === 0) continue;
      } else {
        if (withFd[kind[i] as number] === 0) continue;
        if (byFdType !== undefined && byFdType[fdTypes[f] as number] === 0) continue;
      }
      groups[m] = codes[ids[i] as number] as number;
      values[m++] = contribution(value, results?.[i] ?? Number.NaN, latencies?.[i] ?? Number.NaN);
    }
    return m;
  }

  /** Adds the events of the snapshots to their groups, for a source that counts all of them (countsSnapshots). */
  addEvents(gate: Gate, aggregate: Aggregate): void {
    const codes = this.#codes;
    for (let id = 0; id < codes.length; id++) {
      const count = this.#events[id] as number;
      if (count > 0 && (this.#column !== 'kind' || gate.withFd[id] === 1))
        aggregate.addOnes(codes[id] as number, count);
    }
  }

  /** Adds a number per marked snapshot: for extremes, which do not care how often it was seen. */
  addPerSnapshot(values: Float64Array, aggregate: Aggregate): void {
    const codes = this.#codes;
    const { first } = this;
    const groups = this.#groups;
    const numbers = this.#values;
    const room = groups.length;
    let m = 0;
    for (let id = 0; id < codes.length; id++) {
      if (first[id] === 0) continue;
      groups[m] = codes[id] as number;
      numbers[m++] = values[id] as number;
      if (m < room) continue;
      aggregate.add(groups, numbers, m);
      m = 0;
    }
    aggregate.add(groups, numbers, m);
  }

  /** First and last row of every group. */
  extents(groups: number): { first: Float64Array; last: Float64Array } {
    const first = new Float64Array(groups);
    const last = new Float64Array(groups);
    for (let id = 0; id < this.#codes.length; id++) {
      const at = this.first[id] as number;
      const g = this.#codes[id] as number;
      if (at === 0 || g === NO_CODE) continue;
      if (first[g] === 0 || at < (first[g] as number)) first[g] = at;
      if ((this.last[id] as number) > (last[g] as number)) last[g] = this.last[id] as number;
    }
    return { first, last };
  }
}

/** Whether a source counts whole snapshots: every event of them, or every event of some kinds where these are the groups. */
export function countsSnapshots(source: NumberSource, column: SnapshotCodes['column']): boolean {
  if (source.kind !== 'gate' || source.gate.value !== 'one' || !source.gate.byKindAlone) return false;
  return column === 'kind' || source.gate.withFd.every((pass, kind) => pass === 1 || kind === IDLE_KIND);
}

function anyGate(sources: readonly NumberSource[]): Uint8Array {
  const any = new Uint8Array(1 << 16);
  for (const source of sources) {
    if (source.kind !== 'gate') continue;
    const { withFd, withoutFd } = source.gate;
    for (let kind = 0; kind < withFd.length; kind++) {
      if (withFd[kind] === 1 || withoutFd[kind] === 1) any[kind] = 1;
    }
  }
  return any;
}
