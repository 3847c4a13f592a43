// SPDX-License-Identifier: Apache-2.0
// Typed access to one event inside a buffer. The reader moves one cursor from event to event; nothing is allocated per
// event. A cursor is only valid until the reader moves on: what must outlive that is copied out.
//
// Event header (v2, 26 bytes, packed, little-endian): u64 ts, u64 tid, u32 len, u16 type, u32 nparams; then the
// parameter lengths (2 bytes each, 4 for types with LARGE_PAYLOAD), then the parameters back to back. Headers of blocks
// before version 1.2 lack nparams (22 bytes): the count is the one whose lengths add up to `len`.

import { Block } from './block-types.js';
import { EVENT_FLAGS, EVENT_TYPES, EventFlag } from './event-types.js';
import { decodeCString, decodeStrings } from './text.js';

const TWO_32 = 4294967296;
const PARAM_COUNTS = Uint8Array.from(EVENT_TYPES, (type) => type.params.length);
const IS_WIDE = Uint8Array.from(EVENT_FLAGS, (flags) => ((flags & EventFlag.LARGE_PAYLOAD) !== 0 ? 1 : 0));
const EMPTY = new Uint8Array(0);
/** Block header, CPU, event header of the first version, trailer. */
const MIN_BLOCK = 8 + 2 + 22 + 4;

export class EventCursor {
  bytes: Uint8Array = EMPTY;
  view: DataView = new DataView(EMPTY.buffer);
  /** Event type number; always < EVENT_TYPES.length after a successful load. */
  type = 0;
  /** Thread id in the host's pid namespace; -1 for events that belong to no thread. */
  tid = 0;
  /** CPU, or ring buffer, that produced the event. */
  cpu = 0;
  /** Bit 0: for the state only, never shown. */
  dumpFlags = 0;
  /** Parameters present; never more than the event table knows. */
  nparams = 0;
  /** Parameters that the event carries, those among them that the table does not know. */
  #carried = 0;
  /** Wall clock, ns since the epoch, in two halves: one float64 cannot hold it. */
  timeLow = 0;
  timeHigh = 0;
  /** The event's whole block in `bytes`, header and trailer included. */
  blockStart = 0;
  blockEnd = 0;
  /** Length in bytes of the parameter that param() found last. */
  paramLength = 0;

  #lengths = 0;
  #wide = false;
  #data = 0;
  #lastIndex = 0;
  #lastOffset = 0;

  /**
   * Points the cursor at the event block in bytes[start, end), whose header has been checked to fit.
   * Returns false for a type that the event table does not know (skipped, without an event number).
   * Throws EventDamage when the event contradicts its own lengths.
   */
  load(bytes: Uint8Array, view: DataView, start: number, end: number): boolean {
    if (end - start < MIN_BLOCK) throw new EventDamage('the block is too short for an event');
    const blockType = view.getUint32(start, true);
    let at = start + 8;
    this.bytes = bytes;
    this.view = view;
    this.blockStart = start;
    this.blockEnd = end;
    this.cpu = view.getUint16(at, true);
    at += 2;
    this.dumpFlags = 0;
    let header = 26;
    // Nearly all blocks of today are of one type.
    if (blockType !== Block.EV_V2) {
      if (blockType === Block.EVF_V2 || blockType === Block.EVF_V2_LARGE || blockType === Block.EVF) {
        this.dumpFlags = view.getUint32(at, true);
        at += 4;
      }
      if (blockType === Block.EV || blockType === Block.EVF || blockType === Block.EV_UNOFFICIAL) header = 22;
    }
    const limit = end - 4;
    if (at + header > limit) throw new EventDamage('event header does not fit its block');
    this.timeLow = view.getUint32(at, true);
    this.timeHigh = view.getUint32(at + 4, true);
    const tidHigh = view.getUint32(at + 12, true);
    const tidLow = view.getUint32(at + 8, true);
    this.tid = tidHigh === 0 ? tidLow : tidHigh === 0xffffffff ? tidLow - TWO_32 : tidHigh * TWO_32 + tidLow;
    let length = view.getUint32(at + 16, true);
    const type = view.getUint16(at + 20, true);
    this.type = type;
    const isKnown = type < PARAM_COUNTS.length;
    const isWide = isKnown && IS_WIDE[type] === 1;
    this.#wide = isWide;
    const lengths = at + header;
    this.#lengths = lengths;
    let nparams: number;
    if (header === 26) {
      nparams = view.getUint32(at + 22, true);
      if (length < header || at + length > limit) throw new EventDamage(`event length ${length} exceeds its block`);
    } else {
      if (!isKnown) return false;
      // Types 280 and 286 count 3 bytes too many in old files.
      if (type === 280 || type === 286) length -= 3;
      if (length < header || at + length > limit) throw new EventDamage(`event length ${length} exceeds its block`);
      nparams = this.#countParams(at, length);
    }
    const eventEnd = at + length;
    if (!isKnown) return false;
    const data = lengths + nparams * (isWide ? 4 : 2);
    if (data > eventEnd) throw new EventDamage(`${nparams} parameters do not fit their event`);
    let sum = data;
    if (isWide) for (let i = lengths; i < data; i += 4) sum += view.getUint32(i, true);
    else for (let i = lengths; i < data; i += 2) sum += view.getUint16(i, true);
    if (sum > eventEnd) throw new EventDamage('a parameter does not fit its event');
    const most = PARAM_COUNTS[type] as number;
    this.#carried = nparams;
    this.nparams = Math.min(nparams, most);
    this.#data = data;
    this.#lastIndex = 0;
    this.#lastOffset = data;
    return true;
  }

