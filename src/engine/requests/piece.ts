// SPDX-License-Identifier: Apache-2.0
// Recorded bytes of one direction of a connection, from the start of a message on. One object is moved over the stream;
// offsets that decoders pass are relative to `start`. Reading beyond the end gives 0 or less text: decoders ask `has` first.

import { decodeText } from '../scap/text.js';

export class Piece {
  data: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  /** The event moved more bytes than were recorded: nothing follows `end`, and what is missing was not seen. */
  cut = false;

  set(data: Uint8Array, start: number, end: number, cut: boolean): this {
    this.data = data;
    this.start = start;
    this.end = end;
    this.cut = cut;
    return this;
  }

  /** Recorded bytes from the start of the message. */
  get length(): number {
    return this.end - this.start;
  }

  has(count: number): boolean {
    return this.end - this.start >= count;
  }

  u8(offset: number): number {
    return this.data[this.start + offset] ?? 0;
  }

  u16(offset: number): number {
    return (this.u8(offset) << 8) | this.u8(offset + 1);
  }

  u32(offset: number): number {
    return this.u16(offset) * 0x10000 + this.u16(offset + 2);
  }

  i32(offset: number): number {
    return this.u32(offset) | 0;
  }

  u16le(offset: number): number {
    return this.u8(offset) | (this.u8(offset + 1) << 8);
  }

  u24le(offset: number): number {
    return this.u16le(offset) | (this.u8(offset + 2) << 16);
  }

  u32le(offset: number): number {
    return this.u16le(offset) + this.u16le(offset + 2) * 0x10000;
  }

  i32le(offset: number): number {
    return this.u32le(offset) | 0;
  }

  /** At most `length` bytes as text; less where the recorded part ends before. */
  text(offset: number, length: number): string {
    const from = Math.min(this.start + offset, this.end);
    return decodeText(this.data, from, Math.max(from, Math.min(from + length, this.end)));
  }

  /** Text up to a zero byte, and the offset after it; -1 where the zero was not recorded. */
  cstring(offset: number): { readonly text: string; readonly next: number } {
    const from = this.start + offset;
    const zero = this.data.indexOf(0, from);
    if (zero < 0 || zero >= this.end) return { text: this.text(offset, this.length), next: -1 };
    return { text: this.text(offset, zero - from), next: zero - this.start + 1 };
  }

  /** Offset of the next LF at or after `offset`, within `most` bytes; -1 none. */
  lineEnd(offset: number, most: number): number {
    const limit = Math.min(this.end, this.start + offset + most);
    for (let i = this.start + offset; i < limit; i++) if (this.data[i] === 10) return i - this.start;
    return -1;
  }

  /** Whether the message begins with these bytes, as far as it was recorded. */
  startsWith(text: string): boolean {
    if (this.length < text.length) return false;
    for (let i = 0; i < text.length; i++) if (this.u8(i) !== text.charCodeAt(i)) return false;
    return true;
  }
}
