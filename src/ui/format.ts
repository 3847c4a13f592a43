// SPDX-License-Identifier: Apache-2.0
// Cells of a snapshot → the text that a table shows. csysdig's units (K M G … of 1024 for bytes, times from ns to days),
// but three significant digits everywhere, 1000 for what is counted, the next unit when rounding reaches it (never
// 1024K), and never 0 for what is not 0. Values that are not known print `<NA>`, as in sysdig.

import type { CellDisplay, CellValue } from '../engine/protocol/protocol.js';

export interface FormatContext {
  /** ns since the epoch of the capture's first event; undefined while unknown. */
  readonly baseTime: bigint | undefined;
}

export const UNKNOWN = '<NA>';

const BYTE_UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E'];
const COUNT_UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E'];
/** Counts print in full below this: 40,860 calls say more than 40.9K and take no more room. */
const FULL_COUNT = 100_000;

/** Text of a cell; still the captured text for texts (the canvas makes it safe). */
export function formatCell(value: CellValue, display: CellDisplay, context: FormatContext): string {
  if (value === null) return UNKNOWN;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') return value;
  if (display === 'time') return formatTime(value, context);
  if (display === 'id' || display === 'text' || display === 'address' || display === 'boolean') return String(value);
  const number = Number(value);
  if (Number.isNaN(number)) return UNKNOWN;
  return formatNumber(number, display);
}

function formatNumber(value: number, display: CellDisplay): string {
  switch (display) {
    case 'bytes':
    case 'rate-bytes':
      return formatBytes(value);
    case 'count':
      return formatCount(value);
    case 'rate-count':
      return formatScaled(value, 1000, COUNT_UNITS);
    case 'duration':
      return formatDuration(value);
    case 'percent':
    case 'float':
      return formatFloat(value);
    default:
      return String(value);
  }
}

/** 1024-based, three digits: 812, 1.43K, 15.1M. */
export function formatBytes(value: number): string {
  return formatScaled(value, 1024, BYTE_UNITS);
}

/** In full up to 99999, then 1000-based: 100K, 4.96M. */
export function formatCount(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < FULL_COUNT) return String(value);
  return formatScaled(value, 1000, COUNT_UNITS);
}

function formatScaled(value: number, base: number, units: readonly string[]): string {
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const sign = value < 0 ? '-' : '';
  let rest = Math.abs(value);
  let unit = 0;
  while (unit < units.length - 1 && (rest >= base || Number(digits3(rest)) >= base)) {
    rest /= base;
    unit++;
  }
  if (unit === 0) return sign + small(rest);
  return `${sign}${digits3(rest)}${units[unit] ?? ''}`;
}

/** Below the first unit: whole numbers as such, others with at most two decimals. */
function small(value: number): string {
  if (Number.isInteger(value)) return String(value);
  if (value < 0.01) return '<0.01';
  return digits3(value);
}

/** Three significant digits, at most two decimals: 0.38, 1.43, 20.8, 770; whole thousands stay whole. */
function digits3(value: number): string {
  if (value < 9.995) return value.toFixed(2);
  if (value < 99.95) return value.toFixed(1);
  return value.toFixed(0);
}

function formatFloat(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return '0.00';
  if (Math.abs(value) < 0.01) return value < 0 ? '>-0.01' : '<0.01';
  if (Math.abs(value) >= FULL_COUNT) return formatScaled(value, 1000, COUNT_UNITS);
  return value.toFixed(2);
}

const US = 1e3;
const MS = 1e6;
const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** ns → 820ns, 1.82us, 677us, 16.4ms, 22.0s, 1m00s, 2h01m, 3d04h. */
export function formatDuration(ns: number): string {
  if (!Number.isFinite(ns)) return UNKNOWN;
  if (ns < 0) return `-${formatDuration(-ns)}`;
  if (ns < US) return `${Number.isInteger(ns) ? ns : digits3(ns)}ns`;
  // A unit also ends where its three digits would be four.
  if (ns < 999.5 * US) return `${digits3(ns / US)}us`;
  if (ns < 999.5 * MS) return `${digits3(ns / MS)}ms`;
  if (ns < 59.95 * SECOND) return `${digits3(ns / SECOND)}s`;
  if (ns < HOUR - SECOND / 2) return pair(ns, MINUTE, 'm', SECOND, 's');
  if (ns < DAY - MINUTE / 2) return pair(ns, HOUR, 'h', MINUTE, 'm');
  return pair(ns, DAY, 'd', HOUR, 'h');
}

function pair(ns: number, large: number, largeUnit: string, smallOne: number, smallUnit: string): string {
  const total = Math.round(ns / smallOne);
  const each = large / smallOne;
  return `${Math.floor(total / each)}${largeUnit}${String(total % each).padStart(2, '0')}${smallUnit}`;
}

/** A moment: bigint is ns since the epoch, number ns since the first event. Local time with nanoseconds. */
function formatTime(value: number | bigint, context: FormatContext): string {
  if (typeof value === 'bigint') return formatClock(value, 9);
  if (Number.isNaN(value)) return UNKNOWN;
  if (context.baseTime === undefined) return `+${(value / SECOND).toFixed(6)}`;
  return formatClock(context.baseTime + BigInt(Math.round(value)), 9);
}

/** `HH:MM:SS` in the local zone of a moment in ns since the epoch, with `digits` (0…9) of the second's fraction. */
export function formatClock(epoch: bigint, digits: number): string {
  const date = new Date(Number(epoch / 1_000_000n));
  const two = (part: number): string => String(part).padStart(2, '0');
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  if (digits === 0) return clock;
  const fraction = (((epoch % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n).toString().padStart(9, '0');
  return `${clock}.${fraction.slice(0, digits)}`;
}

/** True for what is right-aligned and compared by size. */
export function isQuantity(display: CellDisplay): boolean {
  return !['text', 'id', 'address', 'boolean', 'time'].includes(display);
}
