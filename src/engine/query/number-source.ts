// SPDX-License-Identifier: Apache-2.0
// Where the numbers of an aggregated column come from, in forms that a loop over a chunk reads without a call per row:
// a table by thread version, by fd, by kind, or a gate over the row's own columns.

import type { ThreadMetric } from '../event/event-view.js';
import type { FieldSource, FieldUse } from '../fields/field.js';
import { readField, readMetric } from '../fields/read-field.js';
import type { Capture } from '../ingest/capture.js';
import type { ThreadInfo } from '../state/thread-info.js';
import type { Chunk } from '../store/event-store.js';
import type { PackedChunk } from '../store/packed-chunk.js';
import { type Gate, KindsGate } from './column-masks.js';
import { type ColumnReader, columnReader, contribution, countsAsCall, usesLatency } from './columns.js';
import { InfoNumbers } from './info-numbers.js';
import { QueryCache } from './query-cache.js';
import { RowView } from './row-view.js';

export type NumberSource =
  | {
      readonly kind: 'version';
      readonly of: (version: number) => number;
      /** The thread alone says it. */
      readonly isOfThread?: boolean;
      /** Set where it grows with a counter of the version. */
      readonly metric?: ThreadMetric;
      /** What a counter comes to for the thread of a version. */
      readonly ofCounter?: (counter: number, version: number) => number;
    }
  | { readonly kind: 'gate'; readonly gate: Gate; readonly fdTypes: Uint8Array }
  | {
      readonly kind: 'row';
      readonly read: ColumnReader;
      /** Set where events of some kinds alone have a number. */
      readonly has?: (kind: number) => boolean;
    };

/** A field's value as a number: booleans are 0 and 1, texts that are numbers count, anything else is NaN. */
export function asNumber(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    case 'bigint':
      return Number(value);
    case 'string':
      return value === '' ? Number.NaN : Number(value);
    default:
      return Number.NaN;
  }
}

/** The source of a field's numbers in a capture as it is now: dictionaries grow between queries. */
export function numberSource(capture: Capture, use: FieldUse, cache = new QueryCache()): NumberSource {
  const source = use.field.source;
  switch (source.kind) {
    case 'metric':
      return metricNumbers(capture, source, cache);
    case 'thread': {
      const of = (info: ThreadInfo): number => asNumber(source.of(info, use.argument));
      const { values } = cache.get(`number ${use.text}`, () => new InfoNumbers(capture, of));
      const { info } = capture.state.snapshots.versions;
      return { kind: 'version', of: (version) => values[info.at(version)] as number, isOfThread: true };
    }
    case 'column': {
      const { gate } = cache.get(`gate ${source.column}`, () => new KindsGate(capture.kinds, source.column));
      if (gate !== undefined) return { kind: 'gate', gate, fdTypes: capture.state.fdDictionary.types };
      return { kind: 'row', read: columnReader(capture, source.column) };
    }
    case 'mapped': {
      const read = columnReader(capture, source.column);
      return { kind: 'row', read: (chunk, i) => asNumber(source.of(read(chunk, i))) };
    }
    default: {
      const view = new RowView(capture);
      const read = (chunk: Chunk, i: number): number => asNumber(readField(use, view.moveTo(chunk, i)));
      const has = source.kind === 'event' ? kindsOf(capture, use) : undefined;
      return has === undefined ? { kind: 'row', read } : { kind: 'row', read: ofKinds(has, read), has };
    }
  }
}

/** Rows of kinds that never have the field are not looked at. */
function ofKinds(has: (kind: number) => boolean, read: ColumnReader): ColumnReader {
  return (chunk, i) => (has(chunk.kindAt(i)) ? read(chunk, i) : Number.NaN);
}

/** Which kinds have the field; undefined where all may. */
function kindsOf(
  { kinds }: Capture,
  { field: { source }, argument }: FieldUse,
): ((kind: number) => boolean) | undefined {
  if (source.kind !== 'event' || source.kinds === undefined) return undefined;
  const { kinds: has } = source;
  const known: (boolean | undefined)[] = [];
  return (kind) => {
    known[kind] ??= has(kinds.of(kind), argument);
    return known[kind] === true;
  };
}

/** Whether no row of a packed chunk has a number. */
export function isSilent(source: NumberSource, { head }: PackedChunk): boolean {
  if (source.kind !== 'row' || source.has === undefined) return false;
  for (const kind of head.kinds) if (source.has(kind)) return false;
  return true;
}

type MetricSource = Extract<FieldSource, { kind: 'metric' }>;

/** What readMetric makes of a counter is a factor of the thread, and what it makes of 0. */
function metricNumbers(capture: Capture, source: MetricSource, cache: QueryCache): NumberSource {
  const { versions } = capture.state.snapshots;
  const byInfo = (counter: number): Float64Array => {
    const of = (info: ThreadInfo): number => asNumber(readMetric(source, counter, info));
    const { metric, scale, leaderOnly } = source;
    return cache.get(`metric ${metric} ${scale} ${leaderOnly} ${counter}`, () => new InfoNumbers(capture, of)).values;
  };
  const factors = byInfo(1);
  const zeros = byInfo(0);
  const raw = versions[source.metric];
  const { info } = versions;
  const ofCounter = (counter: number, version: number): number => {
    const id = info.at(version);
    return counter === 0 ? (zeros[id] as number) : counter * (factors[id] as number);
  };
  return { kind: 'version', of: (version) => ofCounter(raw.at(version), version), metric: source.metric, ofCounter };
}

/** Values of rows[0, n) of a chunk into out[0, n); NaN where a row has none. */
export function fill(source: NumberSource, chunk: Chunk, rows: Int32Array, n: number, out: Float64Array): void {
  switch (source.kind) {
    case 'version': {
      const { of } = source;
      const version = chunk.version;
      for (let k = 0; k < n; k++) out[k] = of(version[rows[k] as number] as number);
      return;
    }
    case 'gate':
      fillGated(source.gate, source.fdTypes, chunk, rows, n, out);
      return;
    case 'row': {
      const { read } = source;
      for (let k = 0; k < n; k++) out[k] = read(chunk, rows[k] as number);
      return;
    }
  }
}

function fillGated(
  gate: Gate,
  fdTypes: Uint8Array,
  chunk: Chunk,
  rows: Int32Array,
  n: number,
  out: Float64Array,
): void {
  const { withFd, withoutFd, byFdType, value } = gate;
  const { kind, fd, result } = chunk;
  const flags = value === 'call' ? chunk.flags : undefined;
  const latencies = usesLatency(value) ? chunk.latency : undefined;
  for (let k = 0; k < n; k++) {
    const i = rows[k] as number;
    const f = fd[i] as number;
    const passes =
      f === 0
        ? withoutFd[kind[i] as number]
        : (withFd[kind[i] as number] as number) &
          (byFdType === undefined ? 1 : (byFdType[fdTypes[f] as number] as number));
    if (passes !== 1) {
      out[k] = Number.NaN;
      continue;
    }
    // What occurs in nearly every view is inlined.
    if (value === 'one') out[k] = 1;
    else if (flags !== undefined) out[k] = countsAsCall(flags[i] as number);
    else if (value === 'bytes') {
      const r = result[i] as number;
      out[k] = r >= 0 ? r : Number.NaN;
    } else out[k] = contribution(value, result[i] as number, latencies?.[i] ?? Number.NaN);
  }
}
