// SPDX-License-Identifier: Apache-2.0
// Redis: RESP2 and RESP3 (redis.io/docs, "Redis serialization protocol specification"). A value is a tree whose leaves
// come one after the other, so both directions are read token by token: a header line, or a string with its length. A
// counter of values still to come says when a request or an answer is complete; nothing is kept of long strings.

import type { Conversation } from '../conversation.js';
import type { Piece } from '../piece.js';
import { type Decoder, MORE, type Protocol, STRAY } from '../protocol.js';

/** Longest line of a header, an error or an inline command. */
const MOST_LINE = 4096;
/** Bytes of an argument that are kept. */
const MOST_TEXT = 256;
/** Arguments of a command that are looked at: name, subcommand or key, second key. */
const LOOKED_AT = 3;
/** Commands whose second word is a part of their name. */
const WITH_SUBCOMMAND: ReadonlySet<string> = new Set(
  'CLIENT CONFIG CLUSTER COMMAND DEBUG FUNCTION LATENCY MEMORY MODULE OBJECT PUBSUB SCRIPT SLOWLOG XGROUP XINFO ACL'.split(
    ' ',
  ),
);
/** Commands without a key as their first argument: what follows is not a target, and for AUTH a secret. */
const WITHOUT_KEY: ReadonlySet<string> = new Set(
  'AUTH HELLO PING ECHO SELECT QUIT INFO MULTI EXEC DISCARD UNWATCH DBSIZE FLUSHDB FLUSHALL SAVE BGSAVE TIME WAIT RESET KEYS SCAN EVAL EVALSHA SCRIPT'.split(
    ' ',
  ),
);
const SUBSCRIBES: ReadonlySet<string> = new Set(
  'SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE'.split(' '),
);
const PUSHED: ReadonlySet<string> = new Set(['message', 'pmessage', 'smessage', 'invalidate']);
const CONFIRMED: ReadonlySet<string> = new Set([...SUBSCRIBES].map((name) => name.toLowerCase()));
const COMMAND = /^[A-Za-z][A-Za-z0-9._-]{1,23}$/;
const NUMBER = /^-?\d{1,19}$/;

const letter = (text: string): number => text.charCodeAt(0);
const [ARRAY, BULK, SIMPLE, ERROR, INTEGER] = ['*', '$', '+', '-', ':'].map(letter);
const [MAP, SET, PUSH, ATTRIBUTE, VERBATIM, BULK_ERROR] = ['%', '~', '>', '|', '=', '!'].map(letter);
/** Values that are a line and nothing else: null, boolean, double, big number and those above. */
const LINES: ReadonlySet<number> = new Set(['+', '-', ':', '_', '#', ',', '('].map(letter));
const STRINGS: ReadonlySet<number | undefined> = new Set([BULK, VERBATIM, BULK_ERROR]);
const TREES: ReadonlySet<number | undefined> = new Set([ARRAY, MAP, SET, PUSH, ATTRIBUTE]);

/** One token: its type, the number or text of its line, and its length on the wire. */
interface Token {
  type: number;
  line: string;
  /** Of strings and trees; -1 is null. */
  count: number;
  /** Bytes of the header line. */
  header: number;
  length: number;
}

/** Reads the token at `offset` into `token`; MORE, STRAY, or its length. */
function readToken(piece: Piece, token: Token): number {
  const type = piece.u8(0);
  if (!LINES.has(type) && !STRINGS.has(type) && !TREES.has(type)) return STRAY;
  const end = piece.lineEnd(0, MOST_LINE);
  if (end < 0) return piece.length >= MOST_LINE ? STRAY : MORE;
  token.type = type;
  token.line = piece.text(1, end - 1).replace(/\r$/, '');
  token.header = end + 1;
  token.length = end + 1;
  token.count = 0;
  if (LINES.has(type)) return token.length;
  if (!NUMBER.test(token.line)) return STRAY;
  token.count = Number(token.line);
  if (STRINGS.has(type) && token.count >= 0) token.length += token.count + 2;
  return token.length;
}

/** Values that a header announces. */
function children({ type, count }: Token): number {
  if (!TREES.has(type) || count < 0) return 0;
  return type === MAP ? 2 * count : type === ATTRIBUTE ? 2 * count + 1 : count;
}

class RedisDecoder implements Decoder {
  readonly #token: Token = { type: 0, line: '', count: 0, header: 0, length: 0 };
  /** Arguments of the request still to come, and those that were read. */
  #expected = 0;
  readonly #args: string[] = [];
  /** Values of the answer still to come. */
  #open = 0;
  #first = { type: 0, line: '', count: 0, word: '', channel: '', seen: 0 };
  /** Confirmations that a subscription still waits for. */
  #confirmations = 0;

