// SPDX-License-Identifier: Apache-2.0
// Incremental parser of a scap stream. Push chunks of any size; the sink receives each complete block. Plain bytes only
// (byte-source.ts inflates). A structural error ends the stream: what came before it has been delivered, and the sink
// gets one Defect with its offset and reason. Only the bytes of a block that a cut divides are buffered.

import { Block, isEventBlock } from './block-types.js';
import { copyBytes } from './copy-bytes.js';
import { EventCursor, EventDamage } from './event-cursor.js';
import { NO_SYSTEM_CALLS, notCapture } from './foreign-format.js';
import { LONG_BLOCK, LongBlock } from './long-block.js';
import { LENGTHS_FROM, MetadataDamage } from './metadata.js';
import { giveProcesses, type MetadataSink, readMetadata } from './metadata-blocks.js';

/** Why a stream ended before its end. `offset` is in the uncompressed stream. */
export interface Defect {
  readonly offset: number;
  readonly blockType: number | undefined;
  readonly reason: string;
}

export interface ScapSink extends MetadataSink {
  /** A section header: a new capture begins, all state of an earlier one in the same stream is void. */
  section(): void;
  /** One event of a known type. `offset`: where its block starts in the uncompressed stream, for loading it again. */
  event(cursor: EventCursor, offset: number): void;
  defect(defect: Defect): void;
}

const MAGIC = 0x1a2b3c4d;
const SWAPPED_MAGIC = 0x4d3c2b1a;
const HEADER = 8;
/** A block of more than this is damage: the largest real ones (process lists) stay below 64 MiB. */
const MAX_BLOCK = 1 << 30;
/** Events outside of the LARGE blocks: the reference refuses more than 64 KiB after the block's header. */
const MAX_EVENT_BLOCK = 65536 + HEADER;

const BIG_ENDIAN = 'it is a capture of a big-endian machine, which this program does not read';
/** Blocks of pcapng files of packets: interface, packets of two kinds. */
const PACKET_BLOCKS: ReadonlySet<number> = new Set([1, 3, 6]);

function longest(type: number): number {
  const isLarge = type === Block.EV_V2_LARGE || type === Block.EVF_V2_LARGE;
  return isEventBlock(type) && !isLarge ? MAX_EVENT_BLOCK : MAX_BLOCK;
}

export class ScapReader {
  readonly #sink: ScapSink;
  readonly #cursor = new EventCursor();
  /** Bytes of an incomplete block, in a buffer that grows as needed. */
  #pending: Uint8Array = new Uint8Array(0);
  #pendingLength = 0;
  /** Stream offset of the next byte that has not been parsed. */
  #offset = 0;
  #events = 0;
  #hasPackets = false;
  /** The block that is being read without being held. */
  #long: LongBlock | undefined;
  /** Blocks whose content was passed over because of their length. */
  passedOver = 0;
  #phase: 'start' | 'metadata' | 'events' | 'stopped' = 'start';

  constructor(sink: ScapSink) {
    this.#sink = sink;
  }

  /** Events of known types so far: the number of the next one is this + 1. */
  get events(): number {
    return this.#events;
  }

  /** True after a defect: further chunks are ignored. */
  get stopped(): boolean {
    return this.#phase === 'stopped';
  }

  /** Uncompressed bytes that whole blocks have used up so far. */
  get offset(): number {
    return this.#offset;
  }

