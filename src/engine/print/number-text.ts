// SPDX-License-Identifier: Apache-2.0
// Integers and times in the print formats of the event table.

import type { PrintFormat } from '../scap/event-types.js';

/**
 * An integer in a print format: HEX upper case without prefix, OCT with a leading 0 (C `%#o`), 10_PADDED_DEC at least
 * 9 digits, everything else decimal. Negative numbers in HEX and OCT are the caller's to make unsigned.
 */
export function integerText(value: number | bigint, format: PrintFormat): string {
  switch (format) {
    case 'HEX':
      return value.toString(16).toUpperCase();
    case 'OCT':
      return value === 0 || value === 0n ? '0' : `0${value.toString(8)}`;
    case '10_PADDED_DEC':
      return padded9(value);
    default:
      return value.toString();
  }
}

/** At least nine digits: the sub-second part of a time. */
export function padded9(value: number | bigint): string {
  return value.toString().padStart(9, '0');
}

/** C `%lg`: six significant digits, trailing zeros dropped, an exponent of two digits below 1e-4 and from 1e6. */
export function shortDouble(value: number): string {
  if (value === 0) return '0';
  const [digits = '', exponentText = '0'] = value.toExponential(5).split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return trimZeros(value.toFixed(5 - exponent));
  const sign = exponent < 0 ? '-' : '+';
  return `${trimZeros(digits)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** i64, little-endian, in decimal. */
export function int64Text(view: DataView, at: number): string {
  const high = view.getInt32(at + 4, true);
  // Beyond 2^53 a float64 would round.
  if (high >= -0x200000 && high < 0x200000) return String(high * 4294967296 + view.getUint32(at, true));
  return view.getBigInt64(at, true).toString();
}

/** u64, little-endian, in upper-case hex without leading zeros. */
export function hex64Text(view: DataView, at: number): string {
  const high = view.getUint32(at + 4, true);
  const low = view.getUint32(at, true);
  if (high < 0x200000) return (high * 4294967296 + low).toString(16).toUpperCase();
  return (high.toString(16) + low.toString(16).padStart(8, '0')).toUpperCase();
}
