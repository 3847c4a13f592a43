// SPDX-License-Identifier: Apache-2.0
// memcached: the text protocol with its meta commands, and the binary one (memcached's doc/protocol.txt and
// "BinaryProtocolRevamped"). A get that finds nothing is answered MISS.

import type { Conversation, Outcome } from '../conversation.js';
import type { Piece } from '../piece.js';
import { type Decoder, MORE, type Protocol, STRAY } from '../protocol.js';

const MOST_LINE = 2048;
const STORES = /^(set|add|replace|append|prepend|cas) (\S+) \d+ -?\d+ (\d+)( \d+)?( noreply)?$/;
const COMMAND =
  /^(get|gets|gat|gats|delete|incr|decr|touch|stats|version|flush_all|verbosity|quit|mg|ms|md|ma|mn|me|set|add|replace|append|prepend|cas)(?: |$)/;
/** An unknown command is a request too; its answer is ERROR. */
const WORD = /^([a-z_]{2,16})(?: |$)/;
const META_SET = /^ms (\S+) (\d+)/;
const VALUE = /^(?:VALUE \S+ \d+|VA) (\d+)/;
const FAILED = /^(ERROR|CLIENT_ERROR|SERVER_ERROR)\b/;
const FINAL =
  /^(END|STORED|NOT_STORED|EXISTS|NOT_FOUND|DELETED|TOUCHED|OK|RESET|VERSION .*|ERROR|CLIENT_ERROR .*|SERVER_ERROR .*|\d+|HD.*|EN|NS|EX|NF|MN|ME.*)$/;

/** The line at the start of the piece without its end; undefined while it is not complete. */
function lineOf(piece: Piece): { readonly text: string; readonly length: number } | undefined {
  const end = piece.lineEnd(0, MOST_LINE);
  return end < 0 ? undefined : { text: piece.text(0, end).replace(/\r$/, ''), length: end + 1 };
}

/** A get may ask for several keys; of other commands the first word is the key. */
function keysOf(name: string, words: string): string | undefined {
  if (name === 'get' || name === 'gets') return words.trim();
  const [first, second] = words.split(' ', 2);
  return name === 'gat' || name === 'gats' ? second : first;
}

class TextDecoder implements Decoder {
  #hits = 0;

  readonly request = (piece: Piece, talk: Conversation): number => {
    const line = lineOf(piece) ?? (piece.cut ? { text: piece.text(0, MOST_LINE), length: STRAY } : undefined);
    if (line === undefined) return piece.length >= MOST_LINE ? STRAY : MORE;
    const name = WORD.exec(line.text)?.[1];
    if (name === undefined) return STRAY;
    const key = keysOf(name, line.text.slice(name.length + 1));
    const size = STORES.exec(line.text)?.[3] ?? META_SET.exec(line.text)?.[2];
    const length = size === undefined ? undefined : Number(size);
    const head = { method: name, target: key === '' ? undefined : key, length };
    if (line.text.endsWith(' noreply') || name === 'quit') talk.oneWay(head, { status: '', ok: true });
    else talk.begin(head);
    if (line.length === STRAY) return STRAY;
    return line.length + (length === undefined ? 0 : length + 2);
  };

  readonly response = (piece: Piece, talk: Conversation): number => {
    const line = lineOf(piece);
    if (line === undefined) return piece.cut || piece.length >= MOST_LINE ? STRAY : MORE;
    const size = VALUE.exec(line.text)?.[1];
    talk.answering();
    if (size !== undefined) {
      this.#hits++;
      if (line.text.startsWith('VA ')) this.#end('HIT', talk);
      return line.length + Number(size) + 2;
    }
    if (FINAL.test(line.text)) this.#end(line.text, talk);
    return line.length;
  };

