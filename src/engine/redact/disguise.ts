// SPDX-License-Identifier: Apache-2.0
// What replaces a secret: letters and digits out of a keyed hash of it, as many as it had bytes. Equal secrets stay
// equal under one key; without the key nobody can try words against them. Short ones become asterisks: too few letters
// are left for a hash to tell two apart, and too few words to try to keep one.

import { createHmac, randomBytes } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const ASTERISK = 0x2a;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Below, asterisks. */
const LEAST_HASHED = 4;
const DIGEST_BYTES = 32;

export class Disguise {
  readonly #key: Uint8Array;

  /** `key`: of any length; another at each run where none is given. */
  constructor(key: Uint8Array = randomBytes(DIGEST_BYTES)) {
    this.#key = key;
  }

  /** Overwrites bytes[start, end). */
  hide(bytes: Uint8Array, start: number, end: number): void {
    if (end - start < LEAST_HASHED) {
      bytes.fill(ASTERISK, start, end);
      return;
    }
    const secret = Uint8Array.from(bytes.subarray(start, end));
    for (let at = start, part = 0; at < end; at += DIGEST_BYTES, part++) {
      const digest = createHmac('sha256', this.#key).update(`${part}:`).update(secret).digest();
      const count = Math.min(DIGEST_BYTES, end - at);
      for (let i = 0; i < count; i++) bytes[at + i] = LETTERS.charCodeAt((digest[i] as number) & 31);
    }
  }
}

/** Overwrites bytes[start, end), whatever they are; only line ends stay. */
export function blank(bytes: Uint8Array, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte !== LINE_FEED && byte !== CARRIAGE_RETURN) bytes[i] = ASTERISK;
  }
}
