// SPDX-License-Identifier: Apache-2.0
// AMQP 0.9.1 (rabbitmq.com/resources/specs): frames with a channel. A method of a pair (queue.declare, declare-ok) is an
// exchange on its channel; a publish without confirms, a delivery and an acknowledgement are messages of one way.

import type { Conversation } from '../conversation.js';
import type { Piece } from '../piece.js';
import { type Decoder, MORE, type Protocol, STRAY } from '../protocol.js';

const PREFACE = 'AMQP';
const FRAME_HEADER = 7;
const METHOD = 1;
const MOST_FRAME = 0x8000000;
const LOOKED_AT = 512;

type Kind = 'asks' | 'answers' | 'alone';
/** Class and method number → name, what it is, and where its text begins (after the method numbers) and of what sort. */
const METHODS: Readonly<Record<string, readonly [name: string, kind: Kind, at?: number, texts?: number]>> = {
  '10.10': ['connection.start', 'asks'],
  '10.11': ['connection.start', 'answers'],
  '10.20': ['connection.secure', 'asks'],
  '10.21': ['connection.secure', 'answers'],
  '10.30': ['connection.tune', 'alone'],
  '10.31': ['connection.tune-ok', 'alone'],
  '10.40': ['connection.open', 'asks', 0, 1],
  '10.41': ['connection.open', 'answers'],
  '10.50': ['connection.close', 'asks'],
  '10.51': ['connection.close', 'answers'],
  '10.60': ['connection.blocked', 'alone'],
  '10.61': ['connection.unblocked', 'alone'],
  '20.10': ['channel.open', 'asks'],
  '20.11': ['channel.open', 'answers'],
  '20.20': ['channel.flow', 'asks'],
  '20.21': ['channel.flow', 'answers'],
  '20.40': ['channel.close', 'asks'],
  '20.41': ['channel.close', 'answers'],
  '40.10': ['exchange.declare', 'asks', 2, 1],
  '40.11': ['exchange.declare', 'answers'],
  '40.20': ['exchange.delete', 'asks', 2, 1],
  '40.21': ['exchange.delete', 'answers'],
  '40.30': ['exchange.bind', 'asks', 2, 1],
  '40.31': ['exchange.bind', 'answers'],
  '50.10': ['queue.declare', 'asks', 2, 1],
  '50.11': ['queue.declare', 'answers'],
  '50.20': ['queue.bind', 'asks', 2, 1],
  '50.21': ['queue.bind', 'answers'],
  '50.30': ['queue.purge', 'asks', 2, 1],
  '50.31': ['queue.purge', 'answers'],
  '50.40': ['queue.delete', 'asks', 2, 1],
  '50.41': ['queue.delete', 'answers'],
  '50.50': ['queue.unbind', 'asks', 2, 1],
  '50.51': ['queue.unbind', 'answers'],
  '60.10': ['basic.qos', 'asks'],
  '60.11': ['basic.qos', 'answers'],
  '60.20': ['basic.consume', 'asks', 2, 1],
  '60.21': ['basic.consume', 'answers'],
  '60.30': ['basic.cancel', 'asks', 0, 1],
  '60.31': ['basic.cancel', 'answers'],
  '60.40': ['basic.publish', 'alone', 2, 2],
  '60.50': ['basic.return', 'alone'],
  '60.60': ['basic.deliver', 'alone'],
  '60.70': ['basic.get', 'asks', 2, 1],
  '60.71': ['basic.get', 'answers'],
  '60.72': ['basic.get', 'answers'],
  '60.80': ['basic.ack', 'alone'],
  '60.90': ['basic.reject', 'alone'],
  '60.110': ['basic.recover', 'asks'],
  '60.111': ['basic.recover', 'answers'],
  '60.120': ['basic.nack', 'alone'],
  '85.10': ['confirm.select', 'asks'],
  '85.11': ['confirm.select', 'answers'],
  '90.10': ['tx.select', 'asks'],
  '90.11': ['tx.select', 'answers'],
  '90.20': ['tx.commit', 'asks'],
  '90.21': ['tx.commit', 'answers'],
  '90.30': ['tx.rollback', 'asks'],
  '90.31': ['tx.rollback', 'answers'],
};
const GET_EMPTY = '60.72';
const CHANNEL_CLOSE = '20.40';
const CONNECTION_CLOSE = '10.50';

