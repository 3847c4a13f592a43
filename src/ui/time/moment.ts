// SPDX-License-Identifier: Apache-2.0
// Where `g` shall go, as somebody types it: an event number, a clock time, a time since the start, a share of everything.

import { parseDuration } from '../../engine/protocol/quantity.js';
import { type FormatContext, formatClock } from '../format.js';
import type { Span } from './time-choice.js';

/** A place in a capture. */
export type Moment = { readonly num: number } | { readonly time: number };

const DAY = 86_400_000_000_000n;

/** The moment that `text` means; a sentence where it means none. */
export function parseMoment(text: string, held: Span, { baseTime }: FormatContext): Moment | string {
  const typed = text.trim();
  const number = /^#?(\d+)$/.exec(typed)?.[1];
  if (number !== undefined) return Number(number) > 0 ? { num: Number(number) } : 'the first event has number 1';
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(typed)?.[1];
  if (percent !== undefined) {
    if (Number(percent) > 100) return 'there is no more than 100%';
    return { time: Math.round(held.from + ((held.to - held.from) * Number(percent)) / 100) };
  }
  const since = /^\+|[a-zµ]$/.test(typed) ? parseDuration(typed.replace(/^\+/, ''), 1e9) : undefined;
  if (since !== undefined) return { time: Math.round(since) };
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/.exec(typed);
  if (clock !== null && baseTime !== undefined) return clockMoment(clock, baseTime, held);
  return 'an event number, a time (17:44:31.5), a time since the start (+1.5s, 250ms), or a share (50%)';
}

/** The clock time on the day that comes nearest to what is held. */
function clockMoment(match: RegExpExecArray, baseTime: bigint, held: Span): Moment | string {
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return 'there is no such time of day';
  const fraction = BigInt((match[4] ?? '').padEnd(9, '0'));
  const day = new Date(Number(baseTime / 1_000_000n));
  day.setHours(hours, minutes, seconds, 0);
  const epoch = BigInt(day.getTime()) * 1_000_000n + fraction;
  let best = Number(epoch - baseTime);
  for (const shift of [-DAY, DAY]) {
    const other = Number(epoch + shift - baseTime);
    if (distance(other, held) < distance(best, held)) best = other;
  }
  return { time: best };
}

function distance(time: number, { from, to }: Span): number {
  return time < from ? from - time : Math.max(0, time - to);
}

/** What a moment is called: `event 1234`, `17:44:31.500`. */
export function momentText(moment: Moment, { baseTime }: FormatContext): string {
  if ('num' in moment) return `event ${moment.num}`;
  if (baseTime === undefined) return `+${(moment.time / 1e9).toFixed(3)}s`;
  return formatClock(baseTime + BigInt(Math.round(moment.time)), 3);
}
