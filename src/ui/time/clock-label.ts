// SPDX-License-Identifier: Apache-2.0
// Clock times for strips and axes: as many digits of the second as the distance between two of them needs.

import { type FormatContext, formatClock } from '../format.js';

/** Digits (0…9) that keep times `step` ns apart from each other. */
export function clockDigits(step: number): number {
  if (!(step > 0)) return 9;
  return Math.max(0, Math.min(9, Math.ceil(9 - Math.log10(step) - 1e-9)));
}

/** `17:44:31.25`; without a base, seconds since the start. */
export function clockLabel(time: number, digits: number, { baseTime }: FormatContext): string {
  if (!Number.isFinite(time)) return '';
  if (baseTime === undefined) return `+${(time / 1e9).toFixed(digits)}`;
  return formatClock(baseTime + BigInt(Math.round(time)), digits);
}
