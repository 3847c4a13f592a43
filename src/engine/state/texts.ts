// SPDX-License-Identifier: Apache-2.0
// Texts by number, each once, as bytes: names of files and sockets repeat, and hundreds of thousands of them as strings would
// be most of what the garbage collector walks over. A text is found by its bytes without a string being made; callers that want
// to read it gets a string.

import { decodeText, encodeText, latin1Text } from '../scap/text.js';
import { Uint32Pages } from './paged-numbers.js';

const SHIFT = 16;
const PAGE = 1 << SHIFT;
const MASK = PAGE - 1;
/** Strings that were read last are kept; a power of two. */
const REMEMBERED = 4096;

export class Texts {
  /** Texts so far; 0 is the empty one. */
  count = 0;
  readonly #pages: Uint8Array[] = [];
  /** Bytes of the last page that are in use. */
  #used = PAGE;
  /** Where each text starts: number of the page and place in it. */
  readonly #starts = new Uint32Pages();
  readonly #lengths = new Uint32Pages();
  readonly #hashes = new Uint32Pages();
  /** Open addressing by hash: number + 1, 0 where free. At most half full. */
  #table = new Int32Array(1024);
  #mask = 1023;
  #scratch = new Uint8Array(1024);
  readonly #strings = new Array<string>(REMEMBERED).fill('');
  readonly #stringIds = new Int32Array(REMEMBERED).fill(-1);

  /** The same of latin1(). */
  readonly #addresses = new Array<string>(REMEMBERED).fill('');
  readonly #addressIds = new Int32Array(REMEMBERED).fill(-1);

  constructor() {
    this.ofBytes(this.#scratch, 0, 0);
  }

  /** The number of the text bytes[start, end). */
  ofBytes(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const length = end - start;
    for (let i = hash & this.#mask; ; i = (i + 1) & this.#mask) {
      const entry = this.#table[i] as number;
      if (entry === 0) return this.#add(bytes, start, length, hash, i);
      if (this.#hashes.at(entry - 1) === hash && this.#equals(entry - 1, bytes, start, length)) return entry - 1;
    }
  }

  /** The number of a string; text() gives the same back. */
  of(text: string): number {
    const { length } = text;
    if (length > this.#scratch.length) this.#scratch = new Uint8Array(2 * length);
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) return this.#ofLong(text);
      this.#scratch[i] = code;
    }
    return this.ofBytes(this.#scratch, 0, length);
  }

  #ofLong(text: string): number {
    const bytes = encodeText(text);
    return this.ofBytes(bytes, 0, bytes.length);
  }

  /** As of(), for a string whose characters are bytes (addresses). latin1() gives it back. */
  ofLatin1(text: string): number {
    const { length } = text;
    if (length > this.#scratch.length) this.#scratch = new Uint8Array(2 * length);
    for (let i = 0; i < length; i++) this.#scratch[i] = text.charCodeAt(i);
    return this.ofBytes(this.#scratch, 0, length);
  }

  text(id: number): string {
    const slot = id & (REMEMBERED - 1);
    if (this.#stringIds[slot] === id) return this.#strings[slot] as string;
    const start = this.#starts.at(id);
    const at = start & MASK;
    const text = decodeText(this.#pages[start >>> SHIFT] as Uint8Array, at, at + this.#lengths.at(id));
    this.#stringIds[slot] = id;
    this.#strings[slot] = text;
    return text;
  }

  startsWithSlash(id: number): boolean {
    const start = this.#starts.at(id);
    return this.#lengths.at(id) > 0 && (this.#pages[start >>> SHIFT] as Uint8Array)[start & MASK] === 0x2f;
  }

  latin1(id: number): string {
    const slot = id & (REMEMBERED - 1);
    if (this.#addressIds[slot] === id) return this.#addresses[slot] as string;
    const address = this.#latin1(id);
    this.#addressIds[slot] = id;
    this.#addresses[slot] = address;
    return address;
  }

  #latin1(id: number): string {
    const start = this.#starts.at(id);
    const at = start & MASK;
    return latin1Text(this.#pages[start >>> SHIFT] as Uint8Array, at, at + this.#lengths.at(id));
  }

  /** The number that the text `id` of another dictionary has here. */
  take(other: Texts, id: number): number {
    const start = other.#starts.at(id);
    const at = start & MASK;
    return this.ofBytes(other.#pages[start >>> SHIFT] as Uint8Array, at, at + other.#lengths.at(id));
  }

  get byteLength(): number {
    const bytes = this.#pages.reduce((sum, page) => sum + page.length, 0);
    return bytes + this.#table.byteLength + 3 * this.#starts.byteLength;
  }

  #equals(id: number, bytes: Uint8Array, from: number, length: number): boolean {
    if (this.#lengths.at(id) !== length) return false;
    const start = this.#starts.at(id);
    const page = this.#pages[start >>> SHIFT] as Uint8Array;
    const at = start & MASK;
    for (let i = 0; i < length; i++) if (page[at + i] !== bytes[from + i]) return false;
    return true;
  }

  #add(bytes: Uint8Array, from: number, length: number, hash: number, place: number): number {
    const id = this.count++;
    const at = this.#room(length);
    const page = this.#pages[this.#pages.length - 1] as Uint8Array;
    for (let i = 0; i < length; i++) page[at + i] = bytes[from + i] as number;
    this.#starts.set(id, ((this.#pages.length - 1) << SHIFT) | at);
    this.#lengths.set(id, length);
    this.#hashes.set(id, hash);
    this.#table[place] = id + 1;
    if (2 * this.count > this.#mask) this.#rehash();
    return id;
  }

  /** Where `length` bytes go in the last page. No text lies in two pages; a longer one has a page of its own. */
  #room(length: number): number {
    if (this.#used + length > PAGE) {
      this.#pages.push(new Uint8Array(Math.max(length, PAGE)));
      this.#used = 0;
    }
    const at = this.#used;
    this.#used = at + length;
    return at;
  }

  #rehash(): void {
    this.#mask = 2 * this.#mask + 1;
    this.#table = new Int32Array(this.#mask + 1);
    for (let id = 0; id < this.count; id++) {
      let i = this.#hashes.at(id) & this.#mask;
      while (this.#table[i] !== 0) i = (i + 1) & this.#mask;
      this.#table[i] = id + 1;
    }
  }
}

/** FNV-1a, its bits mixed once more because tables use the low ones. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
