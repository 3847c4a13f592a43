// SPDX-License-Identifier: Apache-2.0
// Comparing texts of a capture as the bytes they were. Strings come from decodeText: a byte outside valid UTF-8 is a
// lone surrogate, so equal strings are equal bytes. Order and substrings need care in two rare cases, handled here.

import { encodeText } from '../scap/text.js';

/** <0, 0, >0 by bytes. UTF-16 order is byte order except where surrogates or what follows them are involved. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Before a difference between low surrogates both have the same high one: start there.
    if (x >= 0xd800 || y >= 0xd800) return Buffer.compare(encodeText(a), encodeText(b));
    return x - y;
  }
  return a.length - b.length;
}

/** A test for texts that contain `part`. */
export function containsText(part: string): (text: string) => boolean {
  if (!hasStrayByte(part)) return (text) => text.includes(part);
  const bytes = encodeText(part);
  return (text) => Buffer.from(encodeText(text)).indexOf(bytes) >= 0;
}

export function startsWithText(part: string): (text: string) => boolean {
  if (!hasStrayByte(part)) return (text) => text.startsWith(part);
  const bytes = encodeText(part);
  return (text) => bytesStartWith(encodeText(text), bytes);
}

export function endsWithText(part: string): (text: string) => boolean {
  if (!hasStrayByte(part)) return (text) => text.endsWith(part);
  const bytes = encodeText(part);
  return (text) => bytesEndWith(encodeText(text), bytes);
}

export function bytesContain(bytes: Uint8Array, part: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(part) >= 0;
}

export function bytesStartWith(bytes: Uint8Array, part: Uint8Array): boolean {
  return bytes.length >= part.length && Buffer.compare(bytes.subarray(0, part.length), part) === 0;
}

export function bytesEndWith(bytes: Uint8Array, part: Uint8Array): boolean {
  return bytes.length >= part.length && Buffer.compare(bytes.subarray(bytes.length - part.length), part) === 0;
}

/** Case of ASCII letters only, as in the C locale. */
export function lowerAscii(text: string): string {
  return isAscii(text) ? text.toLowerCase() : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

export function upperAscii(text: string): string {
  return isAscii(text) ? text.toUpperCase() : text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** Well-formed text, each byte that belongs to no character replaced by U+FFFD. */
export function wellFormed(text: string): string {
  return hasStrayByte(text) ? text.replace(/\p{Surrogate}/gu, '\u{FFFD}') : text;
}

/** Such a byte may be part of a character of the other text: then the bytes must be compared. */
function hasStrayByte(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return false;
  return true;
}
