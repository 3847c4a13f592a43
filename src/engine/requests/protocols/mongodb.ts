// SPDX-License-Identifier: Apache-2.0
// MongoDB (mongodb.com/docs, "Wire Protocol"; bsonspec.org): OP_MSG, and OP_QUERY with OP_REPLY of older drivers. The
// first element of a command's document is its name with the collection. Compressed messages hide both.

import type { Conversation, Outcome } from '../conversation.js';
import type { Piece } from '../piece.js';
import { type Decoder, MORE, type Protocol, STRAY } from '../protocol.js';

const HEADER = 16;
const OP = { REPLY: 1, QUERY: 2004, COMPRESSED: 2012, MSG: 2013 } as const;
const KNOWN: ReadonlySet<number> = new Set(Object.values(OP));
/** OP_MSG: no answer is wanted. */
const MORE_TO_COME = 2;
const MOST_MESSAGE = 48_000_000;
/** Bytes of a document that are looked at. */
const LOOKED_AT = 1024;
/** Elements of a document that are looked at. */
const MOST_ELEMENTS = 64;

type Bson = Map<string, number | string | undefined>;

/** Elements of the document at `offset`, as far as they were recorded: numbers and texts, others without a value. */
function elements(piece: Piece, offset: number): Bson {
  const found: Bson = new Map();
  let at = offset + 4;
  for (let n = 0; n < MOST_ELEMENTS && piece.has(at + 2) && piece.u8(at) !== 0; n++) {
    const type = piece.u8(at);
    const name = piece.cstring(at + 1);
    if (name.next < 0) break;
    const size = valueLength(piece, type, name.next);
    if (size < 0) break;
    found.set(name.text, elementValue(piece, type, name.next, size));
    at = name.next + size;
  }
  return found;
}

function valueLength(piece: Piece, type: number, at: number): number {
  if (type === 1 || type === 9 || type === 0x11 || type === 0x12) return 8;
  if (type === 2 || type === 0x0d || type === 0x0e) return 4 + piece.u32le(at);
  if (type === 3 || type === 4 || type === 0x0f) return piece.u32le(at);
  if (type === 5) return 5 + piece.u32le(at);
  if (type === 7) return 12;
  if (type === 8) return 1;
  if (type === 0x10) return 4;
  if (type === 0x13) return 16;
  return type === 6 || type === 0x0a || type === 0xff || type === 0x7f ? 0 : -1;
}

function elementValue(piece: Piece, type: number, at: number, size: number): number | string | undefined {
  if (type === 2) return piece.text(at + 4, Math.max(0, Math.min(size - 5, 512)));
  if (type === 0x10) return piece.i32le(at);
  if (type === 8) return piece.u8(at);
  if (type === 0x12) return piece.u32le(at) + piece.i32le(at + 4) * 2 ** 32;
  if (type !== 1 || !piece.has(at + 8)) return undefined;
  return new DataView(piece.data.buffer, piece.data.byteOffset + piece.start + at, 8).getFloat64(0, true);
}

class MongoDecoder implements Decoder {
  readonly request = (piece: Piece, talk: Conversation): number => {
    const length = lengthOf(piece);
    if (length <= 0) return length;
    const id = piece.u32le(4);
    const opcode = piece.u32le(12);
    if (opcode === OP.MSG) this.#message(piece, talk, id);
    else if (opcode === OP.QUERY) talk.begin(queryHead(piece), id);
    else if (opcode === OP.COMPRESSED) talk.begin({ method: 'compressed' }, id);
    return length;
  };

  #message(piece: Piece, talk: Conversation, id: number): void {
    const body = piece.u8(HEADER + 4) === 0 ? elements(piece, HEADER + 5) : new Map();
    const [first] = body;
    const method = first?.[0] ?? 'unknown';
    const db = body.get('$db');
    if (typeof db === 'string') talk.db = db;
    const head = { method, target: typeof first?.[1] === 'string' ? first[1] : undefined };
    if ((piece.u32le(HEADER) & MORE_TO_COME) !== 0) talk.oneWay(head, { status: '', ok: true });
    else talk.begin(head, id);
  }

  readonly response = (piece: Piece, talk: Conversation): number => {
    const length = lengthOf(piece);
    if (length <= 0) return length;
    const id = piece.u32le(8);
    const opcode = piece.u32le(12);
    if (opcode === OP.MSG) talk.end(outcomeOf(elements(piece, HEADER + 5)), id);
    else if (opcode === OP.REPLY) talk.end({ status: 'OK', ok: true, rows: piece.u32le(HEADER + 16) }, id);
    else talk.end({ status: '', ok: true }, id);
    return length;
  };
}

/** Whether `ok` lies in what was recorded decides what is known of the answer. */
function outcomeOf(body: Bson): Outcome {
  const ok = body.get('ok');
  const code = body.get('code') ?? body.get('codeName');
  const message = body.get('errmsg');
  if (ok === 0)
    return { status: String(code ?? 'ERROR'), ok: false, error: typeof message === 'string' ? message : 'error' };
  const count = body.get('n');
  return { status: ok === undefined ? '' : 'OK', ok: true, rows: typeof count === 'number' ? count : undefined };
}

function queryHead(piece: Piece): { readonly method: string; readonly target: string } {
  const collection = piece.cstring(HEADER + 4);
  const isCommand = collection.text.endsWith('.$cmd');
  const [first] = collection.next < 0 ? [] : elements(piece, collection.next + 8);
  if (isCommand && first !== undefined)
    return { method: first[0], target: typeof first[1] === 'string' ? first[1] : collection.text };
  return { method: 'query', target: collection.text };
}

function lengthOf(piece: Piece): number {
  if (!piece.has(HEADER + 5)) return piece.cut ? STRAY : MORE;
  const length = piece.u32le(0);
  if (length <= HEADER || length > MOST_MESSAGE || !KNOWN.has(piece.u32le(12))) return STRAY;
  return piece.cut || piece.has(Math.min(length, LOOKED_AT)) ? length : MORE;
}

const isMessage = (piece: Piece): boolean =>
  piece.has(HEADER + 5) && KNOWN.has(piece.u32le(12)) && piece.u32le(0) > HEADER && piece.u32le(0) < MOST_MESSAGE;

export const mongodb: Protocol = {
  name: 'mongodb',
  ports: [27017, 27018, 27019],
  isRequest: (piece, hinted) =>
    isMessage(piece) &&
    (piece.u32le(8) === 0 || hinted) &&
    piece.u32le(12) !== OP.REPLY &&
    (hinted || piece.u32le(12) >= OP.QUERY),
  isResponse: (piece) =>
    isMessage(piece) && piece.u32le(8) !== 0 && (piece.u32le(12) === OP.MSG || piece.u32le(12) === OP.REPLY),
  open: () => new MongoDecoder(),
};
