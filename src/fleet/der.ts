// SPDX-License-Identifier: Apache-2.0
// The few kinds of DER (X.690) that a certificate is made of.

type Bytes = Uint8Array;

function element(tag: number, ...contents: readonly Bytes[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body.length)]), body]);
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

export const sequence = (...items: readonly Bytes[]): Buffer => element(0x30, ...items);
export const set = (...items: readonly Bytes[]): Buffer => element(0x31, ...items);
export const utf8 = (text: string): Buffer => element(0x0c, Buffer.from(text, 'utf8'));
export const octets = (bytes: Bytes): Buffer => element(0x04, bytes);
/** All bits are used but the last `unused`. */
export const bits = (bytes: Bytes, unused = 0): Buffer => element(0x03, Uint8Array.of(unused), bytes);
export const boolean = (value: boolean): Buffer => element(0x01, Uint8Array.of(value ? 0xff : 0));
/** [number], constructed or (`isPlain`) not. */
export const tagged = (number: number, content: Bytes, isPlain = false): Buffer =>
  element((isPlain ? 0x80 : 0xa0) | number, content);

/** A positive number, most significant byte first. */
export function integer(bytes: Bytes): Buffer {
  const needsZero = ((bytes[0] ?? 0) & 0x80) !== 0;
  return element(0x02, needsZero ? Buffer.concat([Uint8Array.of(0), bytes]) : bytes);
}

/** `1.2.840.10045.4.3.2`. */
export function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return element(0x06, Uint8Array.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift(0x80 | (rest & 0x7f));
  return bytes;
}

/** GeneralizedTime, whole seconds. */
export function time(moment: Date): Buffer {
  const text = moment.toISOString().replace(/[-:T]|\.\d+/g, '');
  return element(0x18, Buffer.from(text, 'latin1'));
}
