// SPDX-License-Identifier: Apache-2.0
// Writes the kept rows of a capture (save-capture-rows.ts) as one or more capture files: the header at the first of them,
// then their blocks as they are in the stream. Each further file, and each section of the stream, begins with the state at
// its own first row. Memory: one buffer, and the enter events of calls that are waiting for their end.

import type { Capture } from '../ingest/capture.js';
import { type RedactOptions, Redactor } from '../redact/redactor.js';
import { openReplacement } from '../scap/block-output.js';
import { CaptureFiles } from '../scap/capture-files.js';
import { makeCompatible } from '../scap/compatible-blocks.js';
import { EventCursor } from '../scap/event-cursor.js';
import { ownEventWhere } from '../scap/own-event.js';
import { LOCKS, WAITS } from '../scap/own-event-table.js';
import type { Rotation } from '../scap/recording-names.js';
import { stateOnlyBlock } from '../scap/state-only-block.js';
import { type Chunk, RowFlag } from '../store/event-store.js';
import type { Relevance } from './relevance.js';
import { headerBefore } from './save-capture-header.js';
import { KEPT, type KeptRows, Mark } from './save-capture-rows.js';

export interface FileOptions {
  /** `-` for standard output. */
  readonly path: string;
  readonly compress: boolean;
  /** For sysdig 0.29.3 (compatible-blocks.ts). */
  readonly compatible?: boolean;
  /** Undefined: nothing is hidden. */
  readonly redaction?: RedactOptions | undefined;
  readonly rotation: Rotation;
}

export const ONE_FILE: Rotation = { megabytes: 0, seconds: 0, events: 0, files: 0 };

const BUFFER = 1 << 20;
/** Where files end by their size, so that they end near it. */
const ROTATING_BUFFER = 1 << 16;
const NS_PER_MS = 1e6;
/** Own events with a record for each of many threads: a part leaves out what others wait for. */
const OF_MANY: ReadonlySet<string> = new Set([WAITS, LOCKS].map(({ name }) => `sysdrill.${name}`));

export class KeptWriter {
  events = 0;
  stateEvents = 0;
  /** What the headers list; undefined: everything. */
  relevance: Relevance | undefined;
  /** Rows whose bytes were gone. */
  missing = 0;
  readonly #capture: Capture;
  readonly #kept: KeptRows;
  readonly #options: FileOptions;
  readonly #rotates: boolean;
  #buffer = Buffer.alloc(BUFFER);
  #length = 0;
  readonly #cursor = new EventCursor();
  readonly #redactor: Redactor | undefined;
  /** By kind, once it has been met. */
  readonly #ofMany: boolean[] = [];
  #bufferedEvents = 0;
  #files: CaptureFiles | undefined;
  /** Row at which the next section of the stream begins. */
  #sectionEnd = 0;
  /** Row that is being written, its time in ms, and the chunks that are held from it on. */
  #row = 0;
  #clock = 0;
  #held: readonly Chunk[] = [];
  /** Enter events of chunks that have left, by row, as blocks for the state. */
  readonly #waiting = new Map<number, Uint8Array>();

  constructor(capture: Capture, kept: KeptRows, options: FileOptions) {
    const { megabytes, seconds, events } = options.rotation;
    this.#capture = capture;
    this.#kept = kept;
    this.#options = options;
    this.#redactor = options.redaction === undefined ? undefined : new Redactor(options.redaction);
    this.#rotates = megabytes + seconds + events > 0;
  }

  get files(): number {
    return this.#files?.count ?? 0;
  }

  get bytes(): number {
    return this.#files?.bytes ?? 0;
  }

