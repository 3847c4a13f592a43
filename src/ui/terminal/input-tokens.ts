// SPDX-License-Identifier: Apache-2.0
// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what this file is about
// The bytes that a terminal sends → whole tokens: one key, one mouse report, one reply, one paste. blessed's parser looks
// at whatever one read() brought: a sequence that arrives in two pieces (ssh does that), or two mouse reports in one
// piece, it misreads. Fed one token at a time it does not.

import { StringDecoder } from 'node:string_decoder';

export type InputToken =
  /** A key or mouse sequence, for blessed to name. */
  | { readonly kind: 'sequence'; readonly text: string }
  /** A character beyond ASCII. */
  | { readonly kind: 'character'; readonly text: string }
  | { readonly kind: 'paste'; readonly text: string }
  /** What a terminal answers to a question: an OSC, DCS, or CSI report. */
  | { readonly kind: 'reply'; readonly text: string };

const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';
/** A paste without an end is cut here. */
const MAX_PASTE = 1 << 20;
/** No key, mouse report or reply is longer; a longer one is noise and is thrown away. */
const MAX_SEQUENCE = 256;

// Introducers of strings that end with BEL or ST: OSC ], DCS P, APC _, PM ^, SOS X.
const STRING_INTRODUCERS = ']P_^X';
/** Ctrl with a letter, but for those that are keys of their own (Backspace, Tab, Enter). */
const CONTROL_LETTER = /^[\x00-\x07\x0b\x0c\x0e-\x1a]$/;
/** Left, Right, Home, End. */
const ALT_KEY = /^\x1b(?:[[O][CDFH]|\[[1478]~)$/;
const MOUSE_SGR = /^\x1b\[<\d+;\d+;\d+[mM]$/;
// Device attributes `ESC[?…c`, mode reports `ESC[?…$y`, status reports `ESC[…n`, cursor reports `ESC[…R`: nobody asks for
// the last, and the one of the second to eighth column of line 1 is F3 with Shift, Alt or Ctrl.
const CSI_REPLY = /^\x1b\[(\?[\d;]*(c|\$y|n|u)|[\d;]+n|(?!1;[2-8]R)\d+;\d+R)$/;

export class InputTokenizer {
  readonly #decoder = new StringDecoder('utf8');
  #pending = '';

  /** True while the start of a sequence waits for its rest: after a short time, call `flush`. */
  get isWaiting(): boolean {
    return this.#pending !== '';
  }

  /** The tokens that `bytes` complete. */
  push(bytes: Uint8Array): InputToken[] {
    this.#pending += this.#decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return this.#take(false);
  }

  /** The rest never came: what waits is what was typed (a lone Esc, mostly). */
  flush(): InputToken[] {
    return this.#take(true);
  }

  #take(final: boolean): InputToken[] {
    const tokens: InputToken[] = [];
    while (this.#pending !== '') {
      const length = this.#tokenLength(final);
      if (length === 0) break;
      const text = this.#pending.slice(0, length);
      this.#pending = this.#pending.slice(length);
      const token = classify(text);
      if (token !== undefined) tokens.push(token);
    }
    return tokens;
  }

  /** Length of the token at the start of what is pending; 0 where it is not complete yet. */
  #tokenLength(final: boolean): number {
    const text = this.#pending;
    if (text.startsWith(PASTE_START)) return this.#pasteLength();
    const complete = sequenceLength(text);
    if (complete > 0) return complete;
    if (text.length > MAX_SEQUENCE) return text.length;
    if (!final) return 0;
    // Alt with a letter that also starts a sequence, or the Esc key itself, twice perhaps; what follows is looked at again.
    return text.length === 2 && text !== '\x1b\x1b' ? 2 : 1;
  }

  #pasteLength(): number {
    const end = this.#pending.indexOf(PASTE_END);
    if (end >= 0) return end + PASTE_END.length;
    return this.#pending.length > MAX_PASTE ? this.#pending.length : 0;
  }
}

/** Length of the key or sequence at the start of `text`, 0 where more must come. */
function sequenceLength(text: string): number {
  const first = text.charCodeAt(0);
  if (first !== 0x1b) return first >= 0xd800 && first <= 0xdbff ? 2 : 1;
  if (text.length === 1) return 0;
  const second = text.charAt(1);
  // Esc and Ctrl-C that a slow line has put into one piece: no key that anybody has bound, and Ctrl-C must always work.
  if (CONTROL_LETTER.test(second)) return 1;
  if (STRING_INTRODUCERS.includes(second) && second !== '') return stringLength(text);
  if (second === '[') return csiLength(text);
  if (second === 'O' || second === 'N') return singleShiftLength(text);
  // Alt with a key that sends a sequence itself, as some old terminals do for the keys that have a meaning with Alt; else Esc
  // and a key that a slow line, or a busy machine, has put into one piece.
  if (second === '\x1b') {
    if (text.length === 2) return 0;
    const inner = sequenceLength(text.slice(1));
    if (inner === 0) return 0;
    return ALT_KEY.test(text.slice(1, 1 + inner)) ? 1 + inner : 1;
  }
  return second.charCodeAt(0) >= 0xd800 && second.charCodeAt(0) <= 0xdbff ? 3 : 2;
}

/** ESC O P, and with a modifier ESC O 5 P or ESC O 1 ; 5 P. */
function singleShiftLength(text: string): number {
  const match = /^\x1b[ON][\d;]*[^\d;]/.exec(text);
  return match === null ? 0 : match[0].length;
}

function stringLength(text: string): number {
  // The same letters typed with Alt come without a terminator: they are distinguished by what follows.
  const end = /\x07|\x1b\\/.exec(text);
  return end === null ? 0 : end.index + end[0].length;
}

/** ECMA-48 5.4: parameters 0x30–0x3f, intermediates 0x20–0x2f, one final byte. */
function csiLength(text: string): number {
  // Linux console F1…F5 are ESC [ [ A…E; X10 mouse reports have three bytes after ESC [ M.
  if (text.startsWith('\x1b[[')) return text.length < 4 ? 0 : 4;
  if (text.startsWith('\x1b[M')) return text.length < 6 ? 0 : 6;
  for (let i = 2; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x40 && code <= 0x7e) return i + 1;
    // rxvt ends shifted keys with `$`, which is an intermediate byte elsewhere.
    if (code === 0x24 && text.charCodeAt(i + 1) !== 0x79 && i + 1 < text.length) return i + 1;
    if (code < 0x20 || code > 0x3f) return i;
  }
  return 0;
}

function classify(text: string): InputToken | undefined {
  if (text.startsWith(PASTE_START)) {
    const end = text.endsWith(PASTE_END) ? text.length - PASTE_END.length : text.length;
    return { kind: 'paste', text: text.slice(PASTE_START.length, end) };
  }
  const second = text.charAt(1);
  if (text.length > MAX_SEQUENCE) return undefined;
  if (text.charCodeAt(0) === 0x1b) {
    if (text.length > 2 && second !== '' && STRING_INTRODUCERS.includes(second)) return { kind: 'reply', text };
    if (CSI_REPLY.test(text) && !MOUSE_SGR.test(text)) return { kind: 'reply', text };
    return { kind: 'sequence', text };
  }
  if (text.charCodeAt(0) > 0x7f) return { kind: 'character', text };
  return { kind: 'sequence', text };
}
