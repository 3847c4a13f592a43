// SPDX-License-Identifier: Apache-2.0
// MySQL and MariaDB (dev.mysql.com/doc, "Client/Server Protocol"; mariadb.com/kb, "Client/Server Protocol"): packets of
// three bytes of length and a sequence number. A command has sequence 0; its answer is one packet, or a result set whose
// columns and rows are counted packet by packet. Texts of prepared statements are remembered by their number.

import type { Conversation, Outcome } from '../conversation.js';
import type { Piece } from '../piece.js';
import { type Decoder, MORE, type Protocol, STRAY } from '../protocol.js';
import { firstWord } from '../sql-text.js';

const HEADER = 4;
const MOST_SQL = 2048;
/** Capability bits of the client's first packet. */
const WITH_DB = 8;
const WITH_TLS = 0x800;
const WITHOUT_EOF = 0x1000000;
/** Status bit of an OK or EOF packet: another result follows. */
const MORE_RESULTS = 8;
const MOST_STATEMENTS = 4096;
/** Logging in, which has no command; and those whose answers have a form of their own. */
const CONNECT = -1;
const FIELD_LIST = 4;
const STATISTICS = 9;
const PREPARE = 22;
/** The statement that was prepared last (MariaDB). */
const LAST_STATEMENT = 0xffffffff;

const COMMANDS: Readonly<Record<number, string>> = {
  1: 'QUIT',
  2: 'INIT_DB',
  3: 'QUERY',
  4: 'FIELD_LIST',
  7: 'REFRESH',
  8: 'SHUTDOWN',
  9: 'STATISTICS',
  10: 'PROCESS_INFO',
  12: 'PROCESS_KILL',
  13: 'DEBUG',
  14: 'PING',
  17: 'CHANGE_USER',
  18: 'BINLOG_DUMP',
  21: 'REGISTER_SLAVE',
  22: 'PREPARE',
  23: 'EXECUTE',
  24: 'LONG_DATA',
  25: 'CLOSE',
  26: 'RESET',
  27: 'SET_OPTION',
  28: 'FETCH',
  30: 'BINLOG_DUMP_GTID',
  31: 'RESET_CONNECTION',
};
/** Commands that the server does not answer. */
const SILENT: ReadonlySet<number> = new Set([1, 24, 25]);

/** Where the answer is: its first packet, definitions of columns, rows; or nothing is awaited. */
type Stage = 'first' | 'columns' | 'eof' | 'rows' | 'skip';

class MysqlDecoder implements Decoder {
  readonly #statements = new Map<number, string>();
  #prepared = '';
  #last = 0;
  /** Undefined while the client's capabilities are unknown: then an EOF packet says it. */
  #hasEof: boolean | undefined;
  #stage: Stage = 'first';
  #toSkip = 0;
  #rows = 0;
  #connecting = false;
  #isEncrypted = false;
  /** Number of the command that is being answered. */
  #command = 0;

  readonly request = (piece: Piece, talk: Conversation): number => {
    if (this.#isEncrypted || !piece.has(HEADER + 1)) return this.#isEncrypted || piece.cut ? STRAY : MORE;
    const length = HEADER + piece.u24le(0);
    if (!piece.cut && !piece.has(Math.min(length, MOST_SQL))) return MORE;
    if (piece.u8(3) === 0 && length > HEADER) return this.#take(piece, talk, length);
    // Later packets of a long command, of a file, or of logging in.
    if (piece.u8(3) === 1 && this.#connecting) this.#login(piece, talk, length);
    return length;
  };

  #take(piece: Piece, talk: Conversation, length: number): number {
    const code = piece.u8(HEADER);
    const name = COMMANDS[code];
    if (name === undefined) return STRAY;
    const text = piece.text(HEADER + 1, Math.min(length - HEADER - 1, MOST_SQL));
    const head = this.#headOf(code, name, text, piece);
    this.#stage = 'first';
    this.#rows = 0;
    if (!SILENT.has(code)) this.#command = code;
    if (SILENT.has(code)) talk.oneWay(head, { status: '', ok: true });
    else talk.begin(head);
    if (code === 2) talk.db = text;
    return length;
  }

  #headOf(code: number, name: string, text: string, piece: Piece): { method: string; target?: string | undefined } {
    if (code === 3) return { method: firstWord(text) || name, target: text };
    if (code === 22) {
      this.#prepared = text;
      return { method: name, target: text };
    }
    if (code === 23) {
      const id = piece.u32le(HEADER + 1);
      const sql = this.#statements.get(id === LAST_STATEMENT ? this.#last : id);
      return { method: sql === undefined ? name : firstWord(sql) || name, target: sql };
    }
    if (code === 25) this.#statements.delete(piece.u32le(HEADER + 1));
    return { method: name, target: code === 2 ? text : undefined };
  }

