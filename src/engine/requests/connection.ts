// SPDX-License-Identifier: Apache-2.0
// One connection as its process sees it: finds out which protocol is spoken and who asks, and hands bytes to the decoder.
// Until that is known, and where nothing fits, questions and answers are distinguished by their direction.

import type { FdRole } from '../state/fd-info.js';
import { ByteStream, joined } from './byte-stream.js';
import { Conversation, type MovedBy } from './conversation.js';
import type { ExchangeTable } from './exchange-table.js';
import { Piece } from './piece.js';
import type { Decoder, Protocol } from './protocol.js';
import { tls, undecoded } from './protocols/undecoded.js';

/** Events that are looked at before a connection counts as one of an unknown protocol. */
const MOST_TRIES = 16;

/** Bytes of a beginning that are kept until a protocol is recognised by what follows: a length that is read by itself. */
const MOST_EARLY = 64;
const NOTHING = new Uint8Array(0);

/** Bytes that one event moved. */
export interface Moved extends MovedBy {
  /** The process wrote them; else it read them. */
  readonly writes: boolean;
  /** What was recorded, and how much was moved. */
  readonly data: Uint8Array;
  readonly size: number;
}

export interface ConnectionEnds {
  readonly role: FdRole;
  /** Port that the server listens on, or one that stands for the path of its socket; 0 unknown. */
  readonly port: number;
  readonly protocols: readonly Protocol[];
  /** Notes who has this end, and answers the number of the connection's names. */
  name(isServer: boolean): number;
}

export class Connection {
  readonly #table: ExchangeTable;
  readonly #ends: ConnectionEnds;
  readonly #streams = { request: new ByteStream(), response: new ByteStream() };
  readonly #piece = new Piece();
  #protocol: Protocol | undefined;
  #decoder: Decoder;
  #talk: Conversation;
  #isServer: boolean;
  #tries = 0;
  /** What each direction began with, while the protocol is not known. */
  readonly #early: { written: Uint8Array; read: Uint8Array } = { written: NOTHING, read: NOTHING };

  constructor(table: ExchangeTable, ends: ConnectionEnds, first: Moved) {
    this.#table = table;
    this.#ends = ends;
    // Who speaks first asks, where nothing else says it.
    this.#isServer = ends.role === 'none' ? !first.writes : ends.role === 'server';
    this.#decoder = undecoded.open();
    this.#talk = new Conversation(table, undecoded.name, this.#isServer, ends.name(this.#isServer));
  }

  take(moved: Moved): void {
    if (this.#protocol !== undefined) {
      if (this.#protocol !== tls && startsTls(moved)) this.#speak(tls, this.#isServer);
      this.#decode(moved);
    } else if (this.#tries < MOST_TRIES) this.#try(moved);
    else this.#decode(moved);
  }

  #try(moved: Moved): void {
    const direction = moved.writes ? 'written' : 'read';
    const early = this.#early[direction];
    const data = early.length === 0 ? moved.data : joined(early, moved.data);
    const whole = { ...moved, data, size: early.length + moved.size };
    this.#identify(whole);
    const isShort = data.length < MOST_EARLY && moved.size === moved.data.length;
    // Beginnings of a few bytes do not count as a try: programs read headers byte by byte.
    if (!isShort) this.#tries++;
    this.#early[direction] = isShort && this.#protocol === undefined ? data : NOTHING;
    this.#decode(this.#protocol === undefined ? moved : whole);
  }

  #decode(moved: Moved): void {
    const side = moved.writes === this.#isServer ? 'response' : 'request';
    const talk = this.#talk;
    const decoder = this.#decoder;
    // An answer to nothing: the end of the request was not recorded.
    if (side === 'response' && talk.pending === 0) this.#streams.request.flush((piece) => decoder.request(piece, talk));
    talk.event = moved;
    const lost = this.#streams[side].push(
      moved.data,
      moved.size,
      (piece) => decoder[side](piece, talk),
      (bytes) => talk.addBytes(side, bytes),
    );
    if (moved.size > moved.data.length) talk.noteCut(side);
    if (lost) decoder.lost?.(side, talk);
  }

  #identify({ data, size, writes }: Moved): void {
    const piece = this.#piece.set(data, 0, data.length, size > data.length);
    const { role, port, protocols } = this.#ends;
    for (const hinted of [true, false]) {
      for (const protocol of protocols) {
        if (hinted !== protocol.ports.includes(port)) continue;
        // A client's writes and a server's reads are requests.
        const asks = (role !== 'server') === writes || role === 'none';
        const answers = (role === 'server') === writes || role === 'none';
        if (asks && protocol.isRequest(piece, hinted)) {
          this.#speak(protocol, role === 'none' ? !writes : role === 'server');
          return;
        }
        if (answers && protocol.isResponse(piece, hinted)) {
          this.#speak(protocol, role === 'none' ? writes : role === 'server');
          return;
        }
      }
    }
  }

  #speak(protocol: Protocol, isServer: boolean): void {
    if (this.#protocol === undefined) this.#talk.discardAll();
    this.#protocol = protocol;
    this.#isServer = isServer;
    this.#decoder = protocol.open();
    this.#talk = new Conversation(this.#table, protocol.name, isServer, this.#ends.name(isServer));
    this.#streams.request.restart();
    this.#streams.response.restart();
  }
}

/** A handshake's hello in the middle of a connection: STARTTLS, or a proxy's CONNECT. */
function startsTls({ data }: Moved): boolean {
  const isHandshake = data.length >= 6 && data[0] === 22 && data[1] === 3 && (data[2] as number) <= 4;
  return isHandshake && (data[5] === 1 || data[5] === 2);
}
