// SPDX-License-Identifier: Apache-2.0
// The requests of one connection that are under way: decoders report what they read, this pairs it and writes the exchange
// table. Answers come in the order of the requests, unless the protocol numbers them. The driver (request-log.ts) sets
// the event before it hands bytes to a decoder.

import { ExchangeFlag, type ExchangeTable } from './exchange-table.js';

/** What a request asks. Texts are as the program sent them, cut where the recording was. */
export interface RequestHead {
  readonly method: string;
  readonly target?: string | undefined;
  /** Host or virtual host that the request names. */
  readonly host?: string | undefined;
  /** Size of the value that it stores. */
  readonly length?: number | undefined;
  /** Where one connection carries several: gRPC in HTTP/2. */
  readonly protocol?: string | undefined;
}

export interface Outcome {
  /** As the protocol writes it: 200, OK, NXDOMAIN, 42P01. */
  readonly status: string;
  readonly ok: boolean;
  /** Message of a failure. */
  readonly error?: string | undefined;
  /** Rows, elements, answers. */
  readonly rows?: number | undefined;
  /** Content-Length. */
  readonly length?: number | undefined;
}

/** The event that carries the bytes being decoded. Times are ns since the capture's first event. */
export interface MovedBy {
  readonly row: number;
  readonly began: number;
  readonly ended: number;
}

/** Requests without an answer that a connection remembers; an older one stays unanswered. */
const MOST_PENDING = 4096;
/** Protocols that do not number their requests. */
const NO_ID = -1;

interface Pending {
  readonly exchange: number;
  readonly id: number;
  /** Row of the request's event: requests of one event are pipelined. */
  readonly row: number;
}

export class Conversation {
  readonly #table: ExchangeTable;
  readonly #protocol: number;
  readonly #isServer: boolean;
  readonly #connection: number;
  #event: MovedBy = { row: 0, began: Number.NaN, ended: Number.NaN };
  #pending: Pending[] = [];
  #head = 0;
  /** Exchange that bytes of requests, and of answers, belong to now; -1 none. */
  #asked = -1;
  #answered = -1;
  #db = 0;
  #user = 0;

  /** `connection`: number of its names. */
  constructor(table: ExchangeTable, protocol: string, isServer: boolean, connection: number) {
    this.#table = table;
    this.#protocol = table.number(protocol);
    this.#isServer = isServer;
    this.#connection = connection;
  }

  set event(event: MovedBy) {
    this.#event = event;
  }

  /** Database, keyspace or virtual host of the requests that follow. */
  set db(name: string) {
    this.#db = this.#table.number(name);
  }

  set user(name: string) {
    this.#user = this.#table.number(name);
  }

  /** Requests without an answer. */
  get pending(): number {
    return this.#pending.length - this.#head;
  }

