// SPDX-License-Identifier: Apache-2.0
// One direction of a connection as a stream of messages. Events carry the first bytes of what they moved (80 by default)
// and its whole size: what lies between is a gap. A message that ends in a later event is carried over; the rest of one
// whose length is known is passed over by count, across gaps, so that the next message is found again.

import { Piece } from './piece.js';
import { MORE, STRAY } from './protocol.js';

/** Bytes of an incomplete message that are kept; longer ones are decoded from this much. */
export const MOST_CARRIED = 8192;
const NOTHING = new Uint8Array(0);

export class ByteStream {
  #carry: Uint8Array = NOTHING;
  /** Bytes still to come of a message that has been decoded. */
  #skip = 0;
  readonly #piece = new Piece();

  /**
   * Takes one event's bytes. `size`: bytes that the event moved, at least data.length. `read` is called for every
   * message and returns as ReadMessage does; `passed` gets the wire bytes that belong to the message decoded last.
   * Returns true where messages may have been lost in a gap.
   */
  push(data: Uint8Array, size: number, read: (piece: Piece) => number, passed: (bytes: number) => void): boolean {
    let gap = Math.max(0, size - data.length);
    let bytes = data;
    if (this.#skip > 0) {
      const seen = Math.min(this.#skip, bytes.length);
      const unseen = Math.min(this.#skip - seen, gap);
      passed(seen + unseen);
      this.#skip -= seen + unseen;
      gap -= unseen;
      bytes = bytes.subarray(seen);
      // The message ended within the gap, or goes on: no message begins in what was recorded.
      if (bytes.length === 0) return gap > 0;
    }
    const carried = this.#carry.length;
    if (carried > 0) bytes = joined(this.#carry, bytes);
    this.#carry = NOTHING;
    return this.#messages(bytes, gap, read, passed);
  }

  #messages(bytes: Uint8Array, gap: number, read: (piece: Piece) => number, passed: (bytes: number) => void): boolean {
    let at = 0;
    while (at < bytes.length) {
      const isFull = bytes.length - at >= MOST_CARRIED;
      const length = read(this.#piece.set(bytes, at, bytes.length, gap > 0 || isFull));
      if (length === STRAY || (length === MORE && (gap > 0 || isFull))) {
        passed(bytes.length - at + gap);
        return gap > 0;
      }
      if (length === MORE) {
        this.#carry = bytes.slice(at);
        return false;
      }
      at += length;
      passed(length - Math.max(0, at - bytes.length));
    }
    const beyond = at - bytes.length;
    const unseen = Math.min(beyond, gap);
    passed(unseen);
    this.#skip = beyond - unseen;
    return gap - unseen > 0;
  }

  /** The other side has spoken: what is kept of a message will not be completed. */
  flush(read: (piece: Piece) => number): void {
    const bytes = this.#carry;
    if (bytes.length === 0) return;
    this.#carry = NOTHING;
    read(this.#piece.set(bytes, 0, bytes.length, true));
  }

  /** Forgets what was begun: the next event begins with a message. */
  restart(): void {
    this.#carry = NOTHING;
    this.#skip = 0;
  }
}

export function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