class AmqpDecoder implements Decoder {
  readonly request = (piece: Piece, talk: Conversation): number => this.#frame(piece, talk);
  readonly response = (piece: Piece, talk: Conversation): number => this.#frame(piece, talk);

  /** Either side may ask; both read the same. */
  #frame(piece: Piece, talk: Conversation): number {
    if (piece.startsWith(PREFACE)) return piece.has(8) || piece.cut ? 8 : MORE;
    if (!piece.has(FRAME_HEADER)) return piece.cut ? STRAY : MORE;
    const type = piece.u8(0);
    const length = FRAME_HEADER + piece.u32(3) + 1;
    if (!isFrameType(type) || length > MOST_FRAME) return STRAY;
    if (type !== METHOD) return length;
    if (!piece.cut && !piece.has(Math.min(length, LOOKED_AT))) return MORE;
    this.#method(piece, talk);
    return length;
  }

  #method(piece: Piece, talk: Conversation): void {
    const key = `${piece.u16(FRAME_HEADER)}.${piece.u16(FRAME_HEADER + 2)}`;
    const [name, kind, at, texts] = METHODS[key] ?? [key, 'alone'];
    const channel = piece.u16(1);
    if (key === CHANNEL_CLOSE || key === CONNECTION_CLOSE) closed(piece, channel, talk);
    if (kind === 'answers') talk.end({ status: key === GET_EMPTY ? 'EMPTY' : 'OK', ok: true }, channel);
    else {
      const head = { method: name, target: at === undefined ? undefined : shortTexts(piece, at, texts ?? 1) };
      if (name === 'connection.open' && head.target !== undefined) talk.db = head.target;
      if (kind === 'asks') talk.begin(head, channel);
      else talk.oneWay(head, { status: '', ok: name !== 'basic.return' && name !== 'basic.nack' });
    }
  }
}

/** A close with a code answers what was asked on the channel: with a failure. */
function closed(piece: Piece, channel: number, talk: Conversation): void {
  const code = piece.u16(FRAME_HEADER + 4);
  if (code === 200) return;
  const error = piece.text(FRAME_HEADER + 7, piece.u8(FRAME_HEADER + 6));
  talk.end({ status: String(code), ok: false, error }, channel);
}

/** Short strings one after the other, the filled ones joined: exchange and routing key, or a queue. */
function shortTexts(piece: Piece, at: number, count: number): string | undefined {
  const found: string[] = [];
  let from = FRAME_HEADER + 4 + at;
  for (let i = 0; i < count && piece.has(from + 1); i++) {
    const length = piece.u8(from);
    if (length > 0) found.push(piece.text(from + 1, length));
    from += 1 + length;
  }
  return found.length === 0 ? undefined : found.join('/');
}

const isFrameType = (type: number): boolean => type === METHOD || type === 2 || type === 3 || type === 8;

function isFrame(piece: Piece): boolean {
  if (piece.startsWith(PREFACE)) return true;
  return (
    piece.has(FRAME_HEADER + 4) &&
    piece.u8(0) === METHOD &&
    METHODS[`${piece.u16(7)}.${piece.u16(9)}`] !== undefined &&
    piece.u32(3) < 0x100000
  );
}

export const amqp: Protocol = {
  name: 'amqp',
  ports: [5672],
  isRequest: (piece, hinted) =>
    isFrame(piece) || (hinted && piece.has(8) && isFrameType(piece.u8(0)) && piece.u32(3) < 0x100000),
  isResponse: (piece, hinted) =>
    isFrame(piece) || (hinted && piece.has(8) && isFrameType(piece.u8(0)) && piece.u32(3) < 0x100000),
  open: () => new AmqpDecoder(),
};
