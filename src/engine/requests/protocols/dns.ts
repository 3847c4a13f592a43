// SPDX-License-Identifier: Apache-2.0
// DNS over UDP and TCP (RFC 1035): the question's name and type, the answer's code and number of records. Questions and
// answers go by their id; over TCP each message has two bytes of length before it.

import type { Conversation, Outcome } from '../conversation.js';
import type { Piece } from '../piece.js';
import { type Decoder, MORE, type Protocol, STRAY } from '../protocol.js';

const HEADER = 12;
const IS_ANSWER = 0x8000;
const TYPES: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  13: 'HINFO',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  35: 'NAPTR',
  39: 'DNAME',
  41: 'OPT',
  43: 'DS',
  46: 'RRSIG',
  47: 'NSEC',
  48: 'DNSKEY',
  50: 'NSEC3',
  52: 'TLSA',
  64: 'SVCB',
  65: 'HTTPS',
  99: 'SPF',
  251: 'IXFR',
  252: 'AXFR',
  255: 'ANY',
  257: 'CAA',
};
const CODES = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
];
const OPCODES = ['QUERY', 'IQUERY', 'STATUS', '', 'NOTIFY', 'UPDATE'];
/** Longest name on the wire. */
const MOST_NAME = 255;

/** The name at `offset`, and the offset after it; -1 where its end was not recorded. */
function questionName(piece: Piece, offset: number): { readonly name: string; readonly next: number } | undefined {
  const labels: string[] = [];
  let at = offset;
  while (at - offset <= MOST_NAME) {
    const length = piece.u8(at);
    if (!piece.has(at + 1)) return { name: labels.join('.'), next: -1 };
    if (length === 0) return { name: labels.length === 0 ? '.' : labels.join('.'), next: at + 1 };
    if (length > 63) return undefined;
    labels.push(piece.text(at + 1, length));
    at += 1 + length;
  }
  return undefined;
}

/** `at`: where the message begins in the piece (after the length, over TCP). */
function looksLikeDns(piece: Piece, at: number, isAnswer: boolean): boolean {
  if (!piece.has(at + HEADER + 1)) return false;
  const flags = piece.u16(at + 2);
  const opcode = (flags >> 11) & 15;
  if (((flags & IS_ANSWER) !== 0) !== isAnswer || opcode > 5 || (flags & 0x40) !== 0) return false;
  const questions = piece.u16(at + 4);
  return questions === 1 || (questions === 0 && isAnswer);
}

class DnsDecoder implements Decoder {
  readonly #prefix: number;

  constructor(overTcp: boolean) {
    this.#prefix = overTcp ? 2 : 0;
  }

  readonly request = (piece: Piece, talk: Conversation): number => {
    const length = this.#lengthOf(piece);
    if (length <= 0) return length;
    if (!looksLikeDns(piece, this.#prefix, false)) return STRAY;
    const id = piece.u16(this.#prefix);
    const question = questionName(piece, this.#prefix + HEADER);
    if (question === undefined) return STRAY;
    talk.begin({ method: methodOf(piece, this.#prefix, question.next), target: question.name }, id);
    return length;
  };

  readonly response = (piece: Piece, talk: Conversation): number => {
    const length = this.#lengthOf(piece);
    if (length <= 0) return length;
    if (!looksLikeDns(piece, this.#prefix, true)) return STRAY;
    const code = piece.u8(this.#prefix + 3) & 15;
    const status = CODES[code] ?? `RCODE${code}`;
    const isTruncated = (piece.u8(this.#prefix + 2) & 2) !== 0;
    const error = code === 0 ? (isTruncated ? 'truncated' : undefined) : status;
    const outcome = { status, ok: code === 0, error, rows: piece.u16(this.#prefix + 6) };
    if (!talk.end(outcome, piece.u16(this.#prefix))) this.#unasked(piece, talk, outcome);
    return length;
  };

  /** The question was one of several in a call, of which the first is recorded; the answer repeats it. */
  #unasked(piece: Piece, talk: Conversation, outcome: Outcome): void {
    const question = questionName(piece, this.#prefix + HEADER);
    if (question === undefined) return;
    talk.oneWay({ method: methodOf(piece, this.#prefix, question.next), target: question.name }, outcome);
  }

  /** Length of the message; over UDP all that the event moved. */
  #lengthOf(piece: Piece): number {
    if (this.#prefix === 0) return piece.has(HEADER) ? piece.length : STRAY;
    if (!piece.has(2)) return MORE;
    const length = 2 + piece.u16(0);
    if (length < 2 + HEADER) return STRAY;
    return piece.has(length) || piece.cut ? length : MORE;
  }
}

function methodOf(piece: Piece, at: number, next: number): string {
  const opcode = (piece.u16(at + 2) >> 11) & 15;
  if (opcode !== 0) return OPCODES[opcode] ?? 'QUERY';
  if (next < 0 || !piece.has(next + 2)) return 'QUERY';
  const type = piece.u16(next);
  return TYPES[type] ?? `TYPE${type}`;
}

const INTERNET = 1;
const LABELS = /^[\w.*-]+$/;

/** On other ports the whole question must be one: a name of letters, a known type, the class of the Internet. */
function isQuestion(piece: Piece, at: number, isAnswer: boolean): boolean {
  if (!looksLikeDns(piece, at, isAnswer) || piece.u16(at + 4) !== 1) return false;
  if (!isAnswer && (piece.u16(at + 6) !== 0 || piece.u16(at + 8) !== 0)) return false;
  const question = questionName(piece, at + HEADER);
  if (question === undefined || question.next < 0 || !piece.has(question.next + 4)) return false;
  const isKnown = TYPES[piece.u16(question.next)] !== undefined && piece.u16(question.next + 2) === INTERNET;
  return isKnown && LABELS.test(question.name);
}

const PORTS = [53, 5353, 5355];

/** `at`: bytes of length before the message. */
function protocol(at: 0 | 2): Protocol {
  const isMessage = (piece: Piece, hinted: boolean, isAnswer: boolean): boolean =>
    hinted ? looksLikeDns(piece, at, isAnswer) : isQuestion(piece, at, isAnswer);
  return {
    name: 'dns',
    ports: PORTS,
    datagrams: at === 0,
    isRequest: (piece, hinted) => isMessage(piece, hinted, false),
    isResponse: (piece, hinted) => isMessage(piece, hinted, true),
    open: () => new DnsDecoder(at === 2),
  };
}

export const dns = protocol(0);
export const dnsOverTcp = protocol(2);
