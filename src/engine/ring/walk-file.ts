// SPDX-License-Identifier: Apache-2.0
// Looks through a capture file without following the state of the machine: what its index says. The cost is that of
// parsing blocks and reading times and results.

import { statSync } from 'node:fs';
import { failure, ok, type Result } from '../result.js';
import { breakReason, openByteSource } from '../scap/byte-source.js';
import type { EventCursor } from '../scap/event-cursor.js';
import { EVENT_FLAGS, EventFlag } from '../scap/event-types.js';
import { ownEventName, readOwnEvent } from '../scap/own-event.js';
import { ALERT } from '../scap/own-event-table.js';
import { ScapReader } from '../scap/scap-reader.js';
import { RESULT_PARAM } from '../state/event-roles.js';
import { type FileIndex, SLOT_SECONDS, type Slot } from './file-index.js';
import type { IndexedAlert } from './indexed-alert.js';

const TRANSFERS = EventFlag.READS_FROM_FD | EventFlag.WRITES_TO_FD;
/** Marks an event that only describes the state of the machine. */
const STATE_ONLY = 1;
const NS_PER_SECOND = 1e9;
const NO_TIME = 0xffffffff;

/** The index of a file as it is now; the error is a clause that can follow its name. */
export async function walkFile(path: string): Promise<Result<FileIndex, string>> {
  const opened = await openByteSource(path);
  if (!opened.ok) return opened;
  const tally = new FileTally();
  const ignore = () => undefined;
  const reader = new ScapReader({
    section: ignore,
    machine: ignore,
    interfaces: ignore,
    users: ignore,
    processes: ignore,
    fds: ignore,
    event: (cursor) => tally.event(cursor),
    defect: ignore,
  });
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  try {
    for await (const chunk of opened.value.chunks()) {
      reader.push(chunk);
      if (reader.stopped) break;
    }
  } catch (error) {
    // What comes before the damage is what a reader of the file gets too.
    breakReason(error);
  } finally {
    await opened.value.close();
  }
  const index = tally.index(size);
  return index === undefined ? failure('holds no event') : ok(index);
}

interface OpenSlot {
  readonly at: number;
  events: number;
  errors: number;
  bytes: number;
}

class FileTally {
  readonly #slots = new Map<number, OpenSlot>();
  readonly #alerts: IndexedAlert[] = [];
  #events = 0;
  #from: Time | undefined;
  #to: Time | undefined;
  #slot: OpenSlot = { at: -1, events: 0, errors: 0, bytes: 0 };

  event(cursor: EventCursor): void {
    if (ownEventName(cursor) === ALERT.name) this.#takeAlerts(cursor);
    if ((cursor.dumpFlags & STATE_ONLY) !== 0 || cursor.timeHigh === NO_TIME) return;
    const time = cursor.timeHigh * 4294967296 + cursor.timeLow;
    if (this.#from === undefined || time < this.#from.at) this.#from = timeOf(cursor, time);
    if (this.#to === undefined || time > this.#to.at) this.#to = timeOf(cursor, time);
    const slot = this.#slotAt(time);
    slot.events++;
    this.#events++;
    const at = RESULT_PARAM[cursor.type] as number;
    const result = at < 0 ? undefined : cursor.int(at);
    if (result === undefined) return;
    if (result < 0) slot.errors++;
    else if (((EVENT_FLAGS[cursor.type] as number) & TRANSFERS) !== 0) slot.bytes += result;
  }

  /** Undefined where there was no event. */
  index(size: number): FileIndex | undefined {
    if (this.#from === undefined || this.#to === undefined) return undefined;
    const slots: readonly Slot[] = [...this.#slots.values()].sort((a, b) => a.at - b.at);
    const [from, to] = [nanoseconds(this.#from), nanoseconds(this.#to)];
    return { size, from, to, events: this.#events, drops: undefined, alerts: this.#alerts, slots };
  }

  #takeAlerts(cursor: EventCursor): void {
    const at = (BigInt(cursor.timeHigh) << 32n) | BigInt(cursor.timeLow);
    for (const { age = 0, rule = '', priority = '', line = '', json = '' } of readOwnEvent(ALERT, cursor) ?? []) {
      this.#alerts.push({ time: String(at - BigInt(age)), rule, priority, output: line, json });
    }
  }

  #slotAt(time: number): OpenSlot {
    const at = Math.floor(time / NS_PER_SECOND / SLOT_SECONDS) * SLOT_SECONDS;
    if (this.#slot.at === at) return this.#slot;
    this.#slot = this.#slots.get(at) ?? { at, events: 0, errors: 0, bytes: 0 };
    this.#slots.set(at, this.#slot);
    return this.#slot;
  }
}

interface Time {
  /** ns since the epoch, to 256 ns. */
  readonly at: number;
  readonly high: number;
  readonly low: number;
}

function timeOf({ timeHigh: high, timeLow: low }: EventCursor, at: number): Time {
  return { at, high, low };
}

function nanoseconds({ high, low }: Time): bigint {
  return (BigInt(high) << 32n) | BigInt(low);
}