  readonly request = (piece: Piece, talk: Conversation): number => {
    if (this.#expected === 0 && piece.u8(0) !== ARRAY) return this.#inline(piece, talk);
    const length = readToken(piece, this.#token);
    if (length === MORE || length === STRAY) return this.#broken(length, piece, talk);
    const { type, count, header } = this.#token;
    if (this.#expected === 0) {
      this.#args.length = 0;
      this.#expected = Math.max(0, count);
      return length;
    }
    if (!STRINGS.has(type)) return this.#broken(STRAY, piece, talk);
    if (this.#args.length < LOOKED_AT) {
      const wanted = header + Math.min(Math.max(0, count), MOST_TEXT);
      if (!piece.has(wanted) && !piece.cut) return MORE;
      this.#args.push(piece.text(header, Math.min(Math.max(0, count), MOST_TEXT)));
    }
    this.#expected--;
    if (this.#expected === 0) this.#ask(talk);
    return length;
  };

  /** A command whose end was not recorded still counts. */
  #broken(length: number, piece: Piece, talk: Conversation): number {
    if (this.#expected === 0 || (length === MORE && !piece.cut)) return length;
    this.#expected = 0;
    if (this.#args.length > 0) this.#ask(talk);
    return STRAY;
  }

  /** Text commands without a header, as typed into telnet. */
  #inline(piece: Piece, talk: Conversation): number {
    const end = piece.lineEnd(0, MOST_LINE);
    if (end < 0) return piece.length >= MOST_LINE ? STRAY : MORE;
    const words = piece.text(0, end).trim().split(/\s+/);
    if (words[0] === undefined || words[0] === '') return end + 1;
    if (!COMMAND.test(words[0])) return STRAY;
    this.#args.splice(0, this.#args.length, ...words.slice(0, LOOKED_AT));
    this.#ask(talk);
    return end + 1;
  }

  #ask(talk: Conversation): void {
    const [word = '', ...rest] = this.#args;
    const name = word.toUpperCase();
    if (!COMMAND.test(name)) return;
    const method = WITH_SUBCOMMAND.has(name) && rest[0] !== undefined ? `${name} ${rest[0].toUpperCase()}` : name;
    const hasKey = method === name && !WITHOUT_KEY.has(name);
    talk.begin({ method, target: hasKey ? rest[0] : undefined });
    if (name === 'SELECT' && rest[0] !== undefined) talk.db = rest[0];
    if (name === 'AUTH' && rest.length === 2) talk.user = rest[0] as string;
    if (SUBSCRIBES.has(name)) this.#confirmations = 1;
  }

  readonly response = (piece: Piece, talk: Conversation): number => {
    const length = readToken(piece, this.#token);
    if (length === STRAY || (length === MORE && piece.cut)) {
      this.#finish(talk);
      return STRAY;
    }
    if (length === MORE || this.#wantsText(piece)) return MORE;
    if (this.#open === 0) this.#start(piece, talk);
    else if (this.#first.seen < 2) this.#lookAtChild(piece);
    this.#open += children(this.#token) - 1;
    if (this.#open <= 0) this.#finish(talk);
    return length;
  };

  /** The text of this string is looked at, and has not come yet. */
  #wantsText(piece: Piece): boolean {
    const { type, count, header } = this.#token;
    const isLookedAt = this.#open === 0 ? type === BULK_ERROR : this.#first.seen < 2;
    return (
      isLookedAt && STRINGS.has(type) && !piece.cut && !piece.has(header + Math.min(Math.max(0, count), MOST_TEXT))
    );
  }

  #start(piece: Piece, talk: Conversation): void {
    const { type, line, count, header } = this.#token;
    const text = type === BULK_ERROR ? piece.text(header, Math.min(count, MOST_TEXT)) : line;
    this.#first = { type, line: text, count, word: '', channel: '', seen: 0 };
    this.#open = 1;
    if (type !== PUSH) talk.answering();
  }

  /** The first two values of an array identify a message of a subscription. */
  #lookAtChild(piece: Piece): void {
    const { type, count, header } = this.#token;
    const text = STRINGS.has(type) ? piece.text(header, Math.min(Math.max(0, count), 64)) : '';
    if (this.#first.seen === 0) this.#first.word = text;
    else this.#first.channel = text;
    this.#first.seen++;
  }

  #finish(talk: Conversation): void {
    if (this.#open === 0 && this.#first.type === 0) return;
    const first = this.#first;
    this.#open = 0;
    this.#first = { type: 0, line: '', count: 0, word: '', channel: '', seen: 0 };
    if (isPushed(first.type, first.word)) {
      talk.oneWay({ method: first.word.toUpperCase(), target: first.channel }, { status: 'OK', ok: true });
      return;
    }
    // One SUBSCRIBE of several channels is confirmed several times; the first confirmation answers it.
    const isConfirmation = CONFIRMED.has(first.word);
    if (isConfirmation && this.#confirmations === 0) return;
    if (isConfirmation) this.#confirmations = 0;
    talk.end(outcomeOf(first.type, first.line, first.count));
  }

  lost(side: 'request' | 'response', talk: Conversation): void {
    if (side === 'response') this.#finish(talk);
    this.#expected = 0;
  }
}

/** Messages of subscriptions: an array of RESP2, or a push of RESP3 that confirms nothing. */
function isPushed(type: number, word: string): boolean {
  return (type === ARRAY || type === PUSH) && PUSHED.has(word);
}

function outcomeOf(type: number, line: string, count: number) {
  if (type === ERROR || type === BULK_ERROR) return { status: line.split(' ', 1)[0] ?? 'ERR', ok: false, error: line };
  if (type === SIMPLE) return { status: line === '' ? 'OK' : line, ok: true };
  if (type === INTEGER) return { status: 'OK', ok: true, rows: undefined };
  if (count < 0) return { status: 'NIL', ok: true, rows: 0 };
  return { status: 'OK', ok: true, rows: TREES.has(type) ? count : 1 };
}

export const redis: Protocol = {
  name: 'redis',
  ports: [6379, 6380, 26379],
  isRequest: (piece, hinted) =>
    /^\*\d{1,7}\r\n\$\d{1,9}\r\n/.test(piece.text(0, 24)) ||
    (hinted && /^[A-Za-z]{3,12}[ \r\n]/.test(piece.text(0, 14))),
  isResponse: (piece, hinted) =>
    /^(\+(OK|PONG|QUEUED)\r\n|-(ERR|WRONGTYPE|MOVED|NOAUTH|WRONGPASS|BUSY|LOADING) )/.test(piece.text(0, 12)) ||
    (hinted && /^([+-][ -~]|:-?\d|[$*%~>=!]-?\d|[_#,(])/.test(piece.text(0, 4))),
  open: () => new RedisDecoder(),
};
