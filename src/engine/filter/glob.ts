// SPDX-License-Identifier: Apache-2.0
// fnmatch(3) without flags, over whole texts: `*` and `?` match slashes and leading dots too, `[…]` are sets, `\` takes
// the next character as it is. A character is a code point; a byte outside UTF-8 counts as one. Used by glob, iglob and
// pmatch. Time is at most pattern × text: after a mismatch only the last `*` takes one character more.

import { lowerAscii } from './text-compare.js';

type Piece =
  | { readonly kind: 'many' }
  | { readonly kind: 'one' }
  | { readonly kind: 'exact'; readonly code: number }
  | { readonly kind: 'set'; readonly has: (code: number) => boolean };

/** Classes of the C locale. */
const CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /[ \t\n\v\f\r]/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  print: /[ -~]/,
  graph: /[!-~]/,
  cntrl: /\p{Cc}/u,
  xdigit: /[0-9A-Fa-f]/,
};

/** A test for texts that match. `ignoreCase` folds ASCII letters. */
export function globMatcher(pattern: string, ignoreCase = false): (text: string) => boolean {
  const pieces = parse(ignoreCase ? foldOutsideClasses(pattern) : pattern);
  if (pieces === undefined) return () => false;
  if (!ignoreCase) return (text) => matches(pieces, codePoints(text));
  return (text) => matches(pieces, codePoints(lowerAscii(text)));
}

/** True where the text has a character that makes it a pattern for pmatch. */
export function isGlob(text: string): boolean {
  return /[?*[]/.test(text);
}

function matches(pieces: readonly Piece[], text: readonly number[]): boolean {
  let piece = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const current = pieces[piece];
    if (current?.kind === 'many') {
      star = piece++;
      starAt = at;
    } else if (current !== undefined && accepts(current, text[at] as number)) {
      piece++;
      at++;
    } else if (star >= 0) {
      piece = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (pieces[piece]?.kind === 'many') piece++;
  return piece === pieces.length;
}

function accepts(piece: Piece, code: number): boolean {
  switch (piece.kind) {
    case 'exact':
      return piece.code === code;
    case 'set':
      return piece.has(code);
    default:
      return true;
  }
}

/** Undefined for a pattern that matches nothing: one that ends in a lone backslash. */
function parse(pattern: string): readonly Piece[] | undefined {
  const codes = codePoints(pattern);
  const pieces: Piece[] = [];
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    const character = String.fromCodePoint(code);
    const set = character === '[' ? parseSet(codes, i + 1) : undefined;
    if (set !== undefined) {
      pieces.push({ kind: 'set', has: set.has });
      i = set.end;
    } else if (character === '*') pieces.push({ kind: 'many' });
    else if (character === '?') pieces.push({ kind: 'one' });
    else if (character === '\\') {
      const next = codes[++i];
      if (next === undefined) return undefined;
      pieces.push({ kind: 'exact', code: next });
    } else pieces.push({ kind: 'exact', code });
  }
  return pieces;
}

interface CharacterSet {
  readonly has: (code: number) => boolean;
  /** Index of the closing bracket. */
  readonly end: number;
}

/** The set whose contents start at `from`; undefined where it is not closed and its `[` is an ordinary character. */
function parseSet(codes: readonly number[], from: number): CharacterSet | undefined {
  const at = (i: number) => (i < codes.length ? String.fromCodePoint(codes[i] as number) : '');
  const negated = at(from) === '!' || at(from) === '^';
  const tests: ((code: number) => boolean)[] = [];
  let i = negated ? from + 1 : from;
  for (let first = true; first || at(i) !== ']'; first = false) {
    if (i >= codes.length) return undefined;
    if (at(i) === '[' && at(i + 1) === ':') {
      const name = /^\[:([a-z]+):\]/.exec(String.fromCodePoint(...codes.slice(i, i + 12)))?.[1];
      const pattern = name === undefined ? undefined : CLASSES[name];
      if (name !== undefined && pattern !== undefined) {
        tests.push((code) => pattern.test(String.fromCodePoint(code)));
        i += name.length + 4;
        continue;
      }
    }
    if (at(i) === '\\' && i + 1 < codes.length) i++;
    const low = codes[i++] as number;
    let high = low;
    if (at(i) === '-' && at(i + 1) !== ']' && i + 1 < codes.length) {
      i++;
      if (at(i) === '\\' && i + 1 < codes.length) i++;
      high = codes[i++] as number;
    }
    tests.push((code) => code >= low && code <= high);
  }
  return { has: (code) => tests.some((test) => test(code)) !== negated, end: i };
}

/** Folds a pattern but for its class names. [[:upper:]] means letters of either case when case does not count. */
function foldOutsideClasses(pattern: string): string {
  return lowerAscii(pattern).replaceAll('[:upper:]', '[:lower:]');
}

function codePoints(text: string): readonly number[] {
  const codes: number[] = [];
  for (const character of text) codes.push(character.codePointAt(0) as number);
  return codes;
}
