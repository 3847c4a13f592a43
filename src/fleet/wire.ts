// SPDX-License-Identifier: Apache-2.0
// Messages as text: JSON, with what JSON lacks (bigint, bytes, infinity) as objects of one member whose name starts with $.

const MARK = '{"$';

export function encode(message: unknown): string {
  return JSON.stringify(message, written);
}

/** Undefined where it is not JSON. The reviver costs a call per value: only texts with a mark go through it. */
export function decode(text: string): unknown {
  try {
    return text.includes(MARK) ? JSON.parse(text, read) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function written(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { $int: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  if (value instanceof Uint32Array) return { $u32: base64(value) };
  if (value instanceof Uint8Array) return { $bytes: base64(value) };
  return value;
}

function base64({ buffer, byteOffset, byteLength }: Uint8Array | Uint32Array): string {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString('base64');
}

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  $int: (text) => (/^-?\d+$/.test(text) ? BigInt(text) : null),
  $number: Number,
  $bytes: (text) => new Uint8Array(Buffer.from(text, 'base64')),
  $u32: (text) => words(Buffer.from(text, 'base64')),
};

function words(bytes: Buffer): Uint32Array {
  const copy = new Uint8Array(bytes.length - (bytes.length % 4));
  copy.set(bytes.subarray(0, copy.length));
  return new Uint32Array(copy.buffer);
}

function read(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const [name, ...others] = Object.keys(value);
  const reader = name === undefined || others.length > 0 ? undefined : READERS[name];
  const text = name === undefined ? undefined : (value as Record<string, unknown>)[name];
  return reader === undefined || typeof text !== 'string' ? value : reader(text);
}
