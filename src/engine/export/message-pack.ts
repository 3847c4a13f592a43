// SPDX-License-Identifier: Apache-2.0
// Values as MessagePack (github.com/msgpack/msgpack/blob/master/spec.md), as far as JSON goes, and the time of Fluentd.

const NS = 1_000_000_000n;

/** ns since 1970, as the extension type 0 of Fluentd: seconds and nanoseconds. */
export class EventTime {
  readonly ns: bigint;

  constructor(ns: bigint) {
    this.ns = ns;
  }
}

export function messagePack(value: unknown): Buffer {
  const parts: Buffer[] = [];
  write(value, parts);
  return Buffer.concat(parts);
}

function write(value: unknown, parts: Buffer[]): void {
  if (value === null || value === undefined) parts.push(Buffer.of(0xc0));
  else if (typeof value === 'boolean') parts.push(Buffer.of(value ? 0xc3 : 0xc2));
  else if (typeof value === 'number') parts.push(numberBytes(value));
  else if (typeof value === 'string') writeText(value, parts);
  else if (value instanceof EventTime) parts.push(timeBytes(value.ns));
  else if (Array.isArray(value)) writeList(value, parts);
  else writeMap(Object.entries(value), parts);
}

function numberBytes(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  if (!Number.isSafeInteger(value)) {
    bytes[0] = 0xcb;
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  if (value >= 0 && value < 0x80) return Buffer.of(value);
  bytes[0] = 0xd3;
  bytes.writeBigInt64BE(BigInt(value), 1);
  return bytes;
}

function writeText(text: string, parts: Buffer[]): void {
  const bytes = Buffer.from(text);
  if (bytes.length < 32) parts.push(Buffer.of(0xa0 | bytes.length), bytes);
  else parts.push(headBytes(0xdb, bytes.length), bytes);
}

function writeList(list: readonly unknown[], parts: Buffer[]): void {
  parts.push(headBytes(0xdd, list.length));
  for (const value of list) write(value, parts);
}

function writeMap(members: readonly (readonly [string, unknown])[], parts: Buffer[]): void {
  parts.push(headBytes(0xdf, members.length));
  for (const [name, value] of members) {
    writeText(name, parts);
    write(value, parts);
  }
}

/** A type and its length in 32 bits. */
function headBytes(type: number, length: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes[0] = type;
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

function timeBytes(ns: bigint): Buffer {
  const bytes = Buffer.alloc(10);
  bytes[0] = 0xd7;
  bytes.writeUInt32BE(Number(ns / NS), 2);
  bytes.writeUInt32BE(Number(ns % NS), 6);
  return bytes;
}
