// SPDX-License-Identifier: Apache-2.0
// What a protocol decoder is. A decoder sees one connection as two streams of messages and reports requests and answers
// to the conversation; byte-stream.ts keeps messages that are divided or cut, conversation.ts pairs and times.

import type { Conversation } from './conversation.js';
import type { Piece } from './piece.js';

/** The message is not complete yet: call again with more bytes. */
export const MORE = 0;
/** Not a message of this protocol, or one whose length is not known: the rest of this event's bytes is passed over. */
export const STRAY = -1;

/**
 * Reads the message at the start of the piece and returns its length on the wire, which may be more than was recorded;
 * or MORE, or STRAY. Where `piece.cut` is set no more bytes of it will come.
 */
export type ReadMessage = (piece: Piece, talk: Conversation) => number;

export interface Decoder {
  readonly request: ReadMessage;
  readonly response: ReadMessage;
  /** Bytes of the answers (or requests) of this event were not recorded, and how many messages they held is unknown. */
  lost?(side: 'request' | 'response', talk: Conversation): void;
}

export interface Protocol {
  /** As in drill.req.protocol. */
  readonly name: string;
  /** Ports that servers listen on by custom: a hint, tried first. */
  readonly ports: readonly number[];
  /** Datagrams: every event is a whole message. */
  readonly datagrams?: boolean;
  /**
   * Whether bytes begin with a request (or an answer) of this protocol. `hinted`: the port says so, and a weaker
   * likeness is enough.
   */
  isRequest(piece: Piece, hinted: boolean): boolean;
  isResponse(piece: Piece, hinted: boolean): boolean;
  open(): Decoder;
}