  /**
   * Writes the kept rows, up to row `end`, of the first of the chunks, which must follow each other. Rejects with
   * OutputFailure.
   */
  async write(chunks: readonly Chunk[], end: number): Promise<void> {
    const [chunk] = chunks;
    const marks = chunk === undefined ? undefined : this.#kept.marks(chunk);
    const first = this.#kept.first;
    if (chunk === undefined || marks === undefined || first < 0) return;
    this.#held = chunks;
    const count = Math.min(chunk.count, end - chunk.base + 1);
    for (let i = 0; i < count; i++) {
      if (this.#waiting.size > 0) this.#waiting.delete(chunk.base + i - chunk.pairAt(i));
      if (((marks[i] as number) & KEPT) === 0 || chunk.base + i < first) continue;
      this.#row = chunk.base + i;
      const time = chunk.timeAt(i) / NS_PER_MS;
      if (time > this.#clock) this.#clock = time;
      if (this.#rotates || this.#row >= this.#sectionEnd) await this.#begin(this.#files);
      const next = this.#isAsItWas(chunk, marks, i)
        ? this.#copyRun(chunk, marks, i, count)
        : this.#copyForState(chunk, i);
      this.#count(chunk, marks, i, next);
      i = next - 1;
      if (this.#length >= (this.#rotates ? ROTATING_BUFFER : BUFFER / 2)) await this.#flush();
    }
  }

  /** Remembers enter events of a chunk that leaves: files that begin later may need them. */
  keepWaiting(chunk: Chunk, rows: readonly number[]): void {
    for (const row of rows) {
      const block = this.#block(chunk, row - chunk.base);
      if (block !== undefined) this.#waiting.set(row, stateOnlyBlock(block));
    }
  }

  /** What was hidden, for the user. */
  get notes(): readonly string[] {
    return this.#redactor?.report.lines() ?? [];
  }

  /** Everything is in its place. Rejects with OutputFailure. */
  async close(): Promise<void> {
    await this.#flush();
    await this.#files?.close();
  }

  abandon(): void {
    this.#files?.abandon();
  }

  /** The first file, the next one, or another section of the stream within it. */
  async #begin(files: CaptureFiles | undefined): Promise<void> {
    const isOther = this.#row >= this.#sectionEnd;
    if (isOther) this.#enterSection();
    if (files === undefined) {
      this.#files = await CaptureFiles.open({
        ...this.#options,
        header: () => this.#header(),
        clock: () => this.#clock,
        date: () => new Date(Number(this.#capture.state.baseTime / 1_000_000n) + this.#clock),
        open: openReplacement,
      });
      return;
    }
    if (this.#rotates && this.#bufferedEvents > 0 && (files.isOld || this.#bufferedEvents >= files.room)) {
      await this.#flush();
    }
    if (files.isDue) {
      await this.#flush();
      await files.rotateIfDue();
      return;
    }
    if (!isOther) return;
    await this.#flush();
    await files.write(this.#header(), 0);
  }

  /** No call reaches over from one section into another. */
  #enterSection(): void {
    const next = this.#capture.sections.find((section) => section.row > this.#row);
    this.#sectionEnd = next?.row ?? Number.POSITIVE_INFINITY;
    const start = this.#capture.sections.findLast((section) => section.row <= this.#row)?.row ?? 0;
    for (const row of [...this.#waiting.keys()]) if (row < start) this.#waiting.delete(row);
  }

  #header(): Uint8Array {
    const blocks = [...this.#waitingBefore(this.#row)].sort(([a], [b]) => a - b).map(([, block]) => block);
    const options = { isCompatible: this.#options.compatible === true, relevance: this.relevance };
    const header = Buffer.concat([headerBefore(this.#capture, this.#row, options), ...blocks]);
    return this.#redactor?.push(header) ?? header;
  }

  /** Enter events in front of a row whose exits are kept after it, or may be. */
  #waitingBefore(row: number): Map<number, Uint8Array> {
    const blocks = new Map([...this.#waiting].filter(([waiting]) => waiting < row));
    const { chunks } = this.#capture.store;
    for (const chunk of this.#held) {
      const marks = this.#kept.marks(chunk);
      if (marks === undefined) continue;
      for (let i = Math.max(0, row - chunk.base); i < chunk.count; i++) {
        const distance = chunk.pairAt(i);
        const enter = chunk.base + i - distance;
        if (distance === 0 || enter >= row || ((marks[i] as number) & KEPT) === 0) continue;
        const place = chunks.findLast((c) => c.base <= enter);
        const block = place === undefined ? undefined : this.#block(place, enter - place.base);
        if (block !== undefined) blocks.set(enter, stateOnlyBlock(block));
      }
    }
    return blocks;
  }

  /** Copies row i, and in one go those after it that are kept as they are; answers the index after the last. */
  #copyRun(chunk: Chunk, marks: Uint8Array, i: number, count: number): number {
    const start = offsetOf(chunk, i);
    const limit = this.#rotates ? i + 1 : Math.min(count, this.#sectionEnd - chunk.base);
    let end = i + 1;
    while (end < limit && this.#isAsItWas(chunk, marks, end) && offsetOf(chunk, end) - start < BUFFER / 2) end++;
    const lastStart = offsetOf(chunk, end - 1);
    const length = lastStart - start + this.#lengthAt(lastStart);
    if (!this.#copy(start, length)) this.missing += end - i;
    return end;
  }

  #copyForState(chunk: Chunk, i: number): number {
    const block = this.#block(chunk, i);
    if (block === undefined) this.missing++;
    else this.#append(this.#isOfMany(chunk, i) ? this.#withoutOthers(block) : stateOnlyBlock(block));
    return i + 1;
  }

  /** Whether a kept row is written as it is: it is shown, or hides itself already. */
  #isAsItWas(chunk: Chunk, marks: Uint8Array, i: number): boolean {
    const mark = marks[i] as number;
    if (this.#isOfMany(chunk, i)) return false;
    if ((mark & Mark.SHOWN) !== 0) return true;
    return (mark & KEPT) !== 0 && (chunk.flagsAt(i) & RowFlag.STATE_ONLY) !== 0;
  }

  /** Whether a row of a part speaks of more threads than those of the part. */
  #isOfMany(chunk: Chunk, i: number): boolean {
    if (this.relevance === undefined) return false;
    const kind = chunk.kindAt(i);
    let isOfMany = this.#ofMany[kind];
    if (isOfMany === undefined) {
      isOfMany = OF_MANY.has(this.#capture.kinds.of(kind).name);
      this.#ofMany[kind] = isOfMany;
    }
    return isOfMany;
  }

  #withoutOthers(block: Uint8Array): Uint8Array {
    const view = new DataView(block.buffer, block.byteOffset, block.length);
    const { relevance } = this;
    if (relevance === undefined || !this.#cursor.load(block, view, 0, block.length)) return new Uint8Array(0);
    return ownEventWhere(this.#cursor, (tid) => relevance.hasThread(tid)) ?? new Uint8Array(0);
  }

  #count(chunk: Chunk, marks: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (this.#kept.isEvent(chunk, i, marks[i] as number)) {
        this.events++;
        this.#bufferedEvents++;
      } else this.stateEvents++;
    }
  }

  /** The block of a row; undefined where its bytes are gone. Valid until the next read. */
  #block(chunk: Chunk, i: number): Uint8Array | undefined {
    const offset = offsetOf(chunk, i);
    const length = this.#lengthAt(offset);
    const bytes = length === 0 ? undefined : this.#capture.raw.read(offset, length);
    return bytes !== undefined && bytes.length === length ? bytes : undefined;
  }

  /** What the block at an offset says of its own length; 0 where its bytes are gone. */
  #lengthAt(offset: number): number {
    const head = this.#capture.raw.span(offset, 8);
    return head === undefined ? 0 : head.view.getUint32(head.at + 4, true);
  }

  #copy(offset: number, length: number): boolean {
    const bytes = this.#capture.raw.read(offset, length);
    if (bytes === undefined || bytes.length < length) return false;
    this.#append(bytes);
    return true;
  }

  /** Copied, because the raw store reuses its memory while the file is being written. */
  #append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#buffer.length) {
      const bigger = Buffer.alloc(2 * (this.#length + bytes.length));
      bigger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = bigger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  async #flush(): Promise<void> {
    if (this.#files === undefined || this.#length === 0) return;
    const length = this.#length;
    const events = this.#bufferedEvents;
    this.#length = 0;
    this.#bufferedEvents = 0;
    const bytes = this.#buffer.subarray(0, length);
    if (this.#options.compatible === true) makeCompatible(bytes, this.#cursor);
    await this.#files.write(this.#redactor?.push(bytes) ?? bytes, events);
  }
}

function offsetOf(chunk: Chunk, i: number): number {
  return chunk.offsetAt(i);
}