  /** HandshakeResponse41, or the short one that asks for TLS. */
  #login(piece: Piece, talk: Conversation, length: number): void {
    const capabilities = piece.u32le(HEADER);
    this.#hasEof = (capabilities & WITHOUT_EOF) === 0;
    if ((capabilities & WITH_TLS) !== 0 && length <= HEADER + 32) {
      this.#isEncrypted = true;
      return;
    }
    const user = piece.cstring(HEADER + 32);
    talk.user = user.text;
    // What follows is the password's proof, with its length before it; then the database.
    const proof = user.next < 0 ? -1 : user.next + 1 + piece.u8(user.next);
    const db = proof >= 0 && (capabilities & WITH_DB) !== 0 && piece.has(proof + 1) ? piece.cstring(proof).text : '';
    if (db !== '') talk.db = db;
    this.#stage = 'first';
    this.#command = CONNECT;
    talk.begin({ method: 'CONNECT', target: db === '' ? undefined : db });
  }

  readonly response = (piece: Piece, talk: Conversation): number => {
    if (this.#isEncrypted || !piece.has(HEADER + 1)) return this.#isEncrypted || piece.cut ? STRAY : MORE;
    const length = HEADER + piece.u24le(0);
    // Rows are only counted; of the others the first part suffices.
    if (!piece.cut && !piece.has(Math.min(length, HEADER + 64))) return MORE;
    if (piece.u8(3) === 0 && piece.u8(HEADER) === 10 && talk.pending === 0) {
      this.#connecting = true;
      return length;
    }
    this.#packet(piece, talk, length);
    return length;
  };

  #packet(piece: Piece, talk: Conversation, length: number): void {
    if (talk.pending === 0) return;
    talk.answering();
    const first = piece.u8(HEADER);
    if (first === 0xff) this.#end(talk, errorOf(piece, length));
    else if (this.#stage === 'first') this.#firstPacket(first, piece, talk, length);
    else this.#later(first, piece, talk, length);
  }

  #firstPacket(first: number, piece: Piece, talk: Conversation, length: number): void {
    const asked = this.#command;
    if (asked === PREPARE && first === 0) {
      this.#prepare(piece, talk);
    } else if (first === 0) {
      const { affected, status } = okPacket(piece);
      this.#rows += affected;
      if ((status & MORE_RESULTS) === 0) this.#end(talk, { status: 'OK', ok: true, rows: this.#rows });
    } else if (first === 0xfe && asked === CONNECT) {
      // The server wants another proof: the client answers, and the next packet decides.
    } else if (asked === CONNECT && first === 1) {
      // More data of the same.
    } else if (first === 0xfb) {
      // The server asks for a file: OK follows once it has come.
    } else if (asked === STATISTICS) {
      this.#end(talk, { status: 'OK', ok: true });
    } else if (first === 0xfe) {
      this.#end(talk, { status: 'OK', ok: true, rows: this.#rows });
    } else {
      this.#toSkip = first === 0xfc ? piece.u16le(HEADER + 1) : first;
      this.#stage = asked === FIELD_LIST || length > HEADER + 9 ? 'rows' : 'columns';
    }
  }

  #later(first: number, piece: Piece, talk: Conversation, length: number): void {
    const isEof = first === 0xfe && length < HEADER + 9;
    if (this.#stage === 'columns' || this.#stage === 'skip') {
      if (!isEof) this.#toSkip--;
      if (this.#toSkip > 0) return;
      if (this.#stage === 'skip') this.#skipped(talk);
      else this.#stage = this.#hasEof === false ? 'rows' : 'eof';
      return;
    }
    if (this.#stage === 'eof') {
      this.#hasEof ??= isEof;
      this.#stage = 'rows';
      if (isEof) return;
    }
    // Without EOF packets rows end with an OK packet whose first byte is the same.
    const isEnd = first === 0xfe && (isEof || this.#hasEof === false) && length < HEADER + 0xffffff;
    if (!isEnd) {
      this.#rows++;
      return;
    }
    const status = isEof && this.#hasEof !== false ? piece.u16le(HEADER + 3) : okPacket(piece).status;
    if ((status & MORE_RESULTS) !== 0) this.#stage = 'first';
    else this.#end(talk, { status: 'OK', ok: true, rows: this.#rows });
  }

  /** COM_STMT_PREPARE_OK: definitions of parameters and columns follow, each list with an EOF packet after it. */
  #prepare(piece: Piece, talk: Conversation): void {
    const id = piece.u32le(HEADER + 1);
    if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear();
    this.#statements.set(id, this.#prepared);
    this.#last = id;
    const columns = piece.u16le(HEADER + 5);
    const params = piece.u16le(HEADER + 7);
    this.#toSkip = columns + params;
    this.#stage = 'skip';
    if (this.#toSkip === 0) this.#skipped(talk);
  }

  #skipped(talk: Conversation): void {
    this.#end(talk, { status: 'OK', ok: true });
  }

  #end(talk: Conversation, outcome: Outcome): void {
    talk.end(outcome);
    this.#stage = 'first';
    this.#rows = 0;
    this.#connecting = false;
  }

  lost(side: 'request' | 'response', talk: Conversation): void {
    if (side !== 'response' || talk.pending === 0) return;
    // The end of the rows lies in what was not recorded.
    this.#end(talk, { status: 'OK', ok: true });
    talk.noteCut('response');
  }
}

