// SPDX-License-Identifier: Apache-2.0
// Requests and responses of HTTP/1, paired by process and fd, for the events that moved the start of a response. Found in
// one walk over the rows, which begins when somebody asks for the first time and goes on as the capture grows.
// A response belongs to the last request before it on the same fd in the other direction: nobody pipelines, and a response
// that was not recorded must not shift all that follow.

import type { EventKinds } from '../event/event-kinds.js';
import { type HttpExchange, type HttpRequest, httpRequest, httpResponse, MOST_HEAD } from '../event/http-message.js';
import { EventCursor } from '../scap/event-cursor.js';
import { EVENT_FLAGS, EVENT_TYPES, EventFlag } from '../scap/event-types.js';
import { decodeText } from '../scap/text.js';
import { isStreamSocket } from '../state/fd-info.js';
import type { MachineState } from '../state/machine-state.js';
import type { Chunk, EventStore } from '../store/event-store.js';
import { loadBlock } from '../store/raw-block.js';
import type { RawStore } from '../store/raw-store.js';

/** Requests without a response that are remembered; the oldest go first. */
const MOST_PENDING = 65536;
const WRITES = EventFlag.WRITES_TO_FD | EventFlag.WRITES_EXIT_ONLY;
const DATA_PARAM = Int8Array.from(EVENT_TYPES, (t) => (t.isExit ? t.params.findIndex((p) => p.name === 'data') : -1));

/** Where requests and responses start; a number, so that most data is passed over without a text being made. */
const FIRST_BYTES: ReadonlySet<number> = new Set([...'GHPDOTCMLURS'].map((letter) => letter.charCodeAt(0)));

interface Pending {
  readonly request: HttpRequest;
  readonly writes: boolean;
  readonly time: number;
  readonly fdName: string;
}

/** What pairing reads: rows, state, payload. */
interface RecordedEvents {
  readonly store: EventStore;
  readonly state: MachineState;
  readonly raw: RawStore;
  readonly kinds: EventKinds;
}

export class HttpExchanges {
  readonly #capture: RecordedEvents;
  readonly #byRow = new Map<number, HttpExchange>();
  /** By process and fd. */
  readonly #pending = new Map<string, Pending>();
  readonly #cursor = new EventCursor();
  /** The next row to look at. */
  #next = 0;

  constructor(capture: RecordedEvents) {
    this.#capture = capture;
  }

  /** Exchanges and requests that are remembered. */
  get count(): number {
    return this.#byRow.size + this.#pending.size;
  }

  /** The exchange whose response starts with the data of this row's event. */
  at(row: number): HttpExchange | undefined {
    if (row >= this.#next) this.#walk();
    return this.#byRow.get(row);
  }

  #walk(): void {
    const { store, kinds } = this.#capture;
    for (const chunk of store.chunks) {
      if (chunk.base + chunk.count <= this.#next) continue;
      const { result, fd, kind, count } = chunk;
      for (let i = Math.max(0, this.#next - chunk.base); i < count; i++) {
        if ((result[i] as number) > 0 && (fd[i] as number) !== 0) {
          const type = kinds.type(kind[i] as number).id;
          if ((DATA_PARAM[type] as number) >= 0) this.#look(chunk, i, type);
        }
      }
    }
    this.#next = store.rows;
  }

  /** Forgets exchanges whose rows have left. */
  trim(): void {
    for (const row of this.#byRow.keys()) {
      if (row >= this.#capture.store.evicted) return;
      this.#byRow.delete(row);
    }
  }

  #look(chunk: Chunk, i: number, type: number): void {
    const { snapshots, fdDictionary } = this.#capture.state;
    const { infos, versions } = snapshots;
    const fd = fdDictionary.at(chunk.fdAt(i));
    const thread = infos[versions.info.at(chunk.versionAt(i))];
    if (thread === undefined || !isStreamSocket(fd)) return;
    if (!loadBlock(this.#capture.raw, chunk, i, this.#cursor)) return;
    const data = this.#cursor.buffer(DATA_PARAM[type] as number);
    if (data === undefined || data.length === 0 || !FIRST_BYTES.has(data[0] as number)) return;
    const text = decodeText(data, 0, Math.min(data.length, MOST_HEAD));
    const writes = ((EVENT_FLAGS[type] as number) & WRITES) !== 0;
    const key = `${thread.pid} ${chunk.fdNumAt(i)}`;
    const time = chunk.timeAt(i);
    const request = httpRequest(text);
    if (request !== undefined) {
      this.#remember(key, { request, writes, time, fdName: fd.name });
      return;
    }
    const pending = this.#pending.get(key);
    if (pending === undefined || pending.writes === writes || pending.fdName !== fd.name) return;
    const response = httpResponse(text);
    if (response === undefined) return;
    this.#pending.delete(key);
    this.#byRow.set(chunk.base + i, {
      ...pending.request,
      ...response,
      role: writes ? 'server' : 'client',
      latency: time - pending.time,
    });
  }

  #remember(key: string, pending: Pending): void {
    // The newest is at the end.
    this.#pending.delete(key);
    this.#pending.set(key, pending);
    if (this.#pending.size <= MOST_PENDING) return;
    const [oldest] = this.#pending.keys();
    if (oldest !== undefined) this.#pending.delete(oldest);
  }
}
