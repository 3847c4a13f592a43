// SPDX-License-Identifier: Apache-2.0
// Connections whose protocol nobody here speaks: a question is what is sent after an answer, an answer what comes back, and
// their times are known. The first bytes of a question stand for its text, where they are text. Of TLS the first hello
// contains the server's name, where it lies in what was recorded.

import type { Conversation } from '../conversation.js';
import type { Piece } from '../piece.js';
import type { Decoder, Protocol } from '../protocol.js';

const MOST_TEXT = 48;
const PRINTABLE = /^[ -~\t\r\n]+/;
/** Shorter ones are chance. */
const LEAST_TEXT = 3;

/** The text that a message begins with; undefined for bytes. */
function leadingText(piece: Piece): string | undefined {
  const text = PRINTABLE.exec(piece.text(0, MOST_TEXT))?.[0].trim();
  return text === undefined || text.length < LEAST_TEXT ? undefined : text.replace(/\s+/g, ' ');
}

class UndecodedDecoder implements Decoder {
  readonly #describe: (piece: Piece) => string | undefined;
  #isAsking = false;

  constructor(describe: (piece: Piece) => string | undefined) {
    this.#describe = describe;
  }

  readonly request = (piece: Piece, talk: Conversation): number => {
    if (!this.#isAsking) talk.begin({ method: '', target: this.#describe(piece) });
    this.#isAsking = true;
    return piece.length;
  };

  readonly response = (piece: Piece, talk: Conversation): number => {
    if (this.#isAsking) talk.end({ status: '', ok: true });
    else talk.prolong();
    this.#isAsking = false;
    return piece.length;
  };
}

const isTls = (piece: Piece): boolean =>
  piece.has(5) && piece.u8(0) >= 20 && piece.u8(0) <= 23 && piece.u8(1) === 3 && piece.u8(2) <= 4;

/** RFC 6066: the name lies in an extension of ClientHello, whose place depends on the lists before it. */
export function serverName(piece: Piece): string | undefined {
  if (!isTls(piece) || piece.u8(0) !== 22 || piece.u8(5) !== 1) return undefined;
  let at = 43;
  at += 1 + piece.u8(at);
  at += 2 + piece.u16(at);
  at += 1 + piece.u8(at);
  const end = at + 2 + piece.u16(at);
  at += 2;
  while (at + 9 < end && piece.has(at + 9)) {
    const size = piece.u16(at + 2);
    if (piece.u16(at) === 0) {
      const length = piece.u16(at + 7);
      return piece.has(at + 9 + length) ? piece.text(at + 9, length) : undefined;
    }
    at += 4 + size;
  }
  return undefined;
}

export const tls: Protocol = {
  name: 'tls',
  ports: [443, 8443, 993, 995, 465, 636],
  isRequest: isTls,
  isResponse: isTls,
  open: () => new UndecodedDecoder(serverName),
};

export const undecoded: Protocol = {
  name: 'unknown',
  ports: [],
  isRequest: () => true,
  isResponse: () => true,
  open: () => new UndecodedDecoder(leadingText),
};
