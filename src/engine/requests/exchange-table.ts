// SPDX-License-Identifier: Apache-2.0
// Every request and its answer, as columns: one row per exchange in the order in which requests began. Texts are numbers
// into a dictionary, since methods, statuses and most targets repeat. Rows of the event store are where an exchange ends
// (its answer's first event with the result), or where it began while nothing has answered.

const FIRST_SIZE = 1024;
/** A length or count that was not recorded. */
const UNKNOWN = Number.NaN;

export const ExchangeFlag = {
  /** The answer has come, or none is expected. */
  ENDED: 1,
  OK: 2,
  /** A part of its bytes was not recorded. */
  CUT: 4,
  /** Messages may have been lost on its connection while it was open: the pairing may be wrong. */
  DOUBTFUL: 8,
  /** No answer is expected. */
  ONE_WAY: 16,
  SERVER: 32,
  /** Taken for a question before the protocol was known; never shown. */
  HIDDEN: 64,
} as const;

export class ExchangeTable {
  /** Exchanges ever begun, and how many of the oldest have left: exchange n is at place n - evicted of the columns. */
  count = 0;
  evicted = 0;
  /** Event-store row of the exchange: see above. */
  row = new Float64Array(FIRST_SIZE);
  /** Event-store row of the request. */
  requestRow = new Float64Array(FIRST_SIZE);
  /** ns since the capture's first event: when the request began. */
  time = new Float64Array(FIRST_SIZE);
  /** ns to the first and the last byte of the answer; NaN unknown. */
  firstByte = new Float64Array(FIRST_SIZE);
  latency = new Float64Array(FIRST_SIZE);
  requestBytes = new Float64Array(FIRST_SIZE);
  responseBytes = new Float64Array(FIRST_SIZE);
  /** Content-Length; NaN unknown. */
  contentLength = new Float64Array(FIRST_SIZE);
  /** Rows, elements, answers; NaN where the protocol has none or they were not recorded. */
  rows = new Float64Array(FIRST_SIZE);
  /** Texts by number: see text(). 0 is absent. */
  protocol = new Uint32Array(FIRST_SIZE);
  method = new Uint32Array(FIRST_SIZE);
  target = new Uint32Array(FIRST_SIZE);
  status = new Uint32Array(FIRST_SIZE);
  error = new Uint32Array(FIRST_SIZE);
  db = new Uint32Array(FIRST_SIZE);
  user = new Uint32Array(FIRST_SIZE);
  host = new Uint32Array(FIRST_SIZE);
  /** Route as a text, once somebody has asked; 0 before. */
  route = new Uint32Array(FIRST_SIZE);
  /** By ConnectionNames. */
  connection = new Uint32Array(FIRST_SIZE);
  /** Union of ExchangeFlag. */
  flags = new Uint8Array(FIRST_SIZE);
  /** Exchanges in the order in which they ended, and the rows where: both grow, so a row is found by halving. */
  readonly #ends = new GrowingPairs();
  readonly #texts: string[] = [''];
  readonly #numbers = new Map<string, number>([['', 0]]);

  /** Appends an exchange and returns its number. */
  add(): number {
    const place = this.count - this.evicted;
    if (place === this.row.length) this.#grow();
    this.firstByte[place] = UNKNOWN;
    this.latency[place] = UNKNOWN;
    this.rows[place] = UNKNOWN;
    this.contentLength[place] = UNKNOWN;
    this.requestBytes[place] = 0;
    this.responseBytes[place] = 0;
    this.status[place] = 0;
    this.error[place] = 0;
    this.route[place] = 0;
    this.flags[place] = 0;
    return this.count++;
  }

  /** Place of an exchange in the columns; negative where it has left. */
  place(exchange: number): number {
    return exchange - this.evicted;
  }

