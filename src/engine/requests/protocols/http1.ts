// SPDX-License-Identifier: Apache-2.0
// HTTP/1 (RFC 9112). Bodies are passed over by Content-Length or chunk by chunk; where the head was cut before them, the
// next event that begins with a head is the next message. A later request closes earlier ones that nobody has answered:
// requests of one event are pipelined, those of two events are not, in practice.

import { httpRequest, httpResponse, MOST_HEAD } from '../../event/http-message.js';
import type { Conversation } from '../conversation.js';
import type { Piece } from '../piece.js';
import { type Decoder, MORE, type Protocol, STRAY } from '../protocol.js';

const METHODS =
  /^(GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS|TRACE|CONNECT|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|REPORT|SEARCH|PURGE) /;
/** A method whose end has not come yet. */
const METHOD_BEGUN = /^[A-Z]{1,9}$/;
const VERSION_BEGUN = /^H(T(T(P(\/(1(\.(\d( \d{0,2})?)?)?)?)?)?)?)?$/;
const VERSION_LENGTH = 12;
const STATUS = /^HTTP\/1\.\d (\d{3})/;
const REASON = /^HTTP\/1\.\d \d{3} ([ -~]*)/;
const LENGTH = /\ncontent-length:[ \t]*(\d{1,15})\r?\n/i;
const CHUNKED = /\ntransfer-encoding:[^\n]*chunked/i;
const MOST_CHUNK_LINE = 64;

interface Head {
  readonly text: string;
  /** Bytes of the head with the empty line; -1 where that was not recorded. */
  readonly length: number;
}

function headOf(piece: Piece): Head {
  const text = piece.text(0, MOST_HEAD);
  const end = /\r?\n\r?\n/.exec(text);
  if (end === null) return { text, length: -1 };
  // Heads are ASCII but for a few values: bytes and letters are counted apart.
  const length = end.index + end[0].length;
  return { text: text.slice(0, length), length: Buffer.byteLength(text.slice(0, length)) };
}

/** A body's chunks, each with its size before it. */
class Chunks {
  isOpen = false;

  /** Wire length of the next chunk with its frame; MORE, or STRAY where it is not a chunk. */
  read(piece: Piece): number {
    const end = piece.lineEnd(0, MOST_CHUNK_LINE);
    if (end < 0) return piece.cut || piece.length >= MOST_CHUNK_LINE ? STRAY : MORE;
    const line = /^([0-9a-fA-F]{1,12})[ \t]*(?:;|\r|$)/.exec(piece.text(0, end));
    if (line === null) return STRAY;
    const size = Number.parseInt(line[1] ?? '0', 16);
    if (size === 0) this.isOpen = false;
    return end + 1 + size + 2;
  }
}

class Http1Decoder implements Decoder {
  readonly #sent = new Chunks();
  readonly #received = new Chunks();
  /** The answer's body has no length of its own: it ends with the connection. */
  #isEndless = false;

  readonly request = (piece: Piece, talk: Conversation): number => {
    if (this.#sent.isOpen) {
      const length = this.#sent.read(piece);
      if (length !== STRAY) return length;
      this.#sent.isOpen = false;
    }
    if (!piece.cut && METHOD_BEGUN.test(piece.text(0, 10))) return MORE;
    const head = headOf(piece);
    if (!METHODS.test(head.text)) return STRAY;
    if (head.length < 0 && !piece.cut && head.text.length < MOST_HEAD) return MORE;
    const request = httpRequest(head.text);
    if (request === undefined) return STRAY;
    talk.abandonEarlier();
    talk.begin(request);
    this.#isEndless = false;
    return bodyEnd(head, this.#sent);
  };

  readonly response = (piece: Piece, talk: Conversation): number => {
    if (this.#received.isOpen) return this.#chunk(piece, talk);
    if (!piece.cut && piece.length < VERSION_LENGTH && VERSION_BEGUN.test(piece.text(0, VERSION_LENGTH))) return MORE;
    const head = headOf(piece);
    const status = Number(STATUS.exec(head.text)?.[1]);
    if (Number.isNaN(status)) {
      if (this.#isEndless) talk.prolong();
      return STRAY;
    }
    if (head.length < 0 && !piece.cut && head.text.length < MOST_HEAD) return MORE;
    if (httpResponse(head.text) === undefined) return head.length < 0 ? STRAY : head.length;
    const asked = talk.asked();
    const reason = REASON.exec(head.text)?.[1];
    const error = status < 400 || reason === '' ? undefined : reason;
    talk.end({ status: String(status), ok: status < 400, error, length: httpResponse(head.text)?.length });
    const hasBody = asked !== 'HEAD' && status !== 204 && status !== 304 && status !== 101;
    if (!hasBody) return head.length < 0 ? STRAY : head.length;
    const end = bodyEnd(head, this.#received);
    this.#isEndless = end === STRAY || (!this.#received.isOpen && !LENGTH.test(head.text));
    return end;
  };

  #chunk(piece: Piece, talk: Conversation): number {
    if (STATUS.test(piece.text(0, VERSION_LENGTH))) {
      this.#received.isOpen = false;
      return this.response(piece, talk);
    }
    const length = this.#received.read(piece);
    if (length === STRAY) this.#received.isOpen = false;
    talk.prolong();
    return length;
  }

  lost(side: 'request' | 'response'): void {
    if (side === 'request') this.#sent.isOpen = false;
    else this.#received.isOpen = false;
  }
}

/** Wire length of head and body; STRAY where the head's end, and with it the body's length, was not recorded. */
function bodyEnd({ text, length }: Head, chunks: Chunks): number {
  if (length < 0) return STRAY;
  if (CHUNKED.test(text)) {
    chunks.isOpen = true;
    return length;
  }
  return length + Number(LENGTH.exec(text)?.[1] ?? 0);
}

export const http1: Protocol = {
  name: 'http',
  ports: [80, 8080, 8000, 8081, 3000, 5000, 9090, 9200],
  isRequest: (piece) => METHODS.test(piece.text(0, 12)) && httpRequest(piece.text(0, 512)) !== undefined,
  isResponse: (piece) => STATUS.test(piece.text(0, 12)),
  open: () => new Http1Decoder(),
};
