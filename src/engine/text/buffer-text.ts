// SPDX-License-Identifier: Apache-2.0
// Captured data as text, in the five ways of the option table: dots (default), ascii (-A), hex (-x), hex-ascii (-X),
// base64 (-b). The exact bytes are those of sysdig, so that two outputs can be compared.

import type { ByteLine } from './byte-line.js';
import type { PrintOptions } from './print-options.js';

const DOT = 0x2e;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const ROW = 16;

/** What every byte becomes in `dots`: itself where it is printable ASCII, else a dot. */
const PRINTABLE = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x20 && byte <= 0x7e ? byte : DOT));

/** Writes bytes[at, at + length). */
export type BufferWriter = (bytes: Uint8Array, at: number, length: number, out: ByteLine) => void;

/** The writer that the options ask for; `maxBuffer` cuts only dots. */
export function bufferWriter({ buffers, maxBuffer }: PrintOptions): BufferWriter {
  switch (buffers) {
    case 'dots':
      return (bytes, at, length, out) => writeDots(bytes, at, length, out, maxBuffer);
    case 'ascii':
      return writeAscii;
    case 'base64':
      return (bytes, at, length, out) => {
        out.text(Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString('base64'));
      };
    case 'hex':
      return (bytes, at, length, out) => writeHex(bytes, at, length, out, false);
    case 'hex-ascii':
      return (bytes, at, length, out) => writeHex(bytes, at, length, out, true);
  }
}

function writeDots(bytes: Uint8Array, at: number, length: number, out: ByteLine, most: number): void {
  const isCut = most > 0 && length > most;
  const shown = isCut ? most : length;
  out.reserve(shown);
  const target = out.bytes;
  const start = out.length;
  for (let i = 0; i < shown; i++) target[start + i] = PRINTABLE[bytes[at + i] as number] as number;
  // The three dots are part of the length: 77 characters and `...` by default.
  if (isCut && shown > 3) target.fill(DOT, start + shown - 3, start + shown);
  out.length = start + shown;
}

function writeAscii(bytes: Uint8Array, at: number, length: number, out: ByteLine): void {
  if (length === 0) return;
  out.byte(NEWLINE);
  for (let i = 0; i < length; i++) {
    const byte = bytes[at + i] as number;
    if (byte >= 0x20 && byte <= 0x7e) out.byte(byte);
    else if (byte === RETURN) out.byte(NEWLINE);
    // A newline after a carriage return has been printed already. The very first byte never counts, as in sysdig.
    else if (byte === NEWLINE && i > 0 && bytes[at + i - 1] !== RETURN) out.byte(NEWLINE);
  }
}

function writeHex(bytes: Uint8Array, at: number, length: number, out: ByteLine, withAscii: boolean): void {
  if (length === 0) return;
  for (let row = 0; row < length; row += ROW) {
    const end = Math.min(row + ROW, length);
    let text = `\n\t0x${row.toString(16).padStart(4, '0')}:`;
    for (let i = row; i < end; i += 2) {
      text += ` ${hexByte(bytes[at + i] as number)}`;
      if (i + 1 < end) text += hexByte(bytes[at + i + 1] as number);
    }
    // A missing pair is five blanks; a last single byte is not widened, so its ASCII column is two to the left.
    if (withAscii) text += ' '.repeat(5 * (8 - Math.ceil((end - row) / 2)) + 2);
    out.text(text);
    if (withAscii) writeDots(bytes, at + row, end - row, out, 0);
  }
  out.byte(NEWLINE);
}

function hexByte(byte: number): string {
  return byte < 16 ? `0${byte.toString(16)}` : byte.toString(16);
}
