// SPDX-License-Identifier: Apache-2.0
// PostgreSQL, protocol 3 (postgresql.org/docs, "Frontend/Backend Protocol"). A simple query is one exchange up to
// ReadyForQuery. In the extended protocol each Execute is one, with the statement that was parsed under its name, up to its
// CommandComplete; after an error the server passes over everything up to Sync.

import type { Conversation, Outcome } from '../conversation.js';
import type { Piece } from '../piece.js';
import { type Decoder, MORE, type Protocol, STRAY } from '../protocol.js';
import { firstWord } from '../sql-text.js';

const VERSION_3 = 196608;
const CANCEL = 80877102;
const TLS = 80877103;
const GSS = 80877104;
/** Bytes of a statement that are kept. */
const MOST_SQL = 2048;
/** Longest message that is believed. */
const MOST_MESSAGE = 0x3fffffff;
const FRONTEND = 'QPBDECSHXFpdcf';
const BACKEND = 'RSKZTDCIEN123nstGHWAdcvV';
/** Prepared statements whose text is remembered per connection. */
const MOST_STATEMENTS = 4096;
const OK: Outcome = { status: 'OK', ok: true };

class PostgresDecoder implements Decoder {
  /** Text by the name of a prepared statement; the unnamed one is ''. */
  readonly #statements = new Map<string, string>();
  /** Statement text by portal. */
  readonly #portals = new Map<string, string>();
  /** Messages have a type before their length, once the connection has begun. */
  #started = false;
  /** The server has yet to say S or N to a request for encryption. */
  #asksForTls = false;
  #isSimple = false;
  #outcome: Outcome | undefined;
  #rows = Number.NaN;
  /** Statement that was parsed or bound and not executed yet in what has been seen. */
  #waiting: string | undefined;

  readonly request = (piece: Piece, talk: Conversation): number => {
    if (!piece.has(5)) return piece.cut ? STRAY : MORE;
    if (!this.#started && piece.u8(0) === 0) return this.#startup(piece, talk);
    this.#started = true;
    const length = 1 + piece.u32(1);
    if (!FRONTEND.includes(String.fromCharCode(piece.u8(0))) || length < 5 || length > MOST_MESSAGE) return STRAY;
    if (!piece.cut && !piece.has(Math.min(length, MOST_SQL))) return MORE;
    this.#ask(String.fromCharCode(piece.u8(0)), piece, talk, length);
    return length;
  };

  #ask(type: string, piece: Piece, talk: Conversation, length: number): void {
    if (type === 'Q') this.#begin(talk, piece.text(5, Math.min(length - 6, MOST_SQL)), true);
    else if (type === 'P') this.#parse(piece, length);
    else if (type === 'B') this.#bind(piece);
    else if (type === 'E') this.#begin(talk, this.#portals.get(piece.cstring(5).text) ?? '', false);
    else if (type === 'S') this.#waiting = undefined;
    else if (type === 'F') this.#begin(talk, 'FUNCTION CALL', false);
    else if (type === 'C' && piece.u8(5) === 0x53) this.#statements.delete(piece.cstring(6).text);
  }

