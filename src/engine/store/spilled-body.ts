// SPDX-License-Identifier: Apache-2.0
// The body of a packed chunk in a file: parts are read one by one into a few buffers that all chunks use in turn.

import type { Body, BodyReader, Part, PartName } from './packed-chunk.js';
import { PART_NAMES } from './packed-chunk.js';
import type { SpillFile } from './spill-file.js';

/** Chunks whose part of a name is held at the same time. */
const SLOTS = 4;

interface Slot {
  owner: SpilledBody | undefined;
  buffer: ArrayBuffer;
  part: Part | undefined;
}

interface Slots {
  readonly slots: readonly Slot[];
  /** The one that is filled next. */
  next: number;
}

/** Parts that were read last, by name. */
export class PartSlots {
  readonly #slots = new Map<PartName, Slots>();

  /** The part of a body; `read` fills a buffer that has room for `bytes`. */
  of(owner: SpilledBody, name: PartName, bytes: number, read: (buffer: ArrayBuffer) => Part): Part {
    const ofName = this.#slotsOf(name);
    const held = ofName.slots.find((slot) => slot.owner === owner)?.part;
    if (held !== undefined) return held;
    const slot = ofName.slots[ofName.next] as Slot;
    ofName.next = (ofName.next + 1) % SLOTS;
    slot.owner = undefined;
    if (slot.buffer.byteLength < bytes) slot.buffer = new ArrayBuffer(bytes);
    slot.part = read(slot.buffer);
    slot.owner = owner;
    return slot.part;
  }

  #slotsOf(name: PartName): Slots {
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    const slot = (): Slot => ({ owner: undefined, buffer: new ArrayBuffer(0), part: undefined });
    const made = { slots: Array.from({ length: SLOTS }, slot), next: 0 };
    this.#slots.set(name, made);
    return made;
  }
}

/** Numbers that say where a part is: bytes from the start of the block, elements, bytes of one. */
const PLACE = 3;

export class SpilledBody implements BodyReader {
  readonly #file: SpillFile;
  readonly #slots: PartSlots;
  readonly #at: number;
  readonly #size: number;
  /** PLACE numbers for each of PART_NAMES: a chunk in a file consists of these only. */
  readonly #places = new Uint32Array(PLACE * PART_NAMES.length);

  /** Writes a body away. Throws where the disk is full. */
  constructor(file: SpillFile, slots: PartSlots, body: Body) {
    this.#file = file;
    this.#slots = slots;
    const block = new Uint8Array(body.times.buffer);
    for (const [n, name] of PART_NAMES.entries()) {
      const part = body[name];
      this.#places.set([part.byteOffset, part.length, part.BYTES_PER_ELEMENT], PLACE * n);
    }
    this.#size = block.length;
    this.#at = file.write(block);
  }

  part<N extends PartName>(name: N): Body[N] {
    const place = PLACE * PART_NAMES.indexOf(name);
    const length = this.#places[place + 1] as number;
    const size = this.#places[place + 2] as number;
    const at = this.#at + (this.#places[place] as number);
    const read = (buffer: ArrayBuffer): Part => {
      this.#file.read(at, new Uint8Array(buffer, 0, length * size));
      return elements(buffer, length, size);
    };
    // What was written under a name is read under it.
    return this.#slots.of(this, name, length * size, read) as Body[N];
  }

  /** The chunk has left the table. */
  free(): void {
    this.#file.free(this.#at, this.#size);
  }
}

function elements(buffer: ArrayBuffer, length: number, size: number): Part {
  if (size === 1) return new Uint8Array(buffer, 0, length);
  if (size === 2) return new Uint16Array(buffer, 0, length);
  return size === 4 ? new Uint32Array(buffer, 0, length) : new Float64Array(buffer, 0, length);
}
