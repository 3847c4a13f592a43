// SPDX-License-Identifier: Apache-2.0
// The filter's text under a cursor. The language has no token stream: a word is a macro, an operator or a string
// depending on its position, so the parser asks for what may come next and the lexer says whether it does.
// Every method that returns undefined or false leaves the cursor where it was.
// Token shapes: userspace/libsinsp/filter/parser.h of falcosecurity/libs.

import { decodeText, encodeText } from '../scap/text.js';
import { ParseFailure } from './parse-failure.js';

/** [[:space:]] of POSIX. Blanks between tokens are another set: with backspace, without VT and FF. */
const SPACE = ' \\t\\n\\v\\f\\r';
const FIELD_NAME = /[a-zA-Z]+[a-zA-Z0-9_]*(?:\.[a-zA-Z]+[a-zA-Z0-9_]*)+/y;
const IDENTIFIER = /[a-zA-Z]+[a-zA-Z0-9_]*/y;
const FIELD_ARGUMENT = new RegExp(`[^\\]\\[\\"'${SPACE}]+`, 'y');
const HEX_NUMBER = /0[xX][0-9a-fA-F]+/y;
const NUMBER = /[+-]?[0-9]+[.]?[0-9]*(?:[eE][+-][0-9]+)?/y;
/** Beyond the reference: a number and its unit in one word. */
const QUANTITY = /[0-9]+(?:[.][0-9]*)?(?:[KMGTPkmgtp]?i?B|[KMGTPkmgtp]|[nuµm]?s|[mhd])(?![a-zA-Z0-9_.])/y;
const BARE_STRING = new RegExp(`[^()"'${SPACE}=,]+`, 'y');
const NOT = new RegExp(`not[${SPACE}]+`, 'y');

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['\\', '\\'],
  ['/', '/'],
  // A backslash before a blank stands for itself: rules in the wild have `\ `.
  [' ', '\\'],
]);

export class Lexer {
  /** Index of the next character. */
  at = 0;
  /** What was read last, for "unexpected token after". */
  last = '';

  constructor(readonly text: string) {}

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Skips blanks; true where there was one. */
  blank(): boolean {
    const from = this.at;
    while (' \t\b\r\n'.includes(this.text.charAt(this.at)) && !this.atEnd) this.at++;
    return this.at > from;
  }

  /** Exactly these characters, whatever follows. */
  take(characters: string): boolean {
    if (!this.text.startsWith(characters, this.at)) return false;
    this.at += characters.length;
    this.last = characters;
    return true;
  }

  peek(characters: string): boolean {
    return this.text.startsWith(characters, this.at);
  }

  /** The first of these words that is followed by a blank, which is skipped too. */
  takeWord<W extends string>(words: readonly W[]): W | undefined {
    for (const word of words) {
      const from = this.at;
      const last = this.last;
      if (this.take(word) && this.blank()) return word;
      this.at = from;
      this.last = last;
    }
    return undefined;
  }

  /** Any number of `not` and a blank; true where the count is odd. */
  nots(): boolean {
    let odd = false;
    while (this.#match(NOT) !== undefined) odd = !odd;
    return odd;
  }

  fieldName(): string | undefined {
    return this.#match(FIELD_NAME);
  }

  identifier(): string | undefined {
    return this.#match(IDENTIFIER);
  }

  number(): string | undefined {
    return this.#match(HEX_NUMBER) ?? this.#match(NUMBER);
  }

  quantity(): string | undefined {
    return this.#match(QUANTITY);
  }

  string(): string | undefined {
    return this.quotedString() ?? this.#match(BARE_STRING);
  }

  fieldArgument(): string | undefined {
    return this.quotedString() ?? this.#match(FIELD_ARGUMENT);
  }

  /** An unclosed string is undefined. A bad escape throws ParseFailure, at the end of the string as in the reference. */
  quotedString(): string | undefined {
    const quote = this.text.charAt(this.at);
    if (quote !== '"' && quote !== "'") return undefined;
    let end = this.at + 1;
    // As in the reference a quote is escaped by the character before it, be that an escaped backslash: '\\' is open.
    while (end < this.text.length && (this.text[end] !== quote || this.text[end - 1] === '\\')) end++;
    if (end >= this.text.length) return undefined;
    const from = this.at + 1;
    this.at = end + 1;
    this.last = this.#unescape(from, end, quote);
    return this.last;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    this.at += found.length;
    this.last = found;
    return found;
  }

  /** The text between `from` and `end`. `\xHH` is a byte: two of them may be one character of UTF-8. */
  #unescape(from: number, end: number, quote: string): string {
    if (!this.text.slice(from, end).includes('\\')) return this.text.slice(from, end);
    let out = '';
    let bytes = false;
    for (let i = from; i < end; i++) {
      const character = this.text.charAt(i);
      if (character !== '\\') {
        out += character;
        continue;
      }
      i++;
      const letter = this.text.charAt(i);
      if (letter === 'x') {
        const code = this.#hexByte(i + 1, end);
        bytes ||= code >= 0x80;
        out += code >= 0x80 ? String.fromCharCode(0xdc00 + code) : String.fromCharCode(code);
        i += 2;
        continue;
      }
      out += this.#simpleEscape(letter, quote);
    }
    if (!bytes) return out;
    const encoded = encodeText(out);
    return decodeText(encoded, 0, encoded.length);
  }

  #simpleEscape(letter: string, quote: string): string {
    if (letter === '"' || letter === "'") {
      if (letter === quote) return letter;
      throw new ParseFailure(`invalid \\${letter} escape in ${quote}-quoted string`, this.at);
    }
    const meaning = SIMPLE_ESCAPES.get(letter);
    if (meaning === undefined) throw new ParseFailure(`unsupported string escape sequence: \\${letter}`, this.at);
    return meaning;
  }

  #hexByte(from: number, end: number): number {
    if (from + 2 > end) throw new ParseFailure('truncated hex char escape sequence', this.at);
    const digits = this.text.slice(from, from + 2);
    if (!/^[0-9a-fA-F]{2}$/.test(digits)) {
      throw new ParseFailure(`invalid hex char escape sequence: ${digits}`, this.at);
    }
    return Number.parseInt(digits, 16);
  }
}
