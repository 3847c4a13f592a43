// SPDX-License-Identifier: Apache-2.0
// --from and --to: `+1.5s` or `1.5s` counts from the start, `-30s` from the end, `10:41:07.5` is a time of the day of the capture's
// start, `2026-11-23T10:41:07` a date and time; both in the local time zone unless they end in Z.

import { type Capture, INVERSION } from '../engine/ingest/capture.js';
import type { TimeWindow } from '../engine/protocol/protocol.js';
import { parseDuration } from '../engine/protocol/quantity.js';
import { failure, ok, type Result } from '../engine/result.js';
import type { FleetWindow } from '../fleet/messages.js';

/** What is known of a capture's span: ns since its first event, and the first event's time since the epoch. */
export interface SpanOfTime {
  readonly span: TimeWindow;
  readonly baseTime: bigint;
}

const SECOND = 1e9;
const NS_PER_DAY = 86_400_000_000_000n;

/** Whether a bound needs the end of the capture to be known. */
export function countsFromEnd(text: string | undefined): boolean {
  return text?.startsWith('-') === true;
}

/** The window that --from, --to and -M of the command line mean; -M counts from the window's start, by the events' times. */
export function windowOf(
  options: { readonly from: string | undefined; readonly to: string | undefined; readonly seconds: number },
  { store, state }: Capture,
): Result<TimeWindow, string> {
  const span = store.span();
  const window = timeWindow(options.from, options.to, { span, baseTime: state.baseTime });
  if (!window.ok || !Number.isFinite(options.seconds)) return window;
  const { from, to } = window.value;
  return ok({ from, to: Math.min(to, Math.max(from, span.from) + options.seconds * 1e9) });
}

/** Whether the last event read is past the window: the rest of a file need not be read. */
export function isPast({ store, newest }: Capture, { to }: TimeWindow): boolean {
  const last = store.chunks[store.chunks.length - 1];
  // A chunk without shown rows, as it begins with the state of the machine, has no time: the last event says it.
  return (last !== undefined && Number.isFinite(last.minTime) ? last.minTime : newest) > to + INVERSION;
}

/**
 * ns since the epoch of a bound in a recording of several days: a time of the day is the last one that it holds.
 * Undefined where the text is not a time.
 */
export function latestEpoch(text: string, span: { readonly from: bigint; readonly to: bigint }): bigint | undefined {
  const ns = parseDuration(text.replace(/^[+-]/, ''), SECOND);
  if (ns !== undefined)
    return text.startsWith('-') ? span.to - BigInt(Math.round(ns)) : span.from + BigInt(Math.round(ns));
  const time = epochOf(text, span.to);
  if (time === undefined || time <= span.to || /^\d{4}-/.test(text)) return time;
  return epochOf(text, span.to - NS_PER_DAY);
}

export function timeWindow(
  from: string | undefined,
  to: string | undefined,
  known: SpanOfTime,
): Result<TimeWindow, string> {
  const start = from === undefined ? ok(Number.NEGATIVE_INFINITY) : timeOf('--from', from, known);
  if (!start.ok) return start;
  const end = to === undefined ? ok(Number.POSITIVE_INFINITY) : timeOf('--to', to, known);
  if (!end.ok) return end;
  if (end.value < start.value) return failure('--to is before --from');
  return ok({ from: start.value, to: end.value });
}

/** The same for hosts whose captures begin at times of their own: clock times, or `--from -30s` of each. */
export function fleetWindow(from: string | undefined, to: string | undefined): Result<FleetWindow, string> {
  const last = from?.startsWith('-') === true ? parseDuration(from.slice(1), SECOND) : undefined;
  const start = from === undefined || last !== undefined ? ok(undefined) : clockOf('--from', from);
  if (!start.ok) return start;
  const end = to === undefined ? ok(undefined) : clockOf('--to', to);
  if (!end.ok) return end;
  return ok({
    ...(start.value === undefined ? {} : { from: start.value }),
    ...(end.value === undefined ? {} : { to: end.value }),
    ...(last === undefined ? {} : { last }),
  });
}

/** Times without a day are today's. */
function clockOf(option: string, text: string): Result<bigint, string> {
  const time = epochOf(text, BigInt(Date.now()) * 1_000_000n);
  return time === undefined ? failure(`${option} wants 10:41:07 or 2026-11-23T10:41:07, not "${text}"`) : ok(time);
}

function timeOf(option: string, text: string, { span, baseTime }: SpanOfTime): Result<number, string> {
  const ns = parseDuration(text.replace(/^[+-]/, ''), SECOND);
  if (ns !== undefined) return ok(text.startsWith('-') ? span.to - ns : span.from + ns);
  const absolute = epochOf(text, baseTime);
  if (absolute === undefined) {
    return failure(`${option} wants +1.5s, -30s, 10:41:07 or 2026-11-23T10:41:07, not "${text}"`);
  }
  return ok(Number(absolute - baseTime));
}

/** ns since the epoch. */
function epochOf(text: string, baseTime: bigint): bigint | undefined {
  const match = /^(?:(\d{4}-\d\d-\d\d)[T ])?(\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z?)$/.exec(text);
  if (match === null) return undefined;
  const [, date, clock = '', fraction = '', zone = ''] = match;
  const day = date ?? dayOf(baseTime, zone === 'Z');
  const ms = Date.parse(`${day}T${clock.length === 5 ? `${clock}:00` : clock}${zone}`);
  if (Number.isNaN(ms)) return undefined;
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

function dayOf(ns: bigint, utc: boolean): string {
  const start = new Date(Number(ns / 1_000_000n));
  if (utc) return start.toISOString().slice(0, 10);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${start.getFullYear()}-${two(start.getMonth() + 1)}-${two(start.getDate())}`;
}
