// SPDX-License-Identifier: Apache-2.0
// Finds JSON in a payload and lays it out, one member a line. Payloads are cut (a capture keeps the first bytes of a call,
// a program reads in pieces), so a document that ends too early is laid out as far as it goes. What is not JSON is left
// alone: a log line in brackets is not JSON.

export type JsonRole = 'key' | 'string' | 'number' | 'word' | 'sign';

export interface JsonPiece {
  readonly role: JsonRole;
  readonly text: string;
}

export interface JsonLine {
  readonly depth: number;
  readonly pieces: readonly JsonPiece[];
}

export interface JsonFound {
  /** Where it begins and ends in the text. */
  readonly from: number;
  readonly to: number;
  readonly lines: readonly JsonLine[];
  /** The text ended before the document did. */
  readonly isCut: boolean;
}

/** Places that are tried: a payload of thousands of lines is not read thousands of times. */
const TRIES = 20;
/** Deeper than anything that people look at; hostile payloads nest without end. */
const DEEPEST = 100;

/**
 * The first JSON object or array that begins a line of the text. `isCut`: the text's end may be missing; without it a
 * document must be whole.
 */
export function findJson(text: string, isCut: boolean): JsonFound | undefined {
  const starts = /(?:^|\n)[ \t\r]*([[{])/g;
  for (let tries = 0; tries < TRIES; tries++) {
    const match = starts.exec(text);
    if (match === null) return undefined;
    const from = match.index + match[0].length - 1;
    const reader = new JsonReader(text, from);
    const isWhole = reader.read();
    if (isWhole && /^[ \t\r]*(?:\n|$)/.test(text.slice(reader.at, reader.at + 200))) {
      return { from, to: reader.at, lines: reader.lines, isCut: false };
    }
    if (!isWhole && isCut && reader.isAtEnd && reader.hasMember) {
      return { from, to: text.length, lines: reader.lines, isCut: true };
    }
    starts.lastIndex = from + 1;
  }
  return undefined;
}

const CUT_VALUE = /^(?:t|tr|tru|f|fa|fal|fals|n|nu|nul|-|-?\d+\.|-?\d+(?:\.\d+)?[eE][+-]?)$/;

/** RFC 8259, and what was read up to the place where it broke off. */
class JsonReader {
  at: number;
  readonly lines: JsonLine[] = [];
  /** A member or element was read whole: it is not just a bracket. */
  hasMember = false;
  readonly #text: string;
  #pieces: JsonPiece[] = [];
  #depth = 0;

  constructor(text: string, from: number) {
    this.#text = text;
    this.at = from;
  }

  /** The text ended where more was to come. */
  get isAtEnd(): boolean {
    return this.at >= this.#text.length;
  }

  /** True for a whole document. */
  read(): boolean {
    const isWhole = this.#value();
    this.#endLine();
    return isWhole;
  }

  #value(): boolean {
    this.#blanks();
    const next = this.#text[this.at];
    if (next === '{') return this.#group('{', '}', () => this.#member());
    if (next === '[') return this.#group('[', ']', () => this.#value());
    if (next === '"') return this.#string('string');
    const word = /^(?:true|false|null)/.exec(this.#text.slice(this.at, this.at + 5))?.[0];
    if (word !== undefined) return this.#take('word', word.length);
    const rest = this.#text.slice(this.at, this.at + 400);
    // `tru`, `-` or `1.` at the very end is a value that was cut.
    if (this.at + rest.length >= this.#text.length && CUT_VALUE.test(rest)) {
      this.#take('word', rest.length);
      return false;
    }
    const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(rest)?.[0];
    return number === undefined ? false : this.#take('number', number.length);
  }

  #group(open: string, close: string, item: () => boolean): boolean {
    this.#sign(open);
    if (this.#depth >= DEEPEST) return false;
    this.#blanks();
    if (this.#text[this.at] === close) {
      this.#sign(close);
      return true;
    }
    this.#endLine();
    this.#depth++;
    const isWhole = this.#items(close, item);
    this.#endLine();
    this.#depth--;
    if (isWhole) this.#sign(close);
    return isWhole;
  }

  #items(close: string, item: () => boolean): boolean {
    for (;;) {
      if (!item()) return false;
      this.hasMember = true;
      this.#blanks();
      const next = this.#text[this.at];
      if (next === close) return true;
      if (next !== ',') return false;
      this.#sign(',');
      this.#endLine();
    }
  }

  #member(): boolean {
    this.#blanks();
    if (this.#text[this.at] !== '"' || !this.#string('key')) return false;
    // A key alone is what makes a cut object one.
    this.hasMember = true;
    this.#blanks();
    if (this.#text[this.at] !== ':') return false;
    this.at++;
    this.#pieces.push({ role: 'sign', text: ': ' });
    return this.#value();
  }

  #string(role: 'key' | 'string'): boolean {
    for (let end = this.at + 1; end < this.#text.length; end++) {
      const character = this.#text[end];
      if (character === '"') return this.#take(role, end + 1 - this.at);
      if (character === '\\') end++;
      // Control characters are escaped in JSON.
      else if (character !== undefined && character < ' ') return false;
    }
    this.#take(role, this.#text.length - this.at);
    return false;
  }

  #take(role: JsonRole, length: number): true {
    this.#pieces.push({ role, text: this.#text.slice(this.at, this.at + length) });
    this.at += length;
    return true;
  }

  #sign(sign: string): void {
    this.#pieces.push({ role: 'sign', text: sign });
    this.at++;
  }

  #blanks(): void {
    while (/[ \t\r\n]/.test(this.#text[this.at] ?? 'x')) this.at++;
  }

  #endLine(): void {
    if (this.#pieces.length > 0) this.lines.push({ depth: this.#depth, pieces: this.#pieces });
    this.#pieces = [];
  }
}
