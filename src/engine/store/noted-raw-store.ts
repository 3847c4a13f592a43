// SPDX-License-Identifier: Apache-2.0
// The raw bytes of a stream with blocks of ours put in between (alerts of rules over a capture file): these are held in
// memory, and the offsets of what follows them are those of the stream moved by their length.

import type { RawSpan, RawStore } from './raw-store.js';

interface Note {
  /** Offset of its first byte in the joined stream. */
  readonly at: number;
  readonly bytes: Uint8Array;
  /** Bytes of all notes up to the end of this one. */
  readonly total: number;
}

export class NotedRawStore implements RawStore {
  readonly #stream: RawStore;
  readonly #notes: Note[] = [];
  #held = 0;

  constructor(stream: RawStore) {
    this.#stream = stream;
  }

  insert(offset: number, bytes: Uint8Array): void {
    const total = (this.#notes.at(-1)?.total ?? 0) + bytes.length;
    this.#notes.push({ at: offset, bytes, total });
    this.#held += bytes.length;
  }

  append(chunk: Uint8Array): void {
    this.#stream.append(chunk);
  }

  read(offset: number, length: number): Uint8Array | undefined {
    const note = this.#noteBefore(offset);
    if (note === undefined) return this.#stream.read(offset, length);
    const inside = offset - note.at;
    return inside < note.bytes.length
      ? note.bytes.subarray(inside, inside + length)
      : this.#stream.read(offset - note.total, length);
  }

  span(offset: number, length: number): RawSpan | undefined {
    const note = this.#noteBefore(offset);
    if (note === undefined) return this.#stream.span(offset, length);
    const { bytes, total } = note;
    const at = offset - note.at;
    if (at >= bytes.length) return this.#stream.span(offset - total, length);
    if (at + length > bytes.length) return undefined;
    return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), at };
  }

  trim(offset: number): void {
    const note = this.#noteBefore(offset);
    if (note === undefined) {
      this.#stream.trim(offset);
      return;
    }
    // The last note before stays: it says how far what follows has moved.
    for (const left of this.#notes.splice(0, this.#notes.indexOf(note))) this.#held -= left.bytes.length;
    this.#stream.trim(Math.max(note.at + note.bytes.length, offset) - note.total);
  }

  get memoryBytes(): number {
    return this.#stream.memoryBytes + this.#held;
  }

  get diskBytes(): number {
    return this.#stream.diskBytes;
  }

  close(): void {
    this.#stream.close();
  }

  /** The last note that begins at `offset` or before. */
  #noteBefore(offset: number): Note | undefined {
    const notes = this.#notes;
    let [low, high] = [0, notes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((notes[middle] as Note).at <= offset) low = middle + 1;
      else high = middle;
    }
    return notes[low - 1];
  }
}
