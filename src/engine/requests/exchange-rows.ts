// SPDX-License-Identifier: Apache-2.0
// Exchanges as rows of an event store, so that queries filter, group and add them up as they do events: row n of these
// chunks is exchange n, with the columns of the event that stands for it. Chunks whose exchanges have all ended are kept.

import { EXCHANGE_BASE } from '../event/exchange.js';
import { CHUNK_ROWS, type Chunk, type EventStore, RowFlag } from '../store/event-store.js';
import { ExchangeFlag, type ExchangeTable } from './exchange-table.js';

export class ExchangeRows {
  readonly #store: EventStore;
  readonly #table: ExchangeTable;
  /** By place; undefined where it has to be made again. */
  #chunks: (Chunk | undefined)[] = [];
  /** Exchanges that had left when they were made. */
  #evicted = 0;

  constructor(store: EventStore, table: ExchangeTable) {
    this.#store = store;
    this.#table = table;
  }

  forget(): void {
    this.#chunks = [];
  }

  chunks(): readonly Chunk[] {
    const { count, evicted } = this.#table;
    if (evicted !== this.#evicted) this.forget();
    this.#evicted = evicted;
    const made: Chunk[] = [];
    for (let first = evicted; first < count; first += CHUNK_ROWS) {
      const place = made.length;
      const chunk = this.#chunks[place] ?? this.#make(first, Math.min(CHUNK_ROWS, count - first));
      this.#chunks[place] = chunk.count === CHUNK_ROWS && this.#isSettled(first) ? chunk : undefined;
      made.push(chunk);
    }
    return made;
  }

  #isSettled(first: number): boolean {
    const { flags } = this.#table;
    const place = this.#table.place(first);
    for (let i = place; i < place + CHUNK_ROWS; i++) {
      if (((flags[i] as number) & (ExchangeFlag.ENDED | ExchangeFlag.HIDDEN)) === 0) return false;
    }
    return true;
  }

  #make(first: number, count: number): Chunk {
    const chunk = this.#store.sideChunk(EXCHANGE_BASE + first, count);
    const place = this.#table.place(first);
    for (let i = 0; i < count; i++) this.#fill(chunk, i, place + i);
    return chunk;
  }

  /** Row i of the chunk: what the event of the exchange has there. */
  #fill(chunk: Chunk, i: number, place: number): void {
    const columns = chunk.open;
    if (columns === undefined) return;
    const isHidden = ((this.#table.flags[place] as number) & ExchangeFlag.HIDDEN) !== 0;
    const at = isHidden ? undefined : this.#store.locate(this.#table.row[place] as number);
    chunk.count = i + 1;
    if (at === undefined) {
      columns.flags[i] = RowFlag.STATE_ONLY;
      chunk.stateOnly++;
      return;
    }
    const { chunk: from, index } = at;
    const time = from.timeAt(index);
    columns.time[i] = time;
    columns.kind[i] = from.kindAt(index);
    columns.cpu[i] = from.cpuAt(index);
    columns.version[i] = from.versionAt(index);
    columns.fd[i] = from.fdAt(index);
    columns.fdNum[i] = from.fdNumAt(index);
    columns.result[i] = from.resultAt(index);
    columns.latency[i] = from.latencyAt(index);
    columns.flags[i] = from.flagsAt(index);
    if (time < chunk.minTime) chunk.minTime = time;
    if (time > chunk.maxTime) chunk.maxTime = time;
  }
}
