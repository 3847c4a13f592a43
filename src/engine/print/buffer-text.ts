// SPDX-License-Identifier: Apache-2.0
// Captured data as text, in the five ways of the option table: dots (default), ascii (-A), hex (-x), hex-ascii (-X),
// base64 (-b). The exact bytes are those of sysdig, so that two outputs can be compared.

import type { BufferFormat } from '../pipeline/protocol.js';

const DOT = 0x2e;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const ROW = 16;

/** What every byte becomes in `dots`: itself where it is printable ASCII, else a dot. */
const PRINTABLE = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x20 && byte <= 0x7e ? byte : DOT));

/** Renders buffers; owns the scratch space that makes `dots` one pass over the bytes. */
export class BufferText {
  readonly #format: BufferFormat;
  readonly #most: number;
  #scratch = Buffer.alloc(256);

  /** `maxLength` cuts only `dots`; 0 never cuts. */
  constructor(format: BufferFormat, maxLength: number) {
    this.#format = format;
    this.#most = maxLength;
  }

  /** Text of bytes[at, at + length); "" for an empty buffer. */
  text(bytes: Uint8Array, at: number, length: number): string {
    if (length === 0) return '';
    switch (this.#format) {
      case 'dots':
        return this.#dots(bytes, at, length);
      case 'ascii':
        return asciiText(bytes, at, length);
      case 'base64':
        return Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString('base64');
      default:
        return hexText(bytes, at, length, this.#format === 'hex-ascii');
    }
  }

  #dots(bytes: Uint8Array, at: number, length: number): string {
    const cut = this.#most > 0 && length > this.#most;
    const shown = cut ? this.#most : length;
    if (shown > this.#scratch.length) this.#scratch = Buffer.alloc(shown * 2);
    const scratch = this.#scratch;
    for (let i = 0; i < shown; i++) scratch[i] = PRINTABLE[bytes[at + i] as number] as number;
    // The dots are part of the length: 77 characters and three dots by default.
    if (cut && shown > 3) scratch.fill(DOT, shown - 3, shown);
    return scratch.toString('latin1', 0, shown);
  }
}

function asciiText(bytes: Uint8Array, at: number, length: number): string {
  let text = '\n';
  for (let i = 0; i < length; i++) {
    const byte = bytes[at + i] as number;
    if (byte >= 0x20 && byte <= 0x7e) text += String.fromCharCode(byte);
    else if (byte === RETURN) text += '\n';
    // A newline after a carriage return has been printed already. The very first byte never counts, as in sysdig.
    else if (byte === NEWLINE && i > 0 && bytes[at + i - 1] !== RETURN) text += '\n';
  }
  return text;
}

function hexText(bytes: Uint8Array, at: number, length: number, withAscii: boolean): string {
  let text = '';
  for (let row = 0; row < length; row += ROW) {
    text += `\n\t0x${row.toString(16).padStart(4, '0')}:`;
    const end = Math.min(row + ROW, length);
    for (let i = row; i < end; i += 2) {
      text += ` ${hexByte(bytes[at + i] as number)}`;
      if (i + 1 < end) text += hexByte(bytes[at + i + 1] as number);
    }
    if (!withAscii) continue;
    // A missing pair is five blanks; a last single byte is not widened, so its ASCII column stands two to the left.
    text += ' '.repeat(5 * (8 - Math.ceil((end - row) / 2)) + 2);
    for (let i = row; i < end; i++) text += String.fromCharCode(PRINTABLE[bytes[at + i] as number] as number);
  }
  return `${text}\n`;
}

function hexByte(byte: number): string {
  return byte < 16 ? `0${byte.toString(16)}` : byte.toString(16);
}
