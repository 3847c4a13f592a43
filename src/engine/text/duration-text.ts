// SPDX-License-Identifier: Apache-2.0
// A duration for a human reader, as evt.latency.human prints it: 9728 ns is `9.72us`, 12333 ns `12us`.

const US = 1e3;
const MS = 1e6;
const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Text of `ns`, which is at least 0. Digits are cut, not rounded; two decimals below ten units, none above. */
export function durationText(ns: number): string {
  if (ns >= HOUR) return `${two(ns / HOUR)}:${two((ns / MINUTE) % 60)}:${two((ns / SECOND) % 60)}`;
  if (ns >= MINUTE) return `${Math.floor(ns / MINUTE)}:${Math.floor((ns / SECOND) % 60)}`;
  // Whole seconds keep their decimals however many they are.
  if (ns >= SECOND) return `${withDecimals(ns, SECOND)}s`;
  if (ns >= 10 * MS) return `${Math.floor(ns / MS)}ms`;
  if (ns >= MS) return `${withDecimals(ns, MS)}ms`;
  if (ns >= 10 * US) return `${Math.floor(ns / US)}us`;
  if (ns >= US) return `${withDecimals(ns, US)}us`;
  return `${Math.floor(ns)}ns`;
}

function withDecimals(ns: number, unit: number): string {
  return `${Math.floor(ns / unit)}.${two((ns % unit) / (unit / 100))}`;
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
