// SPDX-License-Identifier: Apache-2.0
// Times of day and dates as event text. Wall-clock times are ns since the epoch in a bigint, because a float64 holds only
// 2^53 of the 1.8e18; the printer of many lines (EventClock) splits the start of the capture once and then adds floats.

import { padded9 } from '../scap/padded-number.js';
import { encodeText } from '../scap/text.js';
import type { ByteLine } from './byte-line.js';

const SECOND = 1_000_000_000;
const SECOND_BIG = 1_000_000_000n;
const DAY = 86_400;

/** A moment in two exact halves. */
export interface Moment {
  /** Seconds since the epoch. */
  readonly seconds: number;
  /** 0 … 999,999,999. */
  readonly ns: number;
}

export function momentOf(ns: bigint): Moment {
  return { seconds: Number(ns / SECOND_BIG), ns: Number(ns % SECOND_BIG) };
}

/** HH:MM:SS, `zoneOffset` seconds ahead of UTC. */
export function timeOfDay(seconds: number, zoneOffset: number): string {
  const local = (((seconds + zoneOffset) % DAY) + DAY) % DAY;
  return `${two(Math.floor(local / 3600))}:${two(Math.floor(local / 60) % 60)}:${two(local % 60)}`;
}

/** YYYY-MM-DD. */
export function dateText(seconds: number, zoneOffset: number): string {
  const date = new Date((seconds + zoneOffset) * 1000);
  return Number.isNaN(date.getTime()) ? '<date error>' : date.toISOString().slice(0, -14);
}

/** YYYY-MM-DD HH:MM:SS.nnnnnnnnn */
export function dateTimeText({ seconds, ns }: Moment, zoneOffset: number): string {
  return `${dateText(seconds, zoneOffset)} ${timeOfDay(seconds, zoneOffset)}.${padded9(ns)}`;
}

/** YYYY-MM-DDTHH:MM:SS.nnnnnnnnn+0000, always UTC. */
export function isoText({ seconds, ns }: Moment): string {
  return `${dateText(seconds, 0)}T${timeOfDay(seconds, 0)}.${padded9(ns)}+0000`;
}

/** A span in ns as S.nnnnnnnnn; negative where it goes back in time. */
export function secondsText(ns: number): string {
  if (ns < 0) return `-${secondsText(-ns)}`;
  return `${Math.floor(ns / SECOND)}.${padded9(ns % SECOND)}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** What the clock needs of an event. */
interface Timed {
  readonly time: number;
  readonly baseTime: bigint;
}

/** HH:MM:SS.nnnnnnnnn for one event after the other: the part up to the dot is made once a second. */
export class EventClock {
  readonly #zoneOffset: number;
  #base = 0n;
  #baseSeconds = 0;
  #baseNs = 0;
  #second = -1;
  #prefix: Uint8Array = new Uint8Array(0);

  constructor(zoneOffset: number) {
    this.#zoneOffset = zoneOffset;
  }

  /** False where the event has no time. */
  write(event: Timed, out: ByteLine): boolean {
    const { time } = event;
    // The start of a capture is known from its first event that has a time.
    if (Number.isNaN(time)) return false;
    if (event.baseTime !== this.#base) this.#startFrom(event.baseTime);
    const ns = this.#baseNs + time;
    const whole = Math.floor(ns / SECOND);
    const second = this.#baseSeconds + whole;
    if (second !== this.#second) {
      this.#second = second;
      this.#prefix = encodeText(`${timeOfDay(second, this.#zoneOffset)}.`);
    }
    out.append(this.#prefix);
    out.nineDigits(ns - whole * SECOND);
    return true;
  }

  #startFrom(base: bigint): void {
    const { seconds, ns } = momentOf(base);
    this.#base = base;
    this.#baseSeconds = seconds;
    this.#baseNs = ns;
  }
}
