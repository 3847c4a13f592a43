// SPDX-License-Identifier: Apache-2.0
// A request and its answer, as one process of a connection saw them. The requests room reads them out of the bytes that
// events moved; fields read them through this interface.

export interface Exchange {
  /** redis, postgresql, http …; `unknown` where only the times are known. */
  readonly protocol: string;
  /** Whether the process answers or asks. */
  readonly role: 'server' | 'client';
  readonly method: string | undefined;
  /** Path, key, statement, name, topic: as sent, cut where the recording was. */
  readonly target: string | undefined;
  readonly host: string | undefined;
  /** Method and target without numbers, ids and values. */
  readonly route: string | undefined;
  readonly status: string | undefined;
  /** Undefined while nothing has answered. */
  readonly ok: boolean | undefined;
  readonly error: string | undefined;
  /** ns from the request to the end of the answer, and to its first byte; NaN unknown. */
  readonly latency: number;
  readonly firstByte: number;
  /** Wire bytes of the request and of the answer. */
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Content-Length of HTTP; NaN unknown. */
  readonly contentLength: number;
  /** Rows, elements, answers; NaN unknown. */
  readonly rows: number;
  readonly db: string | undefined;
  readonly user: string | undefined;
  /** Program or container at each end, else its address. */
  readonly client: string | undefined;
  readonly server: string | undefined;
  /** The program that asked was seen too: the request is there a second time, from its side. */
  readonly isClientSeen: boolean;
  /** No answer is expected. */
  readonly isOneWay: boolean;
  /** Part of its bytes was not recorded, or events of its connection are missing: what it says may be incomplete. */
  readonly isPartial: boolean;
}

/** Rows from here on denote exchanges: exchange n is row EXCHANGE_BASE + n. No stream has so many events. */
export const EXCHANGE_BASE = 2 ** 42;

/** The exchanges of a capture. */
export interface ExchangeSource {
  /** Exchanges begun so far, after a look at what has been appended since; and those that have left. */
  readonly count: number;
  readonly evicted: number;
  /** Number of the exchange that ends at this event; -1 none. */
  at(row: number): number;
  /** Event that stands for an exchange: its answer, else its request. -1 where it has left, or is not shown. */
  rowOf(exchange: number): number;
  view(): ExchangeView;
  /** Heap bytes, estimated. */
  readonly byteLength: number;
  /** Forgets what belongs to rows that have left the store. */
  trim(): void;
}

/** One view object is moved from exchange to exchange. */
export interface ExchangeView extends Exchange {
  moveTo(exchange: number): void;
}
