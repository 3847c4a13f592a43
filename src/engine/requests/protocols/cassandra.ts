// SPDX-License-Identifier: Apache-2.0
// Cassandra's native protocol, versions 3 to 5 (cassandra.apache.org, "native_protocol_v4.spec"): frames of nine bytes and
// a body; answers go by the stream number. Prepared statements are known by their id.

import type { Conversation, Outcome } from '../conversation.js';
import type { Piece } from '../piece.js';
import { type Decoder, MORE, type Protocol, STRAY } from '../protocol.js';
import { firstWord } from '../sql-text.js';

const HEADER = 9;
const MOST_BODY = 0x10000000;
const MOST_CQL = 2048;
const COMPRESSED = 1;
const MOST_STATEMENTS = 4096;
const REQUESTS: Readonly<Record<number, string>> = {
  1: 'STARTUP',
  5: 'OPTIONS',
  7: 'QUERY',
  9: 'PREPARE',
  10: 'EXECUTE',
  11: 'REGISTER',
  13: 'BATCH',
  15: 'AUTH_RESPONSE',
};
const RESPONSES: Readonly<Record<number, string>> = {
  0: 'ERROR',
  2: 'READY',
  3: 'AUTHENTICATE',
  6: 'SUPPORTED',
  8: 'RESULT',
  12: 'EVENT',
  14: 'AUTH_CHALLENGE',
  16: 'AUTH_SUCCESS',
};
const RESULTS: Readonly<Record<number, string>> = {
  1: 'VOID',
  2: 'ROWS',
  3: 'SET_KEYSPACE',
  4: 'PREPARED',
  5: 'SCHEMA_CHANGE',
};
const ROWS = 2;
const SET_KEYSPACE = 3;
const PREPARED = 4;

class CassandraDecoder implements Decoder {
  /** Text by the bytes of the id. */
  readonly #statements = new Map<string, string>();
  /** Text of a PREPARE that is under way, by stream. */
  readonly #preparing = new Map<number, string>();

  readonly request = (piece: Piece, talk: Conversation): number => {
    const length = lengthOf(piece, false);
    if (length <= 0) return length;
    const name = REQUESTS[piece.u8(4)];
    if (name === undefined) return STRAY;
    const stream = piece.u16(2);
    talk.begin(this.#headOf(name, piece, stream), stream);
    return length;
  };

  #headOf(name: string, piece: Piece, stream: number): { method: string; target?: string | undefined } {
    if ((piece.u8(1) & COMPRESSED) !== 0) return { method: name };
    if (name === 'QUERY' || name === 'PREPARE') {
      const cql = piece.text(HEADER + 4, Math.min(piece.u32(HEADER), MOST_CQL));
      if (name === 'PREPARE') this.#preparing.set(stream, cql);
      return { method: name === 'PREPARE' ? name : firstWord(cql) || name, target: cql };
    }
    if (name !== 'EXECUTE') return { method: name };
    const cql = this.#statements.get(piece.text(HEADER + 2, piece.u16(HEADER)));
    return { method: cql === undefined ? name : firstWord(cql) || name, target: cql };
  }

  readonly response = (piece: Piece, talk: Conversation): number => {
    const length = lengthOf(piece, true);
    if (length <= 0) return length;
    const name = RESPONSES[piece.u8(4)];
    if (name === undefined) return STRAY;
    const stream = piece.u16(2);
    if (name === 'EVENT') talk.oneWay({ method: name }, { status: '', ok: true });
    else talk.end(this.#outcomeOf(name, piece, talk, stream), stream);
    return length;
  };

  #outcomeOf(name: string, piece: Piece, talk: Conversation, stream: number): Outcome {
    if ((piece.u8(1) & COMPRESSED) !== 0) return { status: name, ok: name !== 'ERROR' };
    if (name === 'ERROR') {
      const code = `0x${piece.u32(HEADER).toString(16).padStart(4, '0')}`;
      return { status: code, ok: false, error: piece.text(HEADER + 6, piece.u16(HEADER + 4)) };
    }
    if (name !== 'RESULT') return { status: name, ok: true };
    const kind = piece.u32(HEADER);
    if (kind === SET_KEYSPACE) talk.db = piece.text(HEADER + 6, piece.u16(HEADER + 4));
    if (kind === PREPARED) this.#prepared(piece, stream);
    return { status: RESULTS[kind] ?? 'RESULT', ok: true, rows: kind === ROWS ? rowsOf(piece) : undefined };
  }

  #prepared(piece: Piece, stream: number): void {
    const cql = this.#preparing.get(stream);
    this.#preparing.delete(stream);
    if (cql === undefined) return;
    if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear();
    this.#statements.set(piece.text(HEADER + 6, piece.u16(HEADER + 4)), cql);
  }
}

/** The number of rows comes after the metadata of the columns: known only where there is none (NO_METADATA). */
function rowsOf(piece: Piece): number | undefined {
  const flags = piece.u32(HEADER + 4);
  const hasMetadata = (flags & 4) === 0;
  const hasPaging = (flags & 2) !== 0;
  const at = HEADER + 12;
  if (hasMetadata || hasPaging || !piece.has(at + 4)) return undefined;
  return piece.u32(at);
}

function lengthOf(piece: Piece, isResponse: boolean): number {
  if (!piece.has(HEADER)) return piece.cut ? STRAY : MORE;
  if (!isFrame(piece, isResponse)) return STRAY;
  const length = HEADER + piece.u32(5);
  return piece.cut || piece.has(Math.min(length, 1024)) ? length : MORE;
}

function isFrame(piece: Piece, isResponse: boolean): boolean {
  const version = piece.u8(0);
  const isVersion = (version & 0x7f) >= 3 && (version & 0x7f) <= 5 && version >= 0x80 === isResponse;
  return piece.has(HEADER) && isVersion && piece.u32(5) < MOST_BODY && piece.u8(1) < 32;
}

export const cassandra: Protocol = {
  name: 'cassandra',
  ports: [9042, 9142],
  isRequest: (piece, hinted) =>
    isFrame(piece, false) &&
    REQUESTS[piece.u8(4)] !== undefined &&
    (hinted || ((piece.u8(4) === 7 || piece.u8(4) === 9) && /^\s*[A-Za-z]{3}/.test(piece.text(13, 6)))),
  isResponse: (piece, hinted) => hinted && isFrame(piece, true) && RESPONSES[piece.u8(4)] !== undefined,
  open: () => new CassandraDecoder(),
};
