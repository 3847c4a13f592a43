// SPDX-License-Identifier: Apache-2.0
// The requests of a capture: walks over the stored events that moved data, when somebody asks, and goes on from there as
// the capture grows. Ingest makes one per capture.

import type { EventKinds } from '../event/event-kinds.js';
import type { ExchangeSource } from '../event/exchange.js';
import { EventCursor } from '../scap/event-cursor.js';
import { EVENT_FLAGS, EVENT_TYPES, EventFlag } from '../scap/event-types.js';
import { FdType } from '../state/fd-info.js';
import type { MachineState } from '../state/machine-state.js';
import type { ThreadInfo } from '../state/thread-info.js';
import type { Chunk, EventStore } from '../store/event-store.js';
import { loadBlock } from '../store/raw-block.js';
import type { RawStore } from '../store/raw-store.js';
import { ExchangeRows } from './exchange-rows.js';
import { ExchangeFlag } from './exchange-table.js';
import { RequestLog } from './request-log.js';
import { TableView } from './table-view.js';

/** An exchange in rows of the event store and ns since the first event; the latency is NaN where nothing has answered. */
export interface ExchangeSpan {
  readonly requestRow: number;
  readonly row: number;
  readonly time: number;
  readonly latency: number;
  readonly connection: number;
  readonly isServer: boolean;
}

/** What the walk reads: rows, state, payload. */
export interface RecordedEvents {
  readonly store: EventStore;
  readonly state: MachineState;
  readonly raw: RawStore;
  readonly kinds: EventKinds;
}

const WRITES = EventFlag.WRITES_TO_FD | EventFlag.WRITES_EXIT_ONLY;
const DATA_PARAM = Int8Array.from(EVENT_TYPES, (t) => (t.isExit ? t.params.findIndex((p) => p.name === 'data') : -1));
/** Calls that move several messages say how many, and their bytes elsewhere. */
const SIZE_PARAM = Int8Array.from(EVENT_TYPES, (t) =>
  /^(send|recv)mmsg_x$/.test(t.key) ? t.params.findIndex((p) => p.name === 'size') : -1,
);
/** Fds that connections are followed over: see isFollowed in request-log.ts. */
const IS_SOCKET = Uint8Array.from({ length: 32 }, (_, type) =>
  (type >= FdType.IPV4_SOCK && type <= FdType.IPV6_SERVSOCK) || type === FdType.UNIX_SOCK ? 1 : 0,
);
/** Exchanges before one that are near it: the server's side of a request may have been seen before the client's. */
const BEFORE = 256;
/** Heap bytes of the names of a connection, estimated. */
const BYTES_PER_CONNECTION = 400;

export class RecordedRequests implements ExchangeSource {
  readonly #events: RecordedEvents;
  readonly #log = new RequestLog();
  readonly #routes = new Map<string, string>();
  readonly #cursor = new EventCursor();
  readonly #rows: ExchangeRows;
  /** The next row to look at. */
  #next = 0;

  constructor(events: RecordedEvents) {
    this.#events = events;
    this.#rows = new ExchangeRows(events.store, this.#log.table);
  }

  get count(): number {
    this.#walk();
    return this.#log.table.count;
  }

  get evicted(): number {
    return this.#log.table.evicted;
  }

  at(row: number): number {
    if (row >= this.#next) this.#walk();
    return this.#log.table.atRow(row);
  }

  rowOf(exchange: number): number {
    const { table } = this.#log;
    const place = table.place(exchange);
    if (place < 0 || ((table.flags[place] as number) & ExchangeFlag.HIDDEN) !== 0) return -1;
    return table.row[place] as number;
  }

  /** Facts of an exchange that has not left. */
  spanOf(exchange: number): ExchangeSpan {
    const { table } = this.#log;
    const i = table.place(exchange);
    return {
      requestRow: table.requestRow[i] as number,
      row: table.row[i] as number,
      time: table.time[i] as number,
      latency: table.latency[i] as number,
      connection: table.connection[i] as number,
      isServer: ((table.flags[i] as number) & ExchangeFlag.SERVER) !== 0,
    };
  }

  /** Exchanges that were begun while this one was open, and the last ones before it; itself is one of them. */
  near(exchange: number): readonly number[] {
    const { table } = this.#log;
    const end = table.row[table.place(exchange)] as number;
    const found: number[] = [];
    for (let n = Math.max(table.evicted, exchange - BEFORE); n < table.count; n++) {
      const i = table.place(n);
      if ((table.requestRow[i] as number) > end) break;
      if (((table.flags[i] as number) & ExchangeFlag.HIDDEN) === 0) found.push(n);
    }
    return found;
  }

  view(): TableView {
    return new TableView(this.#log.table, this.#log.names, this.#routes);
  }

  get byteLength(): number {
    return this.#log.table.byteLength + this.#log.names.count * BYTES_PER_CONNECTION;
  }

  trim(): void {
    this.#log.table.trim(this.#events.store.evicted);
  }

  /** Exchanges as rows of an event store: see exchange-rows.ts. */
  chunks(): readonly Chunk[] {
    this.#walk();
    return this.#rows.chunks();
  }

  /** Entries of the dictionaries have new numbers. */
  forgetRows(): void {
    this.#rows.forget();
  }

  #walk(): void {
    const { store, kinds, state } = this.#events;
    if (this.#next >= store.rows) return;
    const types = state.fdDictionary.types;
    for (const chunk of store.chunks) {
      if (chunk.base + chunk.count <= this.#next) continue;
      const { result, fd, kind, count } = chunk;
      for (let i = Math.max(0, this.#next - chunk.base); i < count; i++) {
        if (!((result[i] as number) > 0) || IS_SOCKET[types[fd[i] as number] as number] !== 1) continue;
        const type = kinds.type(kind[i] as number).id;
        if ((DATA_PARAM[type] as number) >= 0) this.#take(chunk, i, type);
      }
    }
    this.#next = store.rows;
  }

  #take(chunk: Chunk, i: number, type: number): void {
    const { snapshots, fdDictionary } = this.#events.state;
    const fd = fdDictionary.at(chunk.fdAt(i));
    const thread = snapshots.infos[snapshots.versions.info.at(chunk.versionAt(i))];
    if (fd === undefined || thread === undefined || !loadBlock(this.#events.raw, chunk, i, this.#cursor)) return;
    const data = this.#cursor.buffer(DATA_PARAM[type] as number);
    if (data === undefined) return;
    const time = chunk.timeAt(i);
    this.#log.take({
      row: chunk.base + i,
      began: time - chunk.latencyAt(i),
      ended: time,
      pid: thread.pid,
      fdNum: chunk.fdNumAt(i),
      fd,
      program: programOf(thread),
      writes: ((EVENT_FLAGS[type] as number) & WRITES) !== 0,
      data,
      size: Math.max(data.length, this.#sizeOf(type, chunk.resultAt(i))),
    });
  }

  #sizeOf(type: number, result: number): number {
    const param = SIZE_PARAM[type] as number;
    return param < 0 ? result : Number(this.#cursor.uint(param) ?? 0);
  }
}

/** What an end of a connection is called: its container, else its program. */
function programOf({ container, comm }: ThreadInfo): string {
  return container === undefined || container.name === '' ? comm : container.name;
}
