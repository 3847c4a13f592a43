// SPDX-License-Identifier: Apache-2.0
// What a packed chunk says of CPU time: how long its threads ran by its switches, and which of its rows are samples.

import { type EventKinds, Trait } from '../event/event-kinds.js';
import type { PackedChunk } from '../store/packed-chunk.js';
import { type Numbers, shownStatuses } from './chunk-cells.js';

export interface SliceCells {
  readonly samples: Uint16Array;
  /** By thread that had a CPU: local number of a version of it, ns, and the row of its first switch. */
  readonly version: Uint16Array;
  readonly ns: Float64Array;
  readonly first: Uint16Array;
  /** Span of all slices; shifts with the chunk's times. */
  readonly from: number;
  readonly to: number;
  readonly shift: number;
}

/** Whether all slices of a chunk lie within a stretch of time. */
export function liesWithin({ from, to, shift }: SliceCells, packed: PackedChunk, stretch: Span): boolean {
  const moved = packed.shift - shift;
  return from + moved >= stretch.from && to + moved <= stretch.to;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

export function sliceCells(packed: PackedChunk, kinds: EventKinds, infoOf: Numbers): SliceCells {
  const rows = rowsWith(packed, kinds, Trait.SWITCH);
  const slices = new SliceSums(packed, infoOf);
  for (const i of rows) slices.add(i);
  return { samples: rowsWith(packed, kinds, Trait.PROCINFO), ...slices.cells(), shift: packed.shift };
}

/** The rows that are shown of kinds with a trait. */
function rowsWith(packed: PackedChunk, { traits }: EventKinds, trait: number): Uint16Array {
  const { head } = packed;
  const wanted = Uint8Array.from(head.kinds, (kind) => (((traits[kind] as number) & trait) === 0 ? 0 : 1));
  if (!wanted.includes(1)) return new Uint16Array(0);
  const shown = shownStatuses(head.statuses);
  const [kind, status] = [packed.codes('kind'), packed.codes('status')];
  const rows = new Uint16Array(packed.count);
  let n = 0;
  for (let i = 0; i < packed.count; i++) {
    if (wanted[kind[i] as number] === 1 && shown[status[i] as number] === 1) rows[n++] = i;
  }
  return rows.slice(0, n);
}

/** Slices by thread, in the order of their first switches. */
class SliceSums {
  readonly #packed: PackedChunk;
  readonly #infoOf: Numbers;
  /** By local number of a version: its cell + 1. */
  readonly #cellOf: Uint16Array;
  readonly #byInfo = new Map<number, number>();
  readonly #version: number[] = [];
  readonly #ns: number[] = [];
  readonly #first: number[] = [];
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  constructor(packed: PackedChunk, infoOf: Numbers) {
    this.#packed = packed;
    this.#infoOf = infoOf;
    this.#cellOf = new Uint16Array(packed.head.versions.length);
  }

  /** The slice that a switch ends. That of the idle task does not count. */
  add(i: number): void {
    const packed = this.#packed;
    const ns = packed.resultAt(i);
    const local = packed.codes('version')[i] as number;
    if (packed.head.versions[local] === 0 || !(ns > 0)) return;
    const end = packed.timeAt(i);
    this.#from = Math.min(this.#from, end - ns);
    this.#to = Math.max(this.#to, end);
    const cell = this.#cell(local, i);
    this.#ns[cell] = (this.#ns[cell] as number) + ns;
  }

  #cell(local: number, row: number): number {
    const known = this.#cellOf[local] as number;
    if (known > 0) return known - 1;
    const cell = this.#cellOfInfo(local, row);
    this.#cellOf[local] = cell + 1;
    return cell;
  }

  #cellOfInfo(local: number, row: number): number {
    const info = this.#infoOf.at(this.#packed.head.versions[local] as number);
    const known = this.#byInfo.get(info);
    if (known !== undefined) return known;
    const cell = this.#ns.push(0) - 1;
    this.#version.push(local);
    this.#first.push(row);
    this.#byInfo.set(info, cell);
    return cell;
  }

  cells(): Omit<SliceCells, 'samples' | 'shift'> {
    return {
      version: Uint16Array.from(this.#version),
      ns: Float64Array.from(this.#ns),
      first: Uint16Array.from(this.#first),
      from: this.#from,
      to: this.#to,
    };
  }
}
