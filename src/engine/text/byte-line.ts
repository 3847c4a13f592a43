// SPDX-License-Identifier: Apache-2.0
// Where event text is written: bytes, not strings. What a capture holds is bytes and what a terminal or file takes is
// bytes; with strings in between, printing five million events took 22 s of CPU instead of 15 s, and every byte that is
// no text needed an escape. Printers append; the caller that started the line takes it out.

import { decodeText, encodeText } from '../scap/text.js';

const BILLION = 1_000_000_000;
const TWO_32 = 4294967296;
const MINUS = 0x2d;
const OPEN = 0x28;
/** The three digits of 0 … 999, one after the other: numbers are written three digits a step. */
const THREE_DIGITS = Uint8Array.from({ length: 3000 }, (_, i) => {
  const digits = String(Math.floor(i / 3)).padStart(3, '0');
  return digits.charCodeAt(i % 3);
});
const HEX_UPPER = Uint8Array.from('0123456789ABCDEF', (digit) => digit.charCodeAt(0));

export class ByteLine {
  /** Only [0, length) has been written. Replaced when it grows. */
  bytes: Uint8Array;
  length = 0;
  /** Of the parameter written last: where its resolved text starts, after its bracket; -1 where it has none. */
  resolvedAt = -1;

  constructor(capacity = 1 << 12) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Any text; what decodeText kept of bytes that are not text becomes those bytes again. */
  text(text: string): void {
    const count = text.length;
    this.reserve(count);
    const { bytes } = this;
    const start = this.length;
    for (let i = 0; i < count; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) {
        this.#encoded(text);
        return;
      }
      bytes[start + i] = code;
    }
    this.length = start + count;
  }

  #encoded(text: string): void {
    const encoded = encodeText(text);
    this.reserve(encoded.length);
    this.bytes.set(encoded, this.length);
    this.length += encoded.length;
  }

  /** A piece of text that is written again and again, encoded once (encodeText). */
  append(piece: Uint8Array): void {
    const count = piece.length;
    this.reserve(count);
    const { bytes } = this;
    const start = this.length;
    for (let i = 0; i < count; i++) bytes[start + i] = piece[i] as number;
    this.length = start + count;
  }

  /** source[at, at + count) as it is. */
  copy(source: Uint8Array, at: number, count: number): void {
    this.reserve(count);
    const { bytes } = this;
    const start = this.length;
    // A call into the runtime pays off only for longer pieces.
    if (count > 64) bytes.set(source.subarray(at, at + count), start);
    else for (let i = 0; i < count; i++) bytes[start + i] = source[at + i] as number;
    this.length = start + count;
  }

  /** A safe integer in decimal. */
  decimal(value: number): void {
    this.reserve(20);
    if (value < 0) {
      this.bytes[this.length++] = MINUS;
      value = -value;
    }
    if (value < 1000) {
      this.#upTo3Digits(value);
      return;
    }
    if (value < 1_000_000) {
      const thousands = (value / 1000) >>> 0;
      this.#upTo3Digits(thousands);
      this.#threeDigits(value - thousands * 1000);
      return;
    }
    if (value < TWO_32) {
      const millions = (value / 1_000_000) >>> 0;
      const rest = value - millions * 1_000_000;
      const thousands = (rest / 1000) >>> 0;
      if (millions < 1000) this.#upTo3Digits(millions);
      else this.decimal(millions);
      this.#threeDigits(thousands);
      this.#threeDigits(rest - thousands * 1000);
      return;
    }
    const high = Math.floor(value / BILLION);
    this.decimal(high);
    this.nineDigits(value - high * BILLION);
  }

  /** 0 … 999,999,999 in nine digits. */
  nineDigits(value: number): void {
    this.reserve(9);
    const millions = (value / 1_000_000) >>> 0;
    const rest = value - millions * 1_000_000;
    const thousands = (rest / 1000) >>> 0;
    this.#threeDigits(millions);
    this.#threeDigits(thousands);
    this.#threeDigits(rest - thousands * 1000);
  }

  #threeDigits(value: number): void {
    const { bytes, length } = this;
    const at = value * 3;
    bytes[length] = THREE_DIGITS[at] as number;
    bytes[length + 1] = THREE_DIGITS[at + 1] as number;
    bytes[length + 2] = THREE_DIGITS[at + 2] as number;
    this.length = length + 3;
  }

  #upTo3Digits(value: number): void {
    const { bytes } = this;
    const at = value * 3;
    if (value >= 100) bytes[this.length++] = THREE_DIGITS[at] as number;
    if (value >= 10) bytes[this.length++] = THREE_DIGITS[at + 1] as number;
    bytes[this.length++] = THREE_DIGITS[at + 2] as number;
  }

  /** A u64 in two halves, upper-case hex without leading zeros. */
  hex(low: number, high: number): void {
    this.reserve(16);
    if (high !== 0) {
      this.#nibbles(high, nibbleCount(high));
      this.#nibbles(low, 8);
    } else this.#nibbles(low, nibbleCount(low));
  }

  #nibbles(value: number, count: number): void {
    for (let shift = 4 * (count - 1); shift >= 0; shift -= 4) {
      this.bytes[this.length++] = HEX_UPPER[(value >>> shift) & 15] as number;
    }
  }

  /** The raw text is complete; what follows is the resolved one. The caller of the printer closes the bracket. */
  beginResolved(): void {
    this.byte(OPEN);
    this.resolvedAt = this.length;
  }

  /** `start`, a length of before, as the end of the line again. */
  cutTo(start: number): void {
    this.length = start;
  }

  /** The contents of [start, end), as a string. */
  slice(start: number, end: number = this.length): string {
    return decodeText(this.bytes, start, end);
  }

  /** A copy of everything written, and an empty line again. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}

function nibbleCount(value: number): number {
  return value === 0 ? 1 : (35 - Math.clz32(value)) >> 2;
}
