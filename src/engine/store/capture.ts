// SPDX-License-Identifier: Apache-2.0
// A capture being read: reader, state and store tied together. feed() takes chunks of the stream and appends a row per
// event; everything that queries need (rows, dictionaries, raw bytes) hangs on this object. The pipeline owns one per
// source; the text output reads the same.

import type { EventCursor } from '../scap/event-cursor.js';
import { EVENT_TYPES } from '../scap/event-types.js';
import { type Defect, ScapReader, type ScapSink } from '../scap/scap-reader.js';
import { MachineState } from '../state/machine-state.js';
import { Seed } from '../state/seed.js';
import { EventKinds } from './event-kinds.js';
import { EventStore, type Row, RowFlag } from './event-store.js';
import type { RawStore } from './raw-store.js';

const ASYNC = EVENT_TYPES.findIndex((t) => t.key === 'asyncevent_e');
/** Header time of events that have none. */
const NO_TIME = 0xffffffff;

export class Capture {
  readonly state = new MachineState();
  readonly store = new EventStore();
  readonly kinds = new EventKinds();
  readonly raw: RawStore;
  defect: Defect | undefined;
  /** Whether any exit event had its enter event: without, no latency is known. */
  latencyRecorded = false;
  readonly #reader: ScapReader;
  #seed: Seed;
  #seeding = true;
  #baseHigh = 0;
  #baseLow = 0;
  #hasBase = false;
  readonly #row: Row = {
    time: 0,
    kind: 0,
    cpu: 0,
    version: 0,
    fd: 0,
    fdNum: 0,
    result: 0,
    latency: 0,
    pair: 0,
    rawOffset: 0,
    flags: 0,
  };

  constructor(raw: RawStore) {
    this.raw = raw;
    this.#seed = new Seed(this.state);
    this.#reader = new ScapReader(this.#sink());
  }

  /** Parses a chunk of the uncompressed stream. */
  feed(chunk: Uint8Array): void {
    this.raw.append(chunk);
    this.#reader.push(chunk);
  }

  /** The stream has ended; `reason` says why where it broke off. */
  end(reason?: string): void {
    this.#reader.end(reason);
  }

  /** Nothing more will come: damage, or the end. */
  get stopped(): boolean {
    return this.#reader.stopped;
  }

  /** Uncompressed bytes of whole blocks so far. */
  get offset(): number {
    return this.#reader.offset;
  }

  #sink(): ScapSink {
    const state = this.state;
    return {
      section: () => {
        if (!this.#seeding) state.restart();
        this.#seed = new Seed(state);
        this.#seeding = true;
      },
      machine: (machine) => {
        state.machine = machine;
      },
      interfaces: (interfaces) => {
        state.interfaces = interfaces;
      },
      users: (users, groups) => {
        for (const user of users) state.users.setUser('', user);
        for (const group of groups) state.users.setGroup('', group);
      },
      processes: (processes) => this.#seed.processes(processes),
      fds: (tid, fds) => this.#seed.fds(tid, fds),
      event: (cursor, offset) => this.#event(cursor, offset),
      defect: (defect) => {
        this.defect = defect;
      },
    };
  }

  #event(cursor: EventCursor, offset: number): void {
    if (this.#seeding) {
      this.#seed.finish();
      this.#seeding = false;
    }
    const time = this.#relativeTime(cursor);
    const state = this.state;
    const row = this.#row;
    const number = this.store.rows;
    state.apply(cursor, number, time);
    row.time = time;
    row.kind = this.#kindOf(cursor);
    row.cpu = cursor.cpu;
    row.version = state.thread === undefined ? 0 : state.versionOf(state.thread);
    row.fd = state.fd === undefined ? 0 : state.fd.id;
    row.fdNum = state.fdNum;
    row.result = state.result;
    row.latency = state.latency;
    row.pair = state.pairDistance;
    row.rawOffset = offset;
    row.flags =
      (cursor.dumpFlags & 1) |
      (state.fdNameChanged ? RowFlag.FD_NAME_CHANGED : 0) |
      (state.isPaired ? RowFlag.PAIRED : 0);
    if (state.isPaired) this.latencyRecorded = true;
    this.store.append(row);
  }

  #kindOf(cursor: EventCursor): number {
    const type = cursor.type;
    if (type > 1) {
      if (type !== ASYNC) return type;
      const schema = EVENT_TYPES[ASYNC];
      return schema === undefined ? type : this.kinds.async(schema, cursor.text(1) ?? '');
    }
    return this.kinds.generic(type === 1, cursor.uint(0) ?? 0);
  }

  /** ns since the first event that has a time. Halves are subtracted one by one: a float64 holds no epoch ns. */
  #relativeTime(cursor: EventCursor): number {
    const high = cursor.timeHigh;
    const low = cursor.timeLow;
    if (high === NO_TIME && low === NO_TIME) return Number.NaN;
    if (!this.#hasBase) {
      this.#hasBase = true;
      this.#baseHigh = high;
      this.#baseLow = low;
      this.state.baseTime = (BigInt(high) << 32n) | BigInt(low);
    }
    return (high - this.#baseHigh) * 4294967296 + (low - this.#baseLow);
  }
}
