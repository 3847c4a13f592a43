// SPDX-License-Identifier: Apache-2.0
// HTTP/2 (RFC 9113) in the clear, and gRPC in it. Streams number the exchanges. Paths and statuses come from header blocks
// (hpack.ts): of a connection whose start was missed, those that refer to earlier headers stay unknown.

import type { Conversation, Outcome } from '../conversation.js';
import type { Piece } from '../piece.js';
import { type Decoder, MORE, type Protocol, STRAY } from '../protocol.js';
import { type Headers, HeaderTable } from './hpack.js';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const HEADER = 9;
const FRAME = { DATA: 0, HEADERS: 1, RST_STREAM: 3, SETTINGS: 4, PUSH_PROMISE: 5, CONTINUATION: 9 } as const;
const MOST_TYPE = 9;
const END_STREAM = 1;
const END_HEADERS = 4;
const PADDED = 8;
const PRIORITY = 0x20;
const MOST_FRAME = 0xffffff;
/** Streams whose status is remembered while their bodies come. */
const MOST_STREAMS = 4096;
const GRPC = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];
const ERRORS = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly length: number;
}

function frameOf(piece: Piece): Frame | undefined {
  const type = piece.u8(3);
  const size = (piece.u16(0) << 8) | piece.u8(2);
  if (type > MOST_TYPE || size > MOST_FRAME || (piece.u8(5) & 0x80) !== 0) return undefined;
  return { type, flags: piece.u8(4), stream: piece.u32(5), length: HEADER + size };
}

class Http2Decoder implements Decoder {
  readonly #sent = new HeaderTable();
  readonly #received = new HeaderTable();
  /** Status of streams whose answer has begun. */
  readonly #statuses = new Map<number, Outcome>();

  readonly request = (piece: Piece, talk: Conversation): number => {
    if (piece.startsWith(PREFACE.slice(0, 14))) return PREFACE.length;
    return this.#frame(piece, (frame) => this.#asked(frame, piece, talk));
  };

  readonly response = (piece: Piece, talk: Conversation): number =>
    this.#frame(piece, (frame) => this.#answered(frame, piece, talk));

  #frame(piece: Piece, take: (frame: Frame) => void): number {
    if (!piece.has(HEADER)) return piece.cut ? STRAY : MORE;
    const frame = frameOf(piece);
    if (frame === undefined) return STRAY;
    const isBlock =
      frame.type === FRAME.HEADERS || frame.type === FRAME.CONTINUATION || frame.type === FRAME.RST_STREAM;
    if (isBlock && !piece.cut && !piece.has(frame.length)) return MORE;
    take(frame);
    return frame.length;
  }

  #asked(frame: Frame, piece: Piece, talk: Conversation): void {
    if (frame.type === FRAME.CONTINUATION) this.#sent.forget();
    if (frame.type === FRAME.RST_STREAM) this.#reset(frame, piece, talk, 'client');
    if (frame.type !== FRAME.HEADERS) return;
    const headers = blockOf(frame, piece, this.#sent);
    // Trailers of a request that streams its body.
    if (talk.asked(frame.stream) !== undefined) return;
    const isGrpc = headers.get('content-type')?.startsWith('application/grpc') === true;
    talk.begin(
      {
        method: headers.get(':method') ?? 'unknown',
        target: headers.get(':path'),
        host: headers.get(':authority'),
        protocol: isGrpc ? 'grpc' : undefined,
      },
      frame.stream,
    );
  }

  #answered(frame: Frame, piece: Piece, talk: Conversation): void {
    if (frame.type === FRAME.CONTINUATION) this.#received.forget();
    else if (frame.type === FRAME.RST_STREAM) this.#reset(frame, piece, talk, 'server');
    else if (frame.type === FRAME.HEADERS) this.#headers(frame, blockOf(frame, piece, this.#received), talk);
    else if (frame.type === FRAME.DATA && (frame.flags & END_STREAM) !== 0) this.#end(frame.stream, talk);
  }

  #headers({ stream, flags }: Frame, headers: Headers, talk: Conversation): void {
    const status = headers.get(':status');
    if (status !== undefined && Number(status) < 200) return;
    talk.answering(stream);
    const before = this.#statuses.get(stream);
    if (this.#statuses.size >= MOST_STREAMS) this.#statuses.clear();
    this.#statuses.set(stream, grpcOutcome(headers) ?? before ?? httpOutcome(status));
    if ((flags & END_STREAM) !== 0) this.#end(stream, talk);
  }

  #end(stream: number, talk: Conversation): void {
    talk.end(this.#statuses.get(stream) ?? httpOutcome(undefined), stream);
    this.#statuses.delete(stream);
  }

  #reset({ stream }: Frame, piece: Piece, talk: Conversation, by: string): void {
    const name = ERRORS[piece.u32(HEADER)] ?? 'RESET';
    // NO_ERROR after a complete answer is how a server declines the rest of a request.
    talk.end(
      name === 'NO_ERROR' ? httpOutcome('200') : { status: name, ok: false, error: `reset by the ${by}` },
      stream,
    );
    this.#statuses.delete(stream);
  }

  lost(side: 'request' | 'response', talk: Conversation): void {
    (side === 'request' ? this.#sent : this.#received).forget();
    talk.doubt();
  }
}

function blockOf(frame: Frame, piece: Piece, table: HeaderTable): Headers {
  let from = HEADER;
  let end = frame.length;
  if ((frame.flags & PADDED) !== 0) {
    end -= piece.u8(from);
    from += 1;
  }
  if ((frame.flags & PRIORITY) !== 0) from += 5;
  const headers = table.read(piece, from, Math.max(from, end));
  // A block that goes on in CONTINUATION frames is not put together: what it would add is unknown.
  if ((frame.flags & END_HEADERS) === 0) table.forget();
  return headers;
}

function httpOutcome(status: string | undefined): Outcome {
  return { status: status ?? '', ok: status === undefined || Number(status) < 400 };
}

function grpcOutcome(headers: Headers): Outcome | undefined {
  const code = headers.get('grpc-status');
  if (code === undefined) return undefined;
  const name = GRPC[Number(code)] ?? code;
  return { status: name, ok: code === '0', error: code === '0' ? undefined : (headers.get('grpc-message') ?? name) };
}

/** Frames that a connection begins with, or that carry a request. */
function looksLikeFrame(piece: Piece): boolean {
  if (!piece.has(HEADER)) return false;
  const frame = frameOf(piece);
  if (frame === undefined || frame.length > HEADER + 16384) return false;
  return frame.type === FRAME.SETTINGS
    ? frame.stream === 0 && (frame.length - HEADER) % 6 === 0
    : frame.type === FRAME.HEADERS && frame.stream > 0;
}

export const http2: Protocol = {
  name: 'http2',
  ports: [],
  isRequest: (piece) =>
    piece.startsWith(PREFACE.slice(0, 14)) ||
    (looksLikeFrame(piece) &&
      piece.u8(3) === FRAME.HEADERS &&
      piece.u8(8) % 2 === 1 &&
      (piece.u8(4) & END_HEADERS) !== 0 &&
      (piece.u8(HEADER) >= 0x80 || piece.u8(HEADER + 5) >= 0x80)),
  isResponse: (piece) => looksLikeFrame(piece) && piece.u8(3) === FRAME.SETTINGS && piece.u32(5) === 0,
  open: () => new Http2Decoder(),
};
