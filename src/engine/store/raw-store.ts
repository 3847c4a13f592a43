// SPDX-License-Identifier: Apache-2.0
// The raw bytes of the rows, for parameters that are decoded on demand. Three ways to keep them, none twice in
// memory: a plain capture file is read again where it is; other streams stay in memory as the chunks that they came in,
// up to a budget, and go to a temporary file beyond it; live, the oldest leave with their rows. Or not at all, for who
// knows that nobody will ask.

import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { copyBytes } from '../scap/copy-bytes.js';
import { openUnnamed, spillFolder } from './spill-file.js';

/** Bytes inside a larger buffer: what an EventCursor loads without a copy. */
export interface RawSpan {
  readonly bytes: Uint8Array;
  /** A view of the whole of `bytes`. */
  readonly view: DataView;
  /** Where the bytes that were asked for start; they may go on to the end of `bytes`. */
  readonly at: number;
}

export interface RawStore {
  /**
   * The same bytes as read(), where they lie; undefined where not all of them are held. Valid until the next call.
   * Printing reads a block per line: this saves it two new objects each.
   */
  span(offset: number, length: number): RawSpan | undefined;
  /**
   * The bytes [offset, offset + length) of the uncompressed stream, or fewer at its end. Valid until the next call.
   * undefined where they have been dropped.
   */
  read(offset: number, length: number): Uint8Array | undefined;
  /** Takes a chunk of the stream; the caller must not change it afterwards. */
  append(chunk: Uint8Array): void;
  /** Puts bytes of ours into the stream at `offset`, between two of its blocks; all that follows moves by their length. */
  insert?(offset: number, bytes: Uint8Array): void;
  /** Forgets everything before `offset`. */
  trim(offset: number): void;
  readonly memoryBytes: number;
  /** In a temporary file. */
  readonly diskBytes: number;
  close(): void;
}

/** Small enough that a look at events far from each other reads little besides. */
const PAGE = 1 << 15;
const CACHED_PAGES = 64;
const EMPTY = new Uint8Array(0);

/** A span that is refilled by every call. */
class ReusedSpan implements RawSpan {
  bytes: Uint8Array = EMPTY;
  view: DataView = new DataView(EMPTY.buffer);
  at = 0;

  set(bytes: Uint8Array, at: number): this {
    if (this.bytes !== bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.at = at;
    return this;
  }
}

/** Random access to a file through a few cached pages; those that were used last stay. */
class PagedFile {
  readonly #fd: number;
  readonly #pages = new Map<number, Uint8Array>();
  /** The page that was used last, and its number. */
  #last: Uint8Array = EMPTY;
  #lastNumber = -1;
  #joined = new Uint8Array(0);
  readonly #span = new ReusedSpan();

  constructor(fd: number) {
    this.#fd = fd;
  }

