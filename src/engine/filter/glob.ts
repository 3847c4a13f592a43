// SPDX-License-Identifier: Apache-2.0
// fnmatch(3) without flags, over whole texts: `*` and `?` match slashes and leading dots too, `[…]` are sets, `\` takes
// the next character as it is. A character is a code point; a byte outside UTF-8 counts as one. Used by glob, iglob and
// pmatch. Time is at most pattern × text: after a mismatch only the last `*` takes one character more.

type Piece =
  | { readonly kind: 'many' }
  | { readonly kind: 'one' }
  | { readonly kind: 'exact'; readonly code: number }
  | { readonly kind: 'set'; readonly has: SetTest };

/** `code` is folded where case does not count, `original` never: classes look at that, as in glibc. */
type SetTest = (code: number, original: number) => boolean;
type Fold = (code: number) => number;

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
  const fold: Fold = ignoreCase ? lowerCode : (code) => code;
  const pieces = parse(pattern, fold);
  return pieces === undefined ? () => false : (text) => matches(pieces, codePoints(text), fold);
}

function lowerCode(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

/** True where the text has a character that makes it a pattern for pmatch. */
export function isGlob(text: string): boolean {
  return /[?*[]/.test(text);
}

function matches(pieces: readonly Piece[], text: readonly number[], fold: Fold): boolean {
  let piece = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const current = pieces[piece];
    if (current?.kind === 'many') {
      star = piece++;
      starAt = at;
    } else if (current !== undefined && accepts(current, text[at] as number, fold)) {
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

function accepts(piece: Piece, original: number, fold: Fold): boolean {
  const code = fold(original);
  switch (piece.kind) {
    case 'exact':
      return piece.code === code;
    case 'set':
      return piece.has(code, original);
    default:
      return true;
  }
}

/** Undefined for a pattern that matches nothing: one that ends in a lone backslash. */
function parse(pattern: string, fold: Fold): readonly Piece[] | undefined {
  const codes = codePoints(pattern);
  const pieces: Piece[] = [];
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    const character = String.fromCodePoint(code);
    const set = character === '[' ? parseSet(codes, i + 1, fold) : undefined;
    if (set !== undefined) {
      pieces.push({ kind: 'set', has: set.has });
      i = set.end;
    } else if (character === '*') pieces.push({ kind: 'many' });
    else if (character === '?') pieces.push({ kind: 'one' });
    else if (character === '\\') {
      const next = codes[++i];
      if (next === undefined) return undefined;
      pieces.push({ kind: 'exact', code: fold(next) });
    } else pieces.push({ kind: 'exact', code: fold(code) });
  }
  return pieces;
}

interface CharacterSet {
  readonly has: SetTest;
  /** Index of the closing bracket. */
  readonly end: number;
}

/** The set whose contents start at `from`; undefined where it is not closed and its `[` is an ordinary character. */
function parseSet(codes: readonly number[], from: number, fold: Fold): CharacterSet | undefined {
  const at = (i: number) => (i < codes.length ? String.fromCodePoint(codes[i] as number) : '');
  const negated = at(from) === '!' || at(from) === '^';
  const tests: SetTest[] = [];
  let i = negated ? from + 1 : from;
  for (let first = true; first || at(i) !== ']'; first = false) {
    if (i >= codes.length) return undefined;
    if (at(i) === '[' && at(i + 1) === ':') {
      const name = /^\[:([a-z]+):\]/.exec(String.fromCodePoint(...codes.slice(i, i + 12)))?.[1];
      const pattern = name === undefined ? undefined : CLASSES[name];
      if (name !== undefined && pattern !== undefined) {
        tests.push((_code, original) => pattern.test(String.fromCodePoint(original)));
        i += name.length + 4;
        continue;
      }
    }
    if (at(i) === '\\' && i + 1 < codes.length) i++;
    const low = fold(codes[i++] as number);
    let high = low;
    if (at(i) === '-' && at(i + 1) !== ']' && i + 1 < codes.length) {
      i++;
      if (at(i) === '\\' && i + 1 < codes.length) i++;
      high = fold(codes[i++] as number);
    }
    tests.push((code) => code >= low && code <= high);
  }
  return { has: (code, original) => tests.some((test) => test(code, original)) !== negated, end: i };
}

function codePoints(text: string): readonly number[] {
  const codes: number[] = [];
  for (const character of text) codes.push(character.codePointAt(0) as number);
  return codes;
}
