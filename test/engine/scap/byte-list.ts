// SPDX-License-Identifier: Apache-2.0
// Little-endian bytes, one value after the other: what the synthetic captures of the tests are made of. Deliberately
// simple and apart from scap/block-bytes.ts, so that reader and writer of the program cannot agree on a mistake.

export class ByteList {
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  u8(value: number): this {
    this.#bytes.push(value & 0xff);
    return this;
  }
  u16(value: number): this {
    return this.u8(value).u8(value >> 8);
  }
  u32(value: number): this {
    return this.u16(value & 0xffff).u16(value >>> 16);
  }
  /** Two's complement for negative values. */
  u64(value: number | bigint): this {
    const bits = BigInt.asUintN(64, BigInt(value));
    return this.u32(Number(bits & 0xffffffffn)).u32(Number(bits >> 32n));
  }
  raw(bytes: Iterable<number>): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }
  text(value: string): this {
    return this.raw(Buffer.from(value, 'utf8'));
  }
  /** u16 length and the bytes, no NUL. */
  str16(value: string): this {
    const bytes = Buffer.from(value, 'utf8');
    return this.u16(bytes.length).raw(bytes);
  }
  zeros(count: number): this {
    for (let i = 0; i < count; i++) this.#bytes.push(0);
    return this;
  }
  done(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat(parts));
}
