// SPDX-License-Identifier: Apache-2.0
// Times as RFC 3339 wants them, in UTC, to the nanosecond. Events share their second: its text is made once.

import { padded9 } from '../scap/padded-number.js';

const SECOND = 1e9;
const SECOND_BIG = 1_000_000_000n;

export class IsoClock {
  #base = -1n;
  #baseSecond = 0;
  #baseRest = 0;
  #second = Number.NaN;
  #prefix = '';

  /** `relative`: whole ns after `base`, which is ns since 1970. */
  text(relative: number, base: bigint): string {
    if (base !== this.#base) this.#setBase(base);
    const rest = this.#baseRest + relative;
    const passed = Math.floor(rest / SECOND);
    const second = this.#baseSecond + passed;
    if (second !== this.#second) this.#setSecond(second);
    return `${this.#prefix}.${padded9(rest - passed * SECOND)}Z`;
  }

  #setBase(base: bigint): void {
    this.#base = base;
    this.#baseSecond = Number(base / SECOND_BIG);
    this.#baseRest = Number(base % SECOND_BIG);
  }

  #setSecond(second: number): void {
    this.#second = second;
    const date = new Date(second * 1000);
    this.#prefix = Number.isNaN(date.getTime()) ? '1970-01-01T00:00:00' : date.toISOString().slice(0, -5);
  }
}