  read(offset: number, length: number): Uint8Array {
    const first = Math.floor(offset / PAGE);
    const start = offset - first * PAGE;
    const page = this.#page(first);
    if (start + length <= page.length || page.length < PAGE) return page.subarray(start, start + length);
    if (this.#joined.length < length) this.#joined = new Uint8Array(length * 2);
    let have = 0;
    for (let n = first; have < length; n++) {
      const part = this.#page(n);
      const from = n === first ? start : 0;
      const take = Math.min(length - have, part.length - from);
      if (take <= 0) break;
      this.#joined.set(part.subarray(from, from + take), have);
      have += take;
    }
    return this.#joined.subarray(0, have);
  }

  span(offset: number, length: number): RawSpan | undefined {
    const number = Math.floor(offset / PAGE);
    const page = this.#page(number);
    const start = offset - number * PAGE;
    if (start + length <= page.length) return this.#span.set(page, start);
    const bytes = this.read(offset, length);
    return bytes.length < length ? undefined : this.#span.set(bytes, 0);
  }

  /** Pages that a growing file has filled since must be read again. */
  forgetPartial(): void {
    this.#lastNumber = -1;
    for (const [n, page] of this.#pages) if (page.length < PAGE) this.#pages.delete(n);
  }

  get memoryBytes(): number {
    return this.#pages.size * PAGE;
  }

  #page(n: number): Uint8Array {
    if (n !== this.#lastNumber) {
      const page = this.#pages.get(n);
      if (page === undefined) this.#last = this.#readPage(n);
      else {
        this.#pages.delete(n);
        this.#pages.set(n, page);
        this.#last = page;
      }
      this.#lastNumber = n;
    }
    return this.#last;
  }

  /** Into the buffer of the page that nobody has used for the longest time. */
  #readPage(n: number): Uint8Array {
    const buffer = this.#oldest() ?? new Uint8Array(PAGE);
    let have = 0;
    while (have < PAGE) {
      const got = readSync(this.#fd, buffer, have, PAGE - have, n * PAGE + have);
      if (got === 0) break;
      have += got;
    }
    const page = have === PAGE ? buffer : copyBytes(buffer, 0, have);
    this.#pages.set(n, page);
    return page;
  }

  #oldest(): Uint8Array | undefined {
    if (this.#pages.size < CACHED_PAGES) return undefined;
    for (const [number, page] of this.#pages) {
      this.#pages.delete(number);
      return page.length === PAGE ? page : undefined;
    }
    return undefined;
  }
}

/** Keeps nothing: every event has left. */
export class NoRawStore implements RawStore {
  readonly memoryBytes = 0;
  readonly diskBytes = 0;

  read(): undefined {
    return undefined;
  }

  span(): undefined {
    return undefined;
  }

  append(): void {
    // Nobody will ask for it.
  }

  trim(): void {
    // There is nothing.
  }

  close(): void {
    // There is nothing.
  }
}

/** The capture file itself. */
export class FileRawStore implements RawStore {
  readonly #fd: number;
  readonly #file: PagedFile;
  /** A copy of the chunk that came last, and where it is; undefined: it is read again where somebody asks. */
  #recent: Uint8Array | undefined;
  #recentFrom = 0;
  #to = 0;
  readonly #recentSpan = new ReusedSpan();

  /** `keepsLast`: events are asked for as they come, and would be read twice. */
  constructor(path: string, keepsLast = false) {
    this.#fd = openSync(path, 'r');
    this.#file = new PagedFile(this.#fd);
    if (keepsLast) this.#recent = EMPTY;
  }

  read(offset: number, length: number): Uint8Array {
    return this.#file.read(offset, length);
  }

  span(offset: number, length: number): RawSpan | undefined {
    const recent = this.#recent;
    return recent !== undefined && offset >= this.#recentFrom && offset + length <= this.#to
      ? this.#recentSpan.set(recent, offset - this.#recentFrom)
      : this.#file.span(offset, length);
  }