  #begin(talk: Conversation, sql: string, isSimple: boolean): void {
    this.#isSimple = isSimple;
    this.#waiting = undefined;
    const method = firstWord(sql);
    talk.begin({ method: method === '' ? 'EXECUTE' : method, target: sql === '' ? undefined : sql });
  }

  #parse(piece: Piece, length: number): void {
    const { text: name, next } = piece.cstring(5);
    if (next < 0) return;
    this.#waiting = piece.cstring(next).text.slice(0, Math.min(length, MOST_SQL));
    // A client that never closes its statements must not fill the memory.
    if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear();
    this.#statements.set(name, this.#waiting);
  }

  #bind(piece: Piece): void {
    const portal = piece.cstring(5);
    if (portal.next < 0) return;
    const text = this.#statements.get(piece.cstring(portal.next).text);
    this.#waiting = text ?? '';
    if (this.#portals.size >= MOST_STATEMENTS) this.#portals.clear();
    if (text === undefined) this.#portals.delete(portal.text);
    else this.#portals.set(portal.text, text);
  }

  #startup(piece: Piece, talk: Conversation): number {
    const length = piece.u32(0);
    if (!piece.has(8)) return piece.cut ? STRAY : MORE;
    if (length < 8 || length > 10000) return STRAY;
    if (!piece.cut && !piece.has(length)) return MORE;
    const code = piece.u32(4);
    if (code === TLS || code === GSS) this.#asksForTls = true;
    else if (code === CANCEL) talk.oneWay({ method: 'CANCEL' }, OK);
    else if (code === VERSION_3) this.#connect(piece, talk);
    else return STRAY;
    return length;
  }

  #connect(piece: Piece, talk: Conversation): void {
    this.#started = true;
    const values = piece.text(8, piece.length).split('\0');
    const settings = new Map<string, string>();
    for (let i = 0; i + 1 < values.length && values[i] !== ''; i += 2)
      settings.set(values[i] as string, values[i + 1] as string);
    const user = settings.get('user');
    const db = settings.get('database') ?? user;
    if (user !== undefined) talk.user = user;
    if (db !== undefined) talk.db = db;
    this.#isSimple = true;
    talk.begin({ method: 'CONNECT', target: db });
  }

  readonly response = (piece: Piece, talk: Conversation): number => {
    if (this.#asksForTls) {
      this.#asksForTls = false;
      if (piece.u8(0) === 0x53 || piece.u8(0) === 0x4e) return 1;
    }
    if (!piece.has(5)) return piece.cut ? STRAY : MORE;
    this.#started = true;
    const type = String.fromCharCode(piece.u8(0));
    const length = 1 + piece.u32(1);
    if (!BACKEND.includes(type) || length < 5 || length > MOST_MESSAGE) return STRAY;
    // Rows may be long and are only counted; of the others the first part suffices.
    if (type !== 'D' && type !== 'd' && !piece.cut && !piece.has(Math.min(length, 512))) return MORE;
    this.#answer(type, piece, talk, length);
    return length;
  };

  #answer(type: string, piece: Piece, talk: Conversation, length: number): void {
    if (type === 'Z') this.#ready(talk);
    else if (type === 'C') this.#complete(commandRows(piece.text(5, length - 6)), talk);
    else if (type === 'E') this.#fail(errorOf(piece, length), talk);
    else if (type === 'I' || type === 's') this.#complete(type === 'I' ? 0 : Number.NaN, talk);
    else if ('TDRGHW'.includes(type)) talk.answering();
  }

  #complete(rows: number, talk: Conversation): void {
    if (!this.#isSimple) {
      talk.end({ status: 'OK', ok: true, rows: Number.isNaN(rows) ? undefined : rows });
      return;
    }
    talk.answering();
    // A simple query may hold several statements.
    if (!Number.isNaN(rows)) this.#rows = (Number.isNaN(this.#rows) ? 0 : this.#rows) + rows;
  }

  #fail(outcome: Outcome, talk: Conversation): void {
    if (talk.asked() === 'CONNECT') {
      talk.end(outcome);
      return;
    }
    talk.answering();
    if (this.#isSimple) this.#outcome = outcome;
    else {
      talk.end(outcome);
      this.#outcome = { status: 'ABORTED', ok: false, error: 'passed over after an error' };
    }
  }

  /** ReadyForQuery: everything that was asked before is answered. */
  #ready(talk: Conversation): void {
    const rows = Number.isNaN(this.#rows) ? undefined : this.#rows;
    if (this.#isSimple) talk.end(this.#outcome ?? { status: 'OK', ok: true, rows });
    else if (this.#outcome !== undefined) talk.abort(this.#outcome);
    // Taken for executed because the end of the request was not recorded: it was only prepared.
    else talk.discard();
    this.#outcome = undefined;
    this.#rows = Number.NaN;
  }

  lost(side: 'request' | 'response', talk: Conversation): void {
    // Clients send Parse, Bind and Execute together: the Execute lies in what was not recorded.
    if (side === 'request' && this.#waiting !== undefined) this.#begin(talk, this.#waiting, false);
    // The end of an answer lies in what was not recorded, mostly: the next request says that it has come.
    if (side === 'response' && talk.pending === 1) {
      talk.end(this.#outcome ?? { status: '', ok: true });
      this.#outcome = undefined;
      this.#rows = Number.NaN;
    }
  }
}

/** `SELECT 5`, `INSERT 0 1`: the last number; NaN for commands that count nothing. */
function commandRows(tag: string): number {
  const count = / (\d+)$/.exec(tag)?.[1];
  return count === undefined ? Number.NaN : Number(count);
}

/** Fields of ErrorResponse: a letter, then text up to a zero byte. */
function errorOf(piece: Piece, length: number): Outcome {
  const fields = new Map<string, string>();
  for (const field of piece.text(5, length - 5).split('\0'))
    if (field !== '') fields.set(field[0] as string, field.slice(1));
  return { status: fields.get('C') ?? 'ERROR', ok: false, error: fields.get('M') ?? fields.get('S') ?? 'error' };
}

function isStartup(piece: Piece): boolean {
  if (!piece.has(8) || piece.u8(0) !== 0 || piece.u32(0) > 10000) return false;
  const code = piece.u32(4);
  return code === VERSION_3 || code === CANCEL || code === TLS || code === GSS;
}

/** A typed message whose length is possible. */
function isMessage(piece: Piece, types: string): boolean {
  if (!piece.has(5) || !types.includes(String.fromCharCode(piece.u8(0)))) return false;
  const length = piece.u32(1);
  return length >= 4 && length < 0x100000;
}

export const postgres: Protocol = {
  name: 'postgresql',
  ports: [5432, 5433, 6432],
  isRequest: (piece, hinted) =>
    isStartup(piece) ||
    (piece.u8(0) === 0x51 && isMessage(piece, 'Q') && piece.has(11) && /^\s*[A-Za-z/(;-]/.test(piece.text(5, 6))) ||
    (piece.u8(0) === 0x50 &&
      isMessage(piece, 'P') &&
      piece.cstring(5).next > 0 &&
      /^[A-Z]{4}/i.test(piece.text(piece.cstring(5).next, 8))) ||
    (hinted && isMessage(piece, FRONTEND)),
  isResponse: (piece, hinted) =>
    (piece.u8(0) === 0x52 && piece.u32(1) >= 8 && piece.u32(1) < 64 && piece.u32(5) < 13) ||
    (hinted && isMessage(piece, BACKEND)),
  open: () => new PostgresDecoder(),
};