/** Affected rows and status bits of an OK packet. */
function okPacket(piece: Piece): { readonly affected: number; readonly status: number } {
  const affected = lengthInteger(piece, HEADER + 1);
  const lastId = lengthInteger(piece, affected.next);
  return { affected: affected.value, status: piece.u16le(lastId.next) };
}

function lengthInteger(piece: Piece, at: number): { readonly value: number; readonly next: number } {
  const first = piece.u8(at);
  if (first === 0xfc) return { value: piece.u16le(at + 1), next: at + 3 };
  if (first === 0xfd) return { value: piece.u24le(at + 1), next: at + 4 };
  if (first === 0xfe) return { value: piece.u32le(at + 1) + piece.u32le(at + 5) * 2 ** 32, next: at + 9 };
  return { value: first, next: at + 1 };
}

function errorOf(piece: Piece, length: number): Outcome {
  const code = piece.u16le(HEADER + 1);
  const hasState = piece.u8(HEADER + 3) === 0x23;
  const at = HEADER + (hasState ? 9 : 3);
  return { status: String(code), ok: false, error: piece.text(at, length - at) };
}

/** A command packet: sequence 0, a known command, a length that a statement may have. */
function isCommand(piece: Piece): boolean {
  return piece.has(5) && piece.u8(3) === 0 && piece.u24le(0) > 0 && COMMANDS[piece.u8(4)] !== undefined;
}

function isGreeting(piece: Piece): boolean {
  return (
    piece.has(12) &&
    piece.u8(3) === 0 &&
    piece.u8(4) === 10 &&
    /^\d{1,2}\.\d/.test(piece.text(5, 6)) &&
    piece.u24le(0) < 512
  );
}

const STATEMENT =
  /^\s*(select|insert|update|delete|set|show|begin|commit|rollback|start|call|replace|create|drop|alter|use|with|\/\*)/i;

export const mysql: Protocol = {
  name: 'mysql',
  ports: [3306, 3307, 33060],
  isRequest: (piece, hinted) =>
    isCommand(piece) && (hinted || ((piece.u8(4) === 3 || piece.u8(4) === 22) && STATEMENT.test(piece.text(5, 16)))),
  isResponse: (piece, hinted) =>
    isGreeting(piece) || (hinted && piece.has(5) && piece.u8(3) > 0 && piece.u24le(0) < 0x10000),
  open: () => new MysqlDecoder(),
};