  /** A request begins. `id`: what its answer will name. */
  begin({ method, target, host, length, protocol }: RequestHead, id = NO_ID): void {
    const table = this.#table;
    const exchange = table.add();
    const i = table.place(exchange);
    const { row, began, ended } = this.#event;
    table.row[i] = row;
    table.requestRow[i] = row;
    // A client asks when its call begins, a server has been asked when its call ends.
    table.time[i] = this.#isServer || Number.isNaN(began) ? ended : began;
    table.protocol[i] = protocol === undefined ? this.#protocol : table.number(protocol);
    table.method[i] = table.number(method);
    table.target[i] = table.number(target);
    table.host[i] = table.number(host);
    table.connection[i] = this.#connection;
    if (length !== undefined) table.contentLength[i] = length;
    table.db[i] = this.#db;
    table.user[i] = this.#user;
    table.flags[i] = this.#isServer ? ExchangeFlag.SERVER : 0;
    this.#asked = exchange;
    this.#pending.push({ exchange, id, row });
    if (this.pending > MOST_PENDING) this.#head++;
    if (this.#head > MOST_PENDING) this.#compact();
  }

  /** Corrects the request that began last: its text was not complete before. */
  retarget(target: string): void {
    const i = this.#table.place(this.#asked);
    if (i < 0) return;
    this.#table.target[i] = this.#table.number(target);
    this.#table.route[i] = 0;
  }

  /** Method of the oldest request without an answer, or of the one with this id; undefined where there is none. */
  asked(id = NO_ID): string | undefined {
    const found = this.#find(id);
    return found === undefined ? undefined : this.#table.text(this.#table.method[this.#table.place(found.exchange)]);
  }

  /** Bytes of the answer to the oldest request (or of the one with this id) have come. */
  answering(id = NO_ID): void {
    const found = this.#find(id);
    if (found === undefined) return;
    this.#answered = found.exchange;
    this.#noteFirstByte(found.exchange);
  }

  /** The answer to the oldest request (or to the one with this id) is complete; false where nobody asked. */
  end(outcome: Outcome, id = NO_ID): boolean {
    const found = this.#find(id);
    if (found === undefined) return false;
    this.#take(found);
    this.#close(found.exchange, outcome);
    return true;
  }

  /** A message without an answer. */
  oneWay(head: RequestHead, outcome: Outcome): void {
    this.begin(head);
    const last = this.#pending.pop();
    if (last === undefined) return;
    const table = this.#table;
    const i = table.place(last.exchange);
    table.noteEnd(last.exchange, this.#event.row);
    this.#mark(last.exchange, ExchangeFlag.ONE_WAY | ExchangeFlag.ENDED | (outcome.ok ? ExchangeFlag.OK : 0));
    table.status[i] = table.number(outcome.status === '' ? undefined : outcome.status);
    table.error[i] = table.number(outcome.error);
    if (outcome.rows !== undefined) table.rows[i] = outcome.rows;
  }

  /** The last answer goes on: it ends with this event. For protocols whose end nothing marks. */
  prolong(): void {
    const i = this.#table.place(this.#answered);
    if (i < 0) return;
    this.#table.latency[i] = this.#event.ended - (this.#table.time[i] as number);
  }

  /** Requests of earlier events stay unanswered: their answers were not recorded, or never came. */
  abandonEarlier(): void {
    const { row } = this.#event;
    while (this.pending > 0 && (this.#pending[this.#head] as Pending).row !== row) this.#head++;
    this.#compact();
  }

  /** Ends every pending request without an answer of its own: the server passed them over. */
  abort(outcome: Outcome): void {
    while (this.pending > 0) this.end(outcome);
  }

  /** What is pending was not a request. */
  discard(): void {
    for (let k = this.#head; k < this.#pending.length; k++) {
      this.#mark((this.#pending[k] as Pending).exchange, ExchangeFlag.HIDDEN);
    }
    this.#head = this.#pending.length;
    this.#compact();
  }

  /** Nothing of this connection was a request: its protocol has been recognised only now. */
  discardAll(): void {
    this.discard();
    this.#mark(this.#answered, ExchangeFlag.HIDDEN);
  }

  /** What is pending may be paired with the wrong answer from here on. */
  doubt(): void {
    for (let k = this.#head; k < this.#pending.length; k++)
      this.#mark((this.#pending[k] as Pending).exchange, ExchangeFlag.DOUBTFUL);
  }

  /** The message decoded last was not recorded as a whole. */
  noteCut(side: 'request' | 'response'): void {
    this.#mark(side === 'request' ? this.#asked : this.#answered, ExchangeFlag.CUT);
  }

  /** Wire bytes of the message decoded last. */
  addBytes(side: 'request' | 'response', bytes: number): void {
    const i = this.#table.place(side === 'request' ? this.#asked : this.#answered);
    if (i < 0 || bytes === 0) return;
    const column = side === 'request' ? this.#table.requestBytes : this.#table.responseBytes;
    column[i] = (column[i] as number) + bytes;
  }

  #mark(exchange: number, flags: number): void {
    const i = this.#table.place(exchange);
    if (i >= 0) this.#table.flags[i] = (this.#table.flags[i] as number) | flags;
  }

  #find(id: number): Pending | undefined {
    if (id === NO_ID) return this.#pending[this.#head];
    for (let k = this.#head; k < this.#pending.length; k++) {
      if ((this.#pending[k] as Pending).id === id) return this.#pending[k];
    }
    return undefined;
  }

  #take(found: Pending): void {
    if (this.#pending[this.#head] === found) this.#head++;
    else this.#pending.splice(this.#pending.indexOf(found), 1);
    if (this.#head === this.#pending.length || this.#head > MOST_PENDING) this.#compact();
  }

  #compact(): void {
    if (this.#head === 0) return;
    this.#pending.splice(0, this.#head);
    this.#head = 0;
  }

  #noteFirstByte(exchange: number): void {
    const i = this.#table.place(exchange);
    if (i < 0 || !Number.isNaN(this.#table.firstByte[i] as number)) return;
    const { began, ended } = this.#event;
    const at = this.#isServer && !Number.isNaN(began) ? began : ended;
    this.#table.firstByte[i] = at - (this.#table.time[i] as number);
  }

  #close(exchange: number, { status, ok, error, rows, length }: Outcome): void {
    const table = this.#table;
    const i = table.place(exchange);
    if (i < 0) return;
    this.#answered = exchange;
    this.#noteFirstByte(exchange);
    table.noteEnd(exchange, this.#event.row);
    table.row[i] = this.#event.row;
    table.latency[i] = this.#event.ended - (table.time[i] as number);
    table.status[i] = table.number(status === '' ? undefined : status);
    table.error[i] = table.number(error);
    if (rows !== undefined) table.rows[i] = rows;
    if (length !== undefined) table.contentLength[i] = length;
    this.#mark(exchange, ExchangeFlag.ENDED | (ok ? ExchangeFlag.OK : 0));
  }
}