  /** Parses all whole blocks of what has come so far. The chunk may be reused by the caller afterwards. */
  push(chunk: Uint8Array): void {
    if (this.#phase === 'stopped' || chunk.length === 0) return;
    if (this.#long !== undefined) {
      this.#pushLong(this.#long, chunk);
      return;
    }
    if (this.#pendingLength === 0) {
      const used = this.#parse(chunk, chunk.length);
      if (!this.stopped && used < chunk.length) this.#hold(chunk, used);
      return;
    }
    let from = 0;
    while (from < chunk.length && this.#pendingLength > 0 && !this.stopped) {
      if (this.#pendingLength >= HEADER && this.#beginsLong(this.#pending, this.#pendingLength)) {
        this.#pendingLength = 0;
        this.push(chunk.subarray(from));
        return;
      }
      const want = Math.max(this.#missing(), 1);
      const take = Math.min(want, chunk.length - from);
      this.#append(chunk, from, take);
      from += take;
      if (take < want) return;
      const used = this.#parse(this.#pending, this.#pendingLength);
      this.#pending.copyWithin(0, used, this.#pendingLength);
      this.#pendingLength -= used;
    }
    if (this.stopped || from >= chunk.length) return;
    const rest = chunk.subarray(from);
    const used = this.#parse(rest, rest.length);
    if (!this.stopped && used < rest.length) this.#hold(rest, used);
  }

  /** Keeps the part of a block, except where it is the start of one that is too long for that. */
  #hold(chunk: Uint8Array, from: number): void {
    const rest = chunk.subarray(from);
    if (rest.length < HEADER || !this.#beginsLong(rest, rest.length)) this.#keep(chunk, from);
  }

  /** More of a block that is not held. */
  #pushLong(long: LongBlock, chunk: Uint8Array): void {
    try {
      const used = long.take(chunk, (entries) => giveProcesses(entries, LENGTHS_FROM, this.#sink));
      this.#offset += used;
      if (long.missing === 0) this.#long = undefined;
      if (used < chunk.length) this.push(chunk.subarray(used));
    } catch (error) {
      if (!(error instanceof MetadataDamage)) throw error;
      this.#stop(error.message, long.type);
    }
  }

  /** Whether bytes[0, length) is the header of a block that is too long to be held, and what there is of it. */
  #beginsLong(bytes: Uint8Array, length: number): boolean {
    const view = new DataView(bytes.buffer, bytes.byteOffset, length);
    const type = view.getUint32(0, true);
    const total = view.getUint32(4, true);
    if (total <= LONG_BLOCK || total > longest(type) || this.#phase === 'start') return false;
    if (this.#phase === 'events' && !isEventBlock(type)) return false;
    const long = new LongBlock(type, total);
    this.#long = long;
    this.#offset += HEADER;
    if (long.isPassedOver) this.passedOver++;
    if (isEventBlock(type)) this.#phase = 'events';
    this.#pushLong(long, copyBytes(bytes, HEADER, length));
    return true;
  }

  /**
   * Delivers one event as if its block came here, between those of the stream: its bytes count in the offsets of all that
   * follow. Throws EventDamage.
   */
  insert(block: Uint8Array): void {
    const view = new DataView(block.buffer, block.byteOffset, block.length);
    const at = this.#offset;
    if (!this.#cursor.load(block, view, 0, block.length)) return;
    this.#events++;
    this.#sink.event(this.#cursor, at);
    this.#offset = at + block.length;
  }

  /**
   * The stream has ended. A rest that is not a whole block is a defect; so is a capture without a single event.
   * `reason` overrides the text where the source knows better (a broken gzip stream).
   */
  end(reason?: string): void {
    if (this.#phase === 'stopped') return;
    if (this.#phase === 'start' && this.#pendingLength > 0 && !this.#mayBeCapture()) {
      this.#stop(reason ?? notCapture(this.#pending, this.#pendingLength), undefined);
      return;
    }
    if (this.#pendingLength > 0 && isSwapped(this.#pending, this.#pendingLength)) {
      this.#stop(BIG_ENDIAN, Block.SECTION_HEADER);
      return;
    }
    if (this.#long !== undefined) {
      const { length, missing, type } = this.#long;
      this.#stop(reason ?? `the last block has ${length - missing} of ${length} bytes`, type);
      return;
    }
    if (this.#pendingLength > 0) {
      const expected = this.#pendingLength + this.#missing();
      this.#stop(
        reason ?? `the last block has ${this.#pendingLength} of ${expected} bytes`,
        this.#pendingLength >= 4 ? this.#peekType() : undefined,
      );
      return;
    }
    if (reason !== undefined) this.#stop(reason, undefined);
    else if (this.#phase === 'start') this.#stop('the file is empty', undefined);
    else if (this.#phase === 'metadata' && this.#events === 0) {
      this.#stop(this.#hasPackets ? NO_SYSTEM_CALLS : 'the capture holds no events', undefined);
    }
  }

  #keep(chunk: Uint8Array, from: number): void {
    this.#pendingLength = 0;
    this.#append(chunk, from, chunk.length - from);
  }

  #append(chunk: Uint8Array, from: number, length: number): void {
    const needed = this.#pendingLength + length;
    if (needed > this.#pending.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#pending.length, 4096));
      grown.set(this.#pending.subarray(0, this.#pendingLength));
      this.#pending = grown;
    }
    this.#pending.set(chunk.subarray(from, from + length), this.#pendingLength);
    this.#pendingLength += length;
  }

  /** Bytes that the pending block lacks, as far as its header says. */
  #missing(): number {
    if (this.#pendingLength < HEADER) return HEADER - this.#pendingLength;
    const view = new DataView(this.#pending.buffer, this.#pending.byteOffset, this.#pendingLength);
    return Math.max(0, view.getUint32(4, true) - this.#pendingLength);
  }

  /** Whether the first bytes are those of a section header, as far as they have come. */
  #mayBeCapture(): boolean {
    const magic = [0x0a, 0x0d, 0x0d, 0x0a];
    return magic.every((byte, i) => i >= this.#pendingLength || this.#pending[i] === byte);
  }

  #peekType(): number {
    return new DataView(this.#pending.buffer, this.#pending.byteOffset, this.#pendingLength).getUint32(0, true);
  }

  /** Parses the whole blocks of bytes[0, length); returns how many bytes they took. */
  #parse(bytes: Uint8Array, length: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, length);
    const base = this.#offset;
    let at = 0;
    while (at + HEADER <= length) {
      const type = view.getUint32(at, true);
      const total = view.getUint32(at + 4, true);
      if (this.#phase === 'start' && type !== Block.SECTION_HEADER) {
        this.#stop(notCapture(bytes, length), undefined);
        return at;
      }
      if (total < 12 || total > longest(type)) {
        this.#stop(`a block claims a length of ${total} bytes`, type);
        return at;
      }
      if (total > LONG_BLOCK || at + total > length) break;
      const end = at + total;
      try {
        if (isEventBlock(type)) {
          this.#phase = 'events';
          if (this.#cursor.load(bytes, view, at, end)) {
            this.#events++;
            this.#sink.event(this.#cursor, base + at);
          }
        } else this.#metadata(type, bytes, view, at, end);
      } catch (error) {
        if (!(error instanceof EventDamage || error instanceof MetadataDamage)) throw error;
        this.#stop(error.message, type);
        return at;
      }
      if (this.stopped) return at;
      at = end;
      this.#offset = base + at;
    }
    return at;
  }

  #metadata(type: number, bytes: Uint8Array, view: DataView, start: number, end: number): void {
    if (this.#phase === 'events' && type !== Block.SECTION_HEADER) {
      this.#stop('a block that is not an event is among the events', type);
      return;
    }
    const trailer = view.getUint32(end - 4, true);
    if (trailer !== end - start) {
      this.#stop(`a block's two lengths differ: ${end - start} and ${trailer}`, type);
      return;
    }
    const body = bytes.subarray(start + HEADER, end - 4);
    if (type === Block.SECTION_HEADER) {
      if (end - start < 28) throw new MetadataDamage('the section header is too short');
      this.#section(view, start);
    } else {
      readMetadata(type, body, this.#sink);
      // Unknown metadata is skipped by its length, as the format wants it.
      if (PACKET_BLOCKS.has(type)) this.#hasPackets = true;
    }
  }

  #section(view: DataView, start: number): void {
    const magic = view.getUint32(start + 8, true);
    if (magic !== MAGIC) {
      const reason = magic === SWAPPED_MAGIC ? BIG_ENDIAN : "the section header's byte-order mark is wrong";
      this.#stop(reason, Block.SECTION_HEADER);
      return;
    }
    const major = view.getUint16(start + 12, true);
    if (major > 1) {
      this.#stop(`the capture has format version ${major}; this program reads version 1`, Block.SECTION_HEADER);
      return;
    }
    this.#phase = 'metadata';
    this.#sink.section();
  }

  #stop(reason: string, blockType: number | undefined): void {
    this.#phase = 'stopped';
    this.#sink.defect({ offset: this.#offset, blockType, reason });
  }
}

/** Whether a section header has the other byte order; its length, which comes first, makes no sense then. */
function isSwapped(bytes: Uint8Array, length: number): boolean {
  if (length < 12) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  return view.getUint32(0, true) === Block.SECTION_HEADER && view.getUint32(8, true) === SWAPPED_MAGIC;
}
