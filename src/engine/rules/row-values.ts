// SPDX-License-Identifier: Apache-2.0
// The values of fields for one row at a time, each read at most once. What is said of a thread or an fd is read once for
// each of their snapshots and kept as a number: equal values have equal numbers, so that a test of the value is answered
// once per number (rule-tests.ts).

import type { FieldValue } from '../event/value.js';
import type { FieldSource, FieldUse } from '../fields/field.js';
import { readField } from '../fields/read-field.js';
import type { Capture } from '../ingest/capture.js';
import { MachineAnswers } from '../query/container-addresses.js';
import type { ThreadInfo } from '../state/thread-info.js';
import type { Chunk } from '../store/event-store.js';
import { CompletedView } from './completed-view.js';
import { ValueNumbers } from './value-numbers.js';

/** Reads something of a thread: the value of a field, or what a test of several says. */
export type ThreadReader = (thread: ThreadInfo) => FieldValue;

interface FdSlot {
  readonly source: Extract<FieldSource, { kind: 'fd' }>;
  readonly numbers: ValueNumbers;
  /** Number of the value by FdInfo; 0 not read. */
  known: Int32Array;
}

/** The value depends on whose addresses are asked: it is read again for each row of a thread in a container. */
const DEPENDS = -1;

/** Values of one thread snapshot by slot; 0 not read. */
class ThreadValues {
  constructor(
    readonly info: ThreadInfo,
    public numbers: Int32Array,
  ) {}
}

export class RowValues {
  readonly view: CompletedView;
  readonly #capture: Capture;
  readonly #answers: MachineAnswers;
  readonly #threadReaders: ThreadReader[] = [];
  readonly #threadNumbers: ValueNumbers[] = [];
  readonly #threadSlots = new Map<string, number>();
  readonly #byInfo: (ThreadValues | undefined)[] = [];
  readonly #fdSlots: FdSlot[] = [];
  readonly #fdSlotNumbers = new Map<string, number>();
  readonly #eventUses: FieldUse[] = [];
  readonly #eventValues: FieldValue[] = [];
  readonly #eventRows: number[] = [];
  readonly #eventSlots = new Map<string, number>();
  #thread: ThreadValues | undefined;
  #fd = 0;
  #row = 0;
  #generation = 0;

  constructor(capture: Capture) {
    this.#capture = capture;
    this.view = new CompletedView(capture);
    this.#answers = new MachineAnswers(capture);
  }

  moveTo(chunk: Chunk, index: number): void {
    this.view.moveTo(chunk, index);
    this.#row = chunk.base + index + 1;
    if (this.#generation !== this.#capture.state.generation) this.#forget();
    this.#fd = chunk.fdAt(index);
    const version = chunk.versionAt(index);
    this.#thread = version === 0 ? undefined : this.#valuesOf(version);
  }

  /** A slot for what `read` says of threads; `key` is the same for what is the same. */
  threadSlot(key: string, read: ThreadReader): number {
    return slotOf(this.#threadSlots, key, () => {
      this.#threadNumbers.push(new ValueNumbers());
      return this.#threadReaders.push(read) - 1;
    });
  }

  fdSlot(use: FieldUse, source: FdSlot['source']): number {
    return slotOf(this.#fdSlotNumbers, use.text, () => {
      return this.#fdSlots.push({ source, numbers: new ValueNumbers(), known: new Int32Array(1024) }) - 1;
    });
  }

  eventSlot(use: FieldUse): number {
    return slotOf(this.#eventSlots, use.text, () => {
      this.#eventValues.push(undefined);
      this.#eventRows.push(0);
      return this.#eventUses.push(use) - 1;
    });
  }

  /** Number of a value of the row's thread; 0 where the row has none. */
  threadNumber(slot: number): number {
    const values = this.#thread;
    if (values === undefined) return 0;
    const known = values.numbers[slot];
    return known === undefined || known === 0 ? this.#readThread(values, slot) : known;
  }

  threadValue(slot: number, number: number): FieldValue {
    return this.#threadNumbers[slot]?.values[number];
  }

  /** Number of a value of the row's fd; 0 where the row has no fd, or where it is to be asked as a value of the event. */
  fdNumber(slot: number): number {
    const fd = this.#fd;
    if (fd === 0) return 0;
    const known = (this.#fdSlots[slot] as FdSlot).known[fd];
    const number = known === undefined || known === 0 ? this.#readFd(slot, fd) : known;
    if (number !== DEPENDS) return number;
    return 0;
  }

  fdValue(slot: number, number: number): FieldValue {
    return this.#fdSlots[slot]?.numbers.values[number];
  }

  /** The value of a field for the whole event. */
  eventValue(slot: number): FieldValue {
    if (this.#eventRows[slot] === this.#row) return this.#eventValues[slot];
    const value = readField(this.#eventUses[slot] as FieldUse, this.view);
    this.#eventRows[slot] = this.#row;
    this.#eventValues[slot] = value;
    return value;
  }

  #valuesOf(version: number): ThreadValues {
    const { infos, versions } = this.#capture.state.snapshots;
    const id = versions.info.at(version);
    let values = this.#byInfo[id];
    if (values === undefined) {
      values = new ThreadValues(infos[id] as ThreadInfo, new Int32Array(this.#threadReaders.length));
      this.#byInfo[id] = values;
    }
    return values;
  }

  #readThread(values: ThreadValues, slot: number): number {
    if (slot >= values.numbers.length) values.numbers = grown(values.numbers, this.#threadReaders.length);
    const number = (this.#threadNumbers[slot] as ValueNumbers).of(this.#threadReaders[slot]?.(values.info));
    values.numbers[slot] = number;
    return number;
  }

  #readFd(slot: number, fd: number): number {
    const { source, numbers } = this.#fdSlots[slot] as FdSlot;
    const info = this.#capture.state.fdDictionary.at(fd);
    const value = this.#answers.read(source, info);
    const number = this.#answers.depends ? DEPENDS : numbers.of(value);
    this.#keepFd(slot, fd, number);
    return number;
  }

  #keepFd(slot: number, fd: number, number: number): void {
    const entry = this.#fdSlots[slot] as FdSlot;
    if (fd >= entry.known.length) entry.known = grown(entry.known, Math.max(2 * entry.known.length, fd + 1));
    entry.known[fd] = number;
  }

  /** Threads and fds have been numbered again. */
  #forget(): void {
    this.#generation = this.#capture.state.generation;
    this.#byInfo.length = 0;
    for (const slot of this.#fdSlots) slot.known.fill(0);
  }
}

function slotOf(slots: Map<string, number>, key: string, make: () => number): number {
  const known = slots.get(key);
  if (known !== undefined) return known;
  const slot = make();
  slots.set(key, slot);
  return slot;
}

function grown(values: Int32Array, length: number): Int32Array {
  const bigger = new Int32Array(length);
  bigger.set(values);
  return bigger;
}
