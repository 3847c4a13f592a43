// SPDX-License-Identifier: Apache-2.0
// The wire format of protocol buffers, as much of it as the few messages of container runtimes need: no schema, no code
// generator. Fields are asked for by number; what is missing is "" or 0, as proto3 has it.
// Format: https://protobuf.dev/programming-guides/encoding/

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

export class ProtobufDamage extends Error {}

export class ProtobufMessage {
  readonly #numbers = new Map<number, bigint>();
  readonly #chunks = new Map<number, Uint8Array[]>();

  /** Throws ProtobufDamage where the bytes are not a message. */
  constructor(bytes: Uint8Array) {
    const input = new Input(bytes);
    while (input.left > 0) {
      const tag = Number(input.varint());
      const field = tag >>> 3;
      switch (tag & 7) {
        case VARINT:
          this.#numbers.set(field, input.varint());
          break;
        case FIXED_64:
          input.take(8);
          break;
        case BYTES: {
          const chunk = input.take(Number(input.varint()));
          const chunks = this.#chunks.get(field);
          if (chunks === undefined) this.#chunks.set(field, [chunk]);
          else chunks.push(chunk);
          break;
        }
        case FIXED_32:
          input.take(4);
          break;
        default:
          throw new ProtobufDamage(`wire type ${tag & 7} of field ${field}`);
      }
    }
  }

  int(field: number): bigint {
    return BigInt.asIntN(64, this.#numbers.get(field) ?? 0n);
  }
  flag(field: number): boolean {
    return this.int(field) !== 0n;
  }
  bytes(field: number): Uint8Array {
    return this.#chunks.get(field)?.at(-1) ?? new Uint8Array(0);
  }
  text(field: number): string {
    return Buffer.from(this.bytes(field)).toString('utf8');
  }
  /** An empty message where the field is missing. */
  message(field: number): ProtobufMessage {
    return new ProtobufMessage(this.bytes(field));
  }
  messages(field: number): ProtobufMessage[] {
    return (this.#chunks.get(field) ?? []).map((chunk) => new ProtobufMessage(chunk));
  }
  /** map<string, string>: entries are messages of key 1 and value 2. */
  texts(field: number): Record<string, string> {
    return Object.fromEntries(this.messages(field).map((entry) => [entry.text(1), entry.text(2)]));
  }
}

/** A message of texts, numbers, booleans and messages (as bytes), by field number. */
export function encodeProtobuf(
  fields: readonly (readonly [field: number, value: string | number | boolean | Uint8Array])[],
): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const [field, value] of fields) {
    if (typeof value === 'number' || typeof value === 'boolean') {
      parts.push(varint((field << 3) | VARINT), varint(Number(value)));
      continue;
    }
    const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
    parts.push(varint((field << 3) | BYTES), varint(bytes.length), bytes);
  }
  return Buffer.concat(parts);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

class Input {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(length: number): Uint8Array {
    if (length > this.left) throw new ProtobufDamage(`${length} bytes wanted, ${this.left} left`);
    const start = this.#at;
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.take(1)[0] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new ProtobufDamage('a number of more than ten bytes');
  }
}