  /** Offset in `bytes` of the length of parameter i, which is lengthBytes wide. For who changes events in place. */
  lengthAt(i: number): number {
    return this.#lengths + this.lengthBytes * i;
  }

  get lengthBytes(): 2 | 4 {
    return this.#wide ? 4 : 2;
  }

  /** Offset in `bytes` of parameter i, its length in paramLength; -1 where the event does not carry it. */
  param(i: number): number {
    // Unsigned: -1, "no such parameter", is not a place either.
    if (i >>> 0 >= this.nparams) {
      this.paramLength = 0;
      return -1;
    }
    let index = this.#lastIndex;
    let offset = this.#lastOffset;
    if (i < index) {
      index = 0;
      offset = this.#data;
    }
    if (this.#wide) {
      while (index < i) offset += this.view.getUint32(this.#lengths + 4 * index++, true);
      this.paramLength = this.view.getUint32(this.#lengths + 4 * i, true);
    } else {
      while (index < i) offset += this.view.getUint16(this.#lengths + 2 * index++, true);
      this.paramLength = this.view.getUint16(this.#lengths + 2 * i, true);
    }
    this.#lastIndex = i;
    this.#lastOffset = offset;
    return offset;
  }

  /** True where parameter i is present and not empty. */
  has(i: number): boolean {
    return this.param(i) >= 0 && this.paramLength > 0;
  }

  /**
   * Signed integer of parameter i (1, 2, 4 or 8 bytes); undefined where absent or empty.
   * Exact up to 2^53; kernel addresses beyond lose their low bits, see bigint().
   */
  int(i: number): number | undefined {
    const at = this.param(i);
    if (at < 0) return undefined;
    const view = this.view;
    switch (this.paramLength) {
      case 0:
        return undefined;
      case 1:
        return view.getInt8(at);
      case 2:
      case 3:
        return view.getInt16(at, true);
      case 4:
      case 5:
      case 6:
      case 7:
        return view.getInt32(at, true);
      default:
        return view.getInt32(at + 4, true) * TWO_32 + view.getUint32(at, true);
    }
  }

  /** A u64 after the parameters that the event table knows; undefined where the event carries none there. */
  extra(i: number): number | undefined {
    const known = this.nparams;
    if (i < known || i >= this.#carried) return undefined;
    this.nparams = this.#carried;
    const value = this.uint(i);
    this.nparams = known;
    return this.paramLength === 8 ? value : undefined;
  }

  /** As param(), of a parameter after those that the event table knows. */
  extraParam(i: number): number {
    const known = this.nparams;
    if (i < known || i >= this.#carried) return -1;
    this.nparams = this.#carried;
    const at = this.param(i);
    this.nparams = known;
    return at;
  }

  /** Unsigned integer of parameter i, as int() else. */
  uint(i: number): number | undefined {
    const at = this.param(i);
    if (at < 0) return undefined;
    const view = this.view;
    switch (this.paramLength) {
      case 0:
        return undefined;
      case 1:
        return view.getUint8(at);
      case 2:
      case 3:
        return view.getUint16(at, true);
      case 4:
      case 5:
      case 6:
      case 7:
        return view.getUint32(at, true);
      default:
        return view.getUint32(at + 4, true) * TWO_32 + view.getUint32(at, true);
    }
  }

  /** Unsigned 64-bit value of parameter i, exact. */
  bigint(i: number): bigint | undefined {
    const at = this.param(i);
    if (at < 0 || this.paramLength < 8) return undefined;
    return this.view.getBigUint64(at, true);
  }

  /** String parameter i up to its NUL; undefined where absent, empty or the `(NULL)` of old captures. */
  text(i: number): string | undefined {
    const at = this.param(i);
    if (at < 0 || this.paramLength === 0) return undefined;
    const text = decodeCString(this.bytes, at, at + this.paramLength);
    return text === '(NULL)' && this.paramLength === 7 ? undefined : text;
  }

  /** Parameter i as NUL-terminated strings back to back (args, env, cgroups). */
  strings(i: number): string[] | undefined {
    const at = this.param(i);
    if (at < 0) return undefined;
    return decodeStrings(this.bytes, at, at + this.paramLength);
  }

  /** A view, not a copy, of the bytes of parameter i; undefined where absent. */
  buffer(i: number): Uint8Array | undefined {
    const at = this.param(i);
    if (at < 0) return undefined;
    return this.bytes.subarray(at, at + this.paramLength);
  }

  #countParams(at: number, length: number): number {
    const most = PARAM_COUNTS[this.type] as number;
    const width = this.#wide ? 4 : 2;
    for (let n = most; n >= 0; n--) {
      let sum = 22 + width * n;
      if (sum > length) continue;
      for (let i = 0; i < n; i++) {
        const where = at + 22 + width * i;
        sum += this.#wide ? this.view.getUint32(where, true) : this.view.getUint16(where, true);
      }
      if (sum === length) return n;
    }
    throw new EventDamage('no parameter count fits the event length');
  }
}

/** The bytes of an event contradict each other; the reader turns this into a Defect. */
export class EventDamage extends Error {}
