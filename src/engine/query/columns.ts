// SPDX-License-Identifier: Apache-2.0
// One row's value in a numeric column. NaN where it has none. Whole chunks go through number-source.ts, by the same gates.

import { Trait } from '../event/event-kinds.js';
import type { ColumnName } from '../event/event-view.js';
import type { Capture } from '../ingest/capture.js';
import { type Chunk, RowFlag } from '../store/event-store.js';
import { type Gate, type GateValue, gateOf, percent } from './column-masks.js';

/** Value of a column in row i of a chunk. */
export type ColumnReader = (chunk: Chunk, i: number) => number;

/** The reader of a column; it closes over the capture's dictionaries. */
export function columnReader(capture: Capture, name: ColumnName): ColumnReader {
  const gate = gateOf(capture.kinds, name);
  if (gate !== undefined) return gatedReader(capture, name, gate);
  const { infos, versions } = capture.state.snapshots;
  const infoOf = (chunk: Chunk, i: number) => infos[versions.info.at(chunk.versionAt(i))];
  switch (name) {
    case 'num':
      return (chunk, i) => chunk.base + i + 1;
    case 'time':
      return (chunk, i) => chunk.timeAt(i);
    case 'cpu':
      return (chunk, i) => chunk.cpuAt(i);
    case 'fdNum':
      return (chunk, i) => {
        // A number is enough: exits of schema 4 name their fd also where the type lacks the flags.
        const fd = chunk.fdNumAt(i);
        const namesFd = ((capture.kinds.traits[chunk.kindAt(i)] as number) & Trait.NAMES_FD) !== 0;
        return namesFd || fd >= 0 ? fd : Number.NaN;
      };
    case 'countProcess':
      return (chunk, i) => {
        if (((capture.kinds.traits[chunk.kindAt(i)] as number) & Trait.PROCINFO) === 0) return Number.NaN;
        const info = infoOf(chunk, i);
        return info !== undefined && info.tid === info.pid ? 1 : Number.NaN;
      };
    case 'deltaTime':
      return deltaTime(capture);
    case 'execTimeTotal':
      return execTimeTotal(capture);
    default:
      throw new Error(`column ${name} has neither gate nor reader`);
  }
}

/** Kinds are met while a capture is read: the gate is made again when there are more. */
function gatedReader(capture: Capture, name: ColumnName, first: Gate): ColumnReader {
  const fds = capture.state.fdDictionary;
  const { kinds } = capture;
  let gate = first;
  let known = kinds.count;
  return (chunk, i) => {
    if (kinds.count !== known) {
      gate = gateOf(kinds, name) ?? gate;
      known = kinds.count;
    }
    const kind = chunk.kindAt(i);
    const fd = chunk.fdAt(i);
    if (fd === 0) {
      if (gate.withoutFd[kind] === 0) return Number.NaN;
    } else {
      if (gate.withFd[kind] === 0) return Number.NaN;
      if (gate.byFdType !== undefined && gate.byFdType[fds.types[fd] as number] === 0) return Number.NaN;
    }
    return gatedValue(chunk, i, gate.value);
  };
}

/** What row i contributes once it has passed its gate. */
export function gatedValue(chunk: Chunk, i: number, value: GateValue): number {
  if (value === 'call') return countsAsCall(chunk.flagsAt(i));
  return contribution(value, chunk.resultAt(i), usesLatency(value) ? chunk.latencyAt(i) : Number.NaN);
}

/** By its flags: 1, or NaN where a new thread begins. */
export function countsAsCall(flags: number): number {
  return (flags & RowFlag.NEW_THREAD) === 0 ? 1 : Number.NaN;
}

/** Whether a row's contribution is made of its latency. */
export function usesLatency(value: GateValue): boolean {
  return value === 'latency' || (value.startsWith('cpu-') && value !== 'cpu-user');
}

/** What a row that has passed its gate contributes, calls apart (countsAsCall()); `latency` matters where usesLatency() says so. */
export function contribution(value: GateValue, result: number, latency: number): number {
  switch (value) {
    case 'one':
    case 'call':
      return 1;
    case 'bytes':
      return result >= 0 ? result : Number.NaN;
    case 'failure':
      return result < 0 ? 1 : Number.NaN;
    case 'result':
      return result;
    case 'latency':
      return latency;
    case 'cpu-total':
      return percent(result + latency);
    case 'cpu-user':
      return percent(result);
    case 'cpu-system':
      return percent(latency);
    case 'cpu-time':
      return result + latency;
    case 'cpu-time-system':
      return latency;
  }
}

/** ns since the previous event that is not internal; 0 for the first. */
function deltaTime(capture: Capture): ColumnReader {
  const traits = capture.kinds.traits;
  return (chunk, i) => {
    for (let row = chunk.base + i - 1; ; row--) {
      const at = capture.store.locate(row);
      if (at === undefined) return 0;
      const kind = at.chunk.kindAt(at.index);
      const before = at.chunk.timeAt(at.index);
      if (((traits[kind] as number) & Trait.INTERNAL) !== 0 || Number.isNaN(before)) continue;
      return chunk.timeAt(i) - before;
    }
  };
}

/**
 * Sum of what the thread had of the CPUs up to its event, from the start of what the store holds. Readers go forwards: the
 * sums of all threads are carried along, and start again where a reader goes back.
 */
function execTimeTotal(capture: Capture): ColumnReader {
  const { infos, versions } = capture.state.snapshots;
  const totals = new Map<number, number>();
  /** The row after those that are in the sums. */
  let next = 0;
  const tidOf = (chunk: Chunk, i: number) =>
    // Version 0 is not a thread: the idle task.
    chunk.versionAt(i) === 0 ? undefined : infos[versions.info.at(chunk.versionAt(i))]?.tid;

  function addRows(chunk: Chunk, end: number): void {
    const traits = capture.kinds.traits;
    const { kind, latency } = chunk;
    for (let k = Math.max(0, next - chunk.base); k < end; k++) {
      if (((traits[kind[k] as number] as number) & Trait.SWITCH) === 0) continue;
      const tid = tidOf(chunk, k);
      const ns = latency[k] as number;
      if (tid !== undefined && !Number.isNaN(ns)) totals.set(tid, (totals.get(tid) ?? 0) + ns);
    }
    next = chunk.base + end;
  }

  return (chunk, i) => {
    if (((capture.kinds.traits[chunk.kindAt(i)] as number) & Trait.SWITCH) === 0) return 0;
    const tid = tidOf(chunk, i);
    if (tid === undefined) return Number.NaN;
    if (chunk.base + i + 1 < next) {
      totals.clear();
      next = 0;
    }
    if (next < chunk.base) {
      for (const earlier of capture.store.chunks) {
        if (earlier.base >= chunk.base) break;
        if (earlier.base + earlier.count > next) addRows(earlier, earlier.count);
      }
    }
    addRows(chunk, i + 1);
    return totals.get(tid) ?? 0;
  };
}
