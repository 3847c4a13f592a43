// SPDX-License-Identifier: Apache-2.0
// Numbers of the capture in the print formats of the event table.

import type { PrintFormat } from '../scap/event-types.js';
import { padded9 } from '../scap/padded-number.js';
import type { ByteLine } from './byte-line.js';

const TWO_32 = 4294967296;

/**
 * A safe integer in a print format: HEX upper case without prefix, OCT with a leading 0 (C `%#o`), 10_PADDED_DEC at
 * least nine digits, everything else decimal. Negative numbers in HEX and OCT are the caller's to make unsigned.
 */
export function writeInteger(value: number, format: PrintFormat, out: ByteLine): void {
  switch (format) {
    case 'HEX':
      out.hex(value >>> 0, Math.floor(value / TWO_32));
      return;
    case 'OCT':
      out.text(value === 0 ? '0' : `0${value.toString(8)}`);
      return;
    case '10_PADDED_DEC':
      out.text(padded9(value));
      return;
    default:
      out.decimal(value);
  }
}

/** i64, little-endian, in decimal. */
export function writeInt64(view: DataView, at: number, out: ByteLine): void {
  const high = view.getInt32(at + 4, true);
  // Beyond 2^53 a float64 would round.
  if (high >= -0x200000 && high < 0x200000) out.decimal(high * TWO_32 + view.getUint32(at, true));
  else out.text(view.getBigInt64(at, true).toString());
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