  #end(text: string, talk: Conversation): void {
    const asked = talk.asked() ?? '';
    const isGet = /^(get|gat|gets|gats|mg)$/.test(asked);
    const word = text.split(' ', 1)[0] ?? '';
    const failed = FAILED.exec(text)?.[1];
    if (failed !== undefined) talk.end({ status: failed, ok: false, error: text });
    else if (isGet) talk.end({ status: this.#hits > 0 ? 'HIT' : 'MISS', ok: true, rows: this.#hits });
    else talk.end({ status: /^\d+$/.test(word) ? 'OK' : word, ok: true });
    this.#hits = 0;
  }

  lost(side: 'request' | 'response', talk: Conversation): void {
    // A value longer than what was recorded hides the END after it.
    if (side === 'response' && this.#hits > 0) this.#end('END', talk);
  }
}

const OPCODES = [
  'get',
  'set',
  'add',
  'replace',
  'delete',
  'increment',
  'decrement',
  'quit',
  'flush',
  'getq',
  'noop',
  'version',
  'getk',
  'getkq',
  'append',
  'prepend',
  'stat',
  'setq',
  'addq',
  'replaceq',
  'deleteq',
  'incrementq',
  'decrementq',
  'quitq',
  'flushq',
  'appendq',
  'prependq',
  '',
  'touch',
  'gat',
  'gatq',
];
const STATUSES: Readonly<Record<number, string>> = {
  0: 'OK',
  1: 'NOT_FOUND',
  2: 'EXISTS',
  3: 'TOO_LARGE',
  4: 'INVALID',
  5: 'NOT_STORED',
  6: 'NOT_NUMERIC',
  32: 'AUTH_ERROR',
  129: 'UNKNOWN_COMMAND',
  130: 'OUT_OF_MEMORY',
};
const HEADER = 24;
/** Statuses that are answers, not failures. */
const EXPECTED: ReadonlySet<number> = new Set([0, 1, 2, 5]);

class BinaryDecoder implements Decoder {
  readonly request = (piece: Piece, talk: Conversation): number => {
    if (!piece.has(HEADER)) return piece.cut ? STRAY : MORE;
    const name = OPCODES[piece.u8(1)];
    if (piece.u8(0) !== 0x80 || name === undefined) return STRAY;
    const key = piece.u16(2);
    const at = HEADER + piece.u8(4);
    const length = HEADER + piece.u32(8);
    if (!piece.cut && !piece.has(Math.min(length, at + key))) return MORE;
    const head = { method: name, target: key === 0 ? undefined : piece.text(at, key) };
    // Quiet commands are answered when they fail (or, for gets, find something): nobody can wait for that.
    if (name.endsWith('q') && name !== 'getq' && name !== 'getkq') talk.oneWay(head, { status: '', ok: true });
    else talk.begin(head, piece.u32(12));
    return length;
  };

  readonly response = (piece: Piece, talk: Conversation): number => {
    if (!piece.has(HEADER)) return piece.cut ? STRAY : MORE;
    if (piece.u8(0) !== 0x81) return STRAY;
    talk.end(binaryOutcome(OPCODES[piece.u8(1)] ?? '', piece.u16(6)), piece.u32(12));
    return HEADER + piece.u32(8);
  };
}

function binaryOutcome(name: string, code: number): Outcome {
  const status = STATUSES[code] ?? String(code);
  if (/^(get|gat)/.test(name) && code <= 1) return { status: code === 0 ? 'HIT' : 'MISS', ok: true, rows: 1 - code };
  return { status, ok: EXPECTED.has(code), error: EXPECTED.has(code) ? undefined : status };
}

/** A whole command, where the port says nothing. */
const UNMISTAKABLE =
  /^(?:gets?(?: [!-~]{1,250}){1,100}|(?:set|add|replace|append|prepend|cas) [!-~]{1,250} \d+ -?\d+ \d+(?: \d+)?(?: noreply)?|(?:delete|incr|decr|touch) [!-~]{1,250}(?: \d+)?)\r\n/;
const PORTS = [11211, 11212];

export const memcached: Protocol = {
  name: 'memcached',
  ports: PORTS,
  isRequest: (piece, hinted) => {
    const text = piece.text(0, 256);
    return COMMAND.test(text) && (hinted || UNMISTAKABLE.test(text));
  },
  isResponse: (piece, hinted) => hinted && (VALUE.test(piece.text(0, 300)) || FINAL.test(lineOf(piece)?.text ?? '')),
  open: () => new TextDecoder(),
};

export const memcachedBinary: Protocol = {
  name: 'memcached',
  ports: PORTS,
  isRequest: (piece, hinted) => hinted && piece.has(HEADER) && piece.u8(0) === 0x80 && piece.u8(5) === 0,
  isResponse: (piece, hinted) => hinted && piece.has(HEADER) && piece.u8(0) === 0x81 && piece.u8(5) === 0,
  open: () => new BinaryDecoder(),
};
