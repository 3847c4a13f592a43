// SPDX-License-Identifier: Apache-2.0
// The bytes of one scap block while scap-writer.ts builds it: a growing buffer, little-endian throughout, with the two
// lengths that frame every block filled in at the end.

import type { IpAddress } from './ip-address.js';
import { encodeText } from './text.js';

export class BlockBytes {
  #bytes: Buffer;
  #at = 0;

  constructor(type: number, expected: number) {
    this.#bytes = Buffer.alloc(Math.max(32, expected + 12));
    this.u32(type);
    this.u32(0);
  }

  /** Pads to four bytes, fills in both lengths; the block is complete. */
  finish(): Uint8Array {
    this.zeros(-this.#at & 3);
    const length = this.#at + 4;
    this.u32(length);
    this.#bytes.writeUInt32LE(length, 4);
    return this.#bytes.subarray(0, length);
  }

  /** Leaves room for an entry's length, which counts itself. */
  beginEntry(): number {
    const start = this.#at;
    this.u32(0);
    return start;
  }

  endEntry(start: number): void {
    this.#bytes.writeUInt32LE(this.#at - start, start);
  }

  u8(value: number): void {
    const at = this.#take(1);
    this.#bytes[at] = value;
  }
  flag(value: boolean): void {
    this.u8(value ? 1 : 0);
  }
  u16(value: number): void {
    const at = this.#take(2);
    this.#bytes.writeUInt16LE(value & 0xffff, at);
  }
  u32(value: number): void {
    const at = this.#take(4);
    this.#bytes.writeUInt32LE(value >>> 0, at);
  }
  /** Two's complement for negative numbers. Numbers must be integers within 2^53. */
  u64(value: number | bigint): void {
    const at = this.#take(8);
    if (typeof value === 'bigint') {
      this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, value), at);
      return;
    }
    this.#bytes.writeUInt32LE(value >>> 0, at);
    this.#bytes.writeInt32LE(Math.floor(value / 4294967296) | 0, at + 4);
  }
  raw(bytes: Uint8Array): void {
    const at = this.#take(bytes.length);
    this.#bytes.set(bytes, at);
  }
  zeros(count: number): void {
    const at = this.#take(count);
    this.#bytes.fill(0, at, at + count);
  }
  /** `size` bytes of an address; zero where it is unknown. */
  ip(address: IpAddress | undefined, size: number): void {
    const at = this.#take(size);
    for (let i = 0; i < size; i++) this.#bytes[at + i] = address?.charCodeAt(i) ?? 0;
  }
  /** Length and bytes of a text, cut to `limit` bytes. */
  str16(text: string, limit: number): void {
    const bytes = encodeText(text);
    const length = Math.min(bytes.length, limit);
    this.u16(length);
    this.raw(length === bytes.length ? bytes : bytes.subarray(0, length));
  }
  /** NUL-terminated texts back to back. */
  strings(texts: readonly string[], limit: number): void {
    const joined = texts.length === 0 ? '' : `${texts.join('\0')}\0`;
    this.str16(joined, limit);
  }

  /** Offset of `size` new bytes. May replace #bytes: callers ask before they name it. */
  #take(size: number): number {
    const at = this.#at;
    this.#at += size;
    if (this.#at > this.#bytes.length) {
      const grown = Buffer.alloc(2 * this.#at);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    return at;
  }
}
