// SPDX-License-Identifier: Apache-2.0
// Times and latencies of a packed chunk. A time is its distance in ns (four bytes) from the earliest of its group of 256
// rows; where that does not do, it stays a float64. A latency is what lies between the times of a call's two events: only
// others (time on the CPU, calls that began in another chunk) are listed.

import { placeOf } from './escaped-numbers.js';
import { CHUNK_ROWS, type OpenColumns } from './open-columns.js';

/** Rows that share a base: 4.3 s, which only machines with fewer than 60 events a second exceed. */
const GROUP_BITS = 8;
const GROUP = 1 << GROUP_BITS;
/** Stands for NaN. */
const NONE = 0xffffffff;

/** Bases by group; none where the times are float64. */
export interface PackedTimes {
  readonly bases: Float64Array;
  readonly times: Uint32Array | Float64Array;
}

export class TimeEncoder {
  readonly #bases = new Float64Array(CHUNK_ROWS >> GROUP_BITS);
  readonly #deltas = new Uint32Array(CHUNK_ROWS);

  /** Valid until the next call, and as long as `times` is not written to. */
  encode(times: Float64Array, n: number): PackedTimes {
    const groups = Math.ceil(n / GROUP);
    for (let g = 0; g < groups; g++) {
      if (!this.#encodeGroup(times, g, Math.min(n, (g + 1) << GROUP_BITS))) {
        return { bases: this.#bases.subarray(0, 0), times: times.subarray(0, n) };
      }
    }
    return { bases: this.#bases.subarray(0, groups), times: this.#deltas.subarray(0, n) };
  }

  /** False where the group does not fit. */
  #encodeGroup(times: Float64Array, group: number, end: number): boolean {
    const deltas = this.#deltas;
    const start = group << GROUP_BITS;
    const base = earliest(times, start, end);
    this.#bases[group] = base;
    for (let i = start; i < end; i++) {
      const time = times[i] as number;
      const delta = time - base;
      const whole = delta >>> 0;
      if (whole === delta && whole !== NONE && base + whole === time) deltas[i] = whole;
      else if (Number.isNaN(time)) deltas[i] = NONE;
      else return false;
    }
    return true;
  }
}

/** NaN where none has a time. */
function earliest(times: Float64Array, start: number, end: number): number {
  let least = Number.NaN;
  for (let i = start; i < end; i++) {
    const time = times[i] as number;
    if (time < least || (Number.isNaN(least) && !Number.isNaN(time))) least = time;
  }
  return least;
}

/** Times of rows [0, n), `shift` ns later than they were packed. */
export function decodeTimes({ bases, times }: PackedTimes, n: number, shift: number, out: Float64Array): void {
  if (bases.length === 0) {
    for (let i = 0; i < n; i++) out[i] = (times[i] as number) + shift;
    return;
  }
  for (let start = 0; start < n; start += GROUP) {
    const base = (bases[start >> GROUP_BITS] as number) + shift;
    const end = Math.min(n, start + GROUP);
    for (let i = start; i < end; i++) {
      const delta = times[i] as number;
      out[i] = delta === NONE ? Number.NaN : base + delta;
    }
  }
}

export function timeAt({ bases, times }: PackedTimes, i: number, shift: number): number {
  const time = times[i] as number;
  if (bases.length === 0) return time + shift;
  return time === NONE ? Number.NaN : (bases[i >> GROUP_BITS] as number) + shift + time;
}

/** Latencies that are not the time between the two events of a call: their rows, in order, and what they are. */
export interface OtherLatencies {
  readonly at: Uint16Array;
  readonly values: Uint32Array | Float64Array;
}

export class LatencyEncoder {
  readonly #at = new Uint16Array(CHUNK_ROWS);
  readonly #values = new Float64Array(CHUNK_ROWS);
  readonly #whole = new Uint32Array(CHUNK_ROWS);

  /** Valid until the next call. */
  encode({ latency, time, pair }: OpenColumns, n: number): OtherLatencies {
    let count = 0;
    for (let i = 0; i < n; i++) {
      const ns = latency[i] as number;
      if (between(time, i, pair[i] as number) === ns) continue;
      this.#at[count] = i;
      this.#values[count++] = ns;
    }
    const at = this.#at.subarray(0, count);
    return this.#isWhole(count)
      ? { at, values: this.#whole.subarray(0, count) }
      : { at, values: this.#values.subarray(0, count) };
  }

  #isWhole(count: number): boolean {
    for (let k = 0; k < count; k++) {
      const value = this.#values[k] as number;
      const whole = value >>> 0;
      if (Number.isNaN(value)) this.#whole[k] = NONE;
      else if (whole === value && whole !== NONE && !Object.is(value, -0)) this.#whole[k] = whole;
      else return false;
    }
    return true;
  }
}

/** ns since the enter event, `distance` rows before row i of the same chunk; 0 for a row without one. */
function between(times: Float64Array, i: number, distance: number): number {
  if (distance === 0) return 0;
  return distance > i ? Number.NaN : (times[i] as number) - (times[i - distance] as number);
}

/** Latencies of rows [0, n), with their times and distances. */
export function decodeLatencies(
  { at, values }: OtherLatencies,
  { time, pair }: Pick<OpenColumns, 'time' | 'pair'>,
  n: number,
  out: Float64Array,
): void {
  for (let i = 0; i < n; i++) out[i] = between(time, i, pair[i] as number);
  for (let k = 0; k < at.length; k++) out[at[k] as number] = otherValue(values, k);
}

function otherValue(values: Uint32Array | Float64Array, k: number): number {
  const value = values[k] as number;
  return values instanceof Uint32Array && value === NONE ? Number.NaN : value;
}

/** The latency of row i where it is listed; undefined where it is the time since the enter event. */
export function otherLatency({ at, values }: OtherLatencies, i: number): number | undefined {
  const k = placeOf(at, i);
  return k < 0 ? undefined : otherValue(values, k);
}