  append(chunk: Uint8Array): void {
    if (this.#recent !== undefined) {
      // The source fills its buffer again.
      if (this.#recent.length < chunk.length) this.#recent = new Uint8Array(chunk.length);
      this.#recent.set(chunk);
      this.#recentFrom = this.#to;
    }
    this.#to += chunk.length;
  }

  trim(): void {
    // They stay there.
  }

  readonly diskBytes = 0;

  get memoryBytes(): number {
    return this.#file.memoryBytes + (this.#recent?.length ?? 0);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

interface Segment {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Chunks of a stream in memory; beyond `budget` the oldest ones move to a file in the temporary folder. */
export class StreamRawStore implements RawStore {
  readonly #budget: number;
  #segments: Segment[] = [];
  /** Stream offset of the first byte held in memory, and of the next to come. */
  #from = 0;
  #to = 0;
  #spool: { fd: number; file: PagedFile; from: number; to: number } | undefined;
  #joined = new Uint8Array(0);
  /** The segment that was used last. */
  #last: Segment | undefined;
  readonly #span = new ReusedSpan();

  /** `budget` in bytes; Infinity never spools. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  append(chunk: Uint8Array): void {
    this.#segments.push({ offset: this.#to, bytes: chunk });
    this.#to += chunk.length;
    while (this.#to - this.#from > this.#budget && this.#segments.length > 1) this.#spoolOldest();
  }

  read(offset: number, length: number): Uint8Array | undefined {
    if (offset < this.#from) {
      const spool = this.#spool;
      if (spool === undefined || offset < spool.from) return undefined;
      if (offset + length <= spool.to) return spool.file.read(offset - spool.from, length);
      const spooled = spool.file.read(offset - spool.from, spool.to - offset);
      return this.#join([spooled, ...this.#parts(spool.to, length - spooled.length)]);
    }
    const parts = this.#parts(offset, length);
    const [first] = parts;
    return first !== undefined && parts.length === 1 ? first : this.#join(parts);
  }

  span(offset: number, length: number): RawSpan | undefined {
    let last = this.#last;
    if (last === undefined || offset < last.offset || offset >= last.offset + last.bytes.length) {
      last = offset < this.#from ? undefined : this.#segments[this.#find(offset)];
      this.#last = last;
    }
    if (last !== undefined && offset - last.offset + length <= last.bytes.length) {
      return this.#span.set(last.bytes, offset - last.offset);
    }
    const bytes = this.read(offset, length);
    return bytes === undefined || bytes.length < length ? undefined : this.#span.set(bytes, 0);
  }

  /** The bytes in memory from `offset` on, segment by segment. */
  #parts(offset: number, length: number): Uint8Array[] {
    const parts: Uint8Array[] = [];
    let have = 0;
    for (let n = this.#find(offset); have < length; n++) {
      const segment = this.#segments[n];
      if (segment === undefined) break;
      const start = Math.max(0, offset - segment.offset);
      const part = segment.bytes.subarray(start, start + length - have);
      parts.push(part);
      have += part.length;
    }
    return parts;
  }

  #join(parts: readonly Uint8Array[]): Uint8Array {
    const length = parts.reduce((sum, p) => sum + p.length, 0);
    if (this.#joined.length < length) this.#joined = new Uint8Array(length * 2);
    let at = 0;
    for (const part of parts) {
      this.#joined.set(part, at);
      at += part.length;
    }
    return this.#joined.subarray(0, length);
  }

  #find(offset: number): number {
    let low = 0;
    let high = this.#segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#segments[middle] as Segment).offset <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #spoolOldest(): void {
    const segment = this.#segments.shift();
    if (segment === undefined) return;
    this.#last = undefined;
    if (this.#spool === undefined) {
      const fd = openUnnamed(spillFolder() ?? tmpdir());
      this.#spool = { fd, file: new PagedFile(fd), from: segment.offset, to: segment.offset };
    }
    let written = 0;
    while (written < segment.bytes.length) written += writeSync(this.#spool.fd, segment.bytes, written);
    this.#spool.to += segment.bytes.length;
    this.#spool.file.forgetPartial();
    this.#from = segment.offset + segment.bytes.length;
  }

  trim(offset: number): void {
    if (this.#spool !== undefined && offset >= this.#spool.to) {
      // A spool has no gaps: what is spooled later begins another.
      closeSync(this.#spool.fd);
      this.#spool = undefined;
    }
    while (this.#segments.length > 1) {
      const first = this.#segments[0];
      if (first === undefined || first.offset + first.bytes.length > offset) return;
      this.#segments.shift();
      this.#last = undefined;
      this.#from = first.offset + first.bytes.length;
    }
  }

  get diskBytes(): number {
    return this.#spool === undefined ? 0 : this.#spool.to - this.#spool.from;
  }

  get memoryBytes(): number {
    return this.#to - this.#from + (this.#spool?.file.memoryBytes ?? 0);
  }

  close(): void {
    if (this.#spool !== undefined) closeSync(this.#spool.fd);
    this.#last = undefined;
    this.#segments = [];
  }
}