  /** Forgets exchanges whose request's row has left the store: the front of the columns, once that is half of them. */
  trim(firstRow: number): void {
    const held = this.count - this.evicted;
    let gone = 0;
    while (gone < held && (this.requestRow[gone] as number) < firstRow) gone++;
    if (gone === 0 || gone < held / 2) return;
    for (const column of this.#columns()) column.copyWithin(0, gone, held);
    this.evicted += gone;
  }

  #columns(): readonly (Float64Array | Uint32Array | Uint8Array)[] {
    return [
      ...[this.row, this.requestRow, this.time, this.firstByte, this.latency, this.requestBytes, this.responseBytes],
      ...[
        this.rows,
        this.contentLength,
        this.connection,
        this.protocol,
        this.method,
        this.target,
        this.status,
        this.error,
        this.db,
        this.user,
        this.host,
        this.route,
        this.flags,
      ],
    ];
  }

  /** The exchange has ended at an event. Events come in the order of their rows. */
  noteEnd(exchange: number, row: number): void {
    this.#ends.push(row, exchange);
  }

  /**
   * The first exchange that ended at this row; -1 none. Not one that began there: whether it has an answer would depend on
   * how much had been read when somebody asked.
   */
  atRow(row: number): number {
    const ended = this.#ends.firstAt(row);
    return ended >= this.evicted ? ended : -1;
  }

  /** Number of a text; the same for equal texts. */
  number(text: string | undefined): number {
    if (text === undefined) return 0;
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.length;
    this.#texts.push(text);
    this.#numbers.set(text, number);
    return number;
  }

  /** Text of a number; undefined for 0. */
  text(number: number | undefined): string | undefined {
    return number === undefined || number === 0 ? undefined : this.#texts[number];
  }

  /** Heap bytes, estimated: columns, and texts at two bytes a letter. */
  get byteLength(): number {
    return this.row.length * 113 + this.#texts.length * 120;
  }

  #grow(): void {
    const size = this.row.length * 2;
    const wider = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const wide = new Float64Array(size);
      wide.set(old);
      return wide;
    };
    const numbers = (old: Uint32Array): Uint32Array<ArrayBuffer> => {
      const wide = new Uint32Array(size);
      wide.set(old);
      return wide;
    };
    this.row = wider(this.row);
    this.requestRow = wider(this.requestRow);
    this.time = wider(this.time);
    this.firstByte = wider(this.firstByte);
    this.latency = wider(this.latency);
    this.requestBytes = wider(this.requestBytes);
    this.responseBytes = wider(this.responseBytes);
    this.rows = wider(this.rows);
    this.contentLength = wider(this.contentLength);
    this.connection = numbers(this.connection);
    this.protocol = numbers(this.protocol);
    this.method = numbers(this.method);
    this.target = numbers(this.target);
    this.status = numbers(this.status);
    this.error = numbers(this.error);
    this.db = numbers(this.db);
    this.user = numbers(this.user);
    this.host = numbers(this.host);
    this.route = numbers(this.route);
    const flags = new Uint8Array(size);
    flags.set(this.flags);
    this.flags = flags;
  }
}

/** First place from 0 to `count` whose value is not below `wanted`. */
function lowerBound(values: Float64Array, count: number, wanted: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Two growing columns, the first in ascending order. */
class GrowingPairs {
  #keys = new Float64Array(FIRST_SIZE);
  #values = new Float64Array(FIRST_SIZE);
  #count = 0;

  push(key: number, value: number): void {
    if (this.#count === this.#keys.length) {
      const keys = new Float64Array(this.#count * 2);
      keys.set(this.#keys);
      const values = new Float64Array(this.#count * 2);
      values.set(this.#values);
      this.#keys = keys;
      this.#values = values;
    }
    this.#keys[this.#count] = key;
    this.#values[this.#count++] = value;
  }

  /** Value of the first pair with this key; -1 none. */
  firstAt(key: number): number {
    const place = lowerBound(this.#keys, this.#count, key);
    return place < this.#count && this.#keys[place] === key ? (this.#values[place] as number) : -1;
  }
}
