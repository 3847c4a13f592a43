// SPDX-License-Identifier: Apache-2.0
// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what this file is about
// Captured text → text that a terminal only displays. All writers to the screen go through here (the
// canvas does it for every string), so no byte of a process name, an argument or a payload can act on the terminal.
//
// What could act or hide becomes visible instead: control bytes as the pictures of U+2400, undecodable bytes (lone
// surrogates U+DC80…U+DCFF, see engine/scap/text.ts) as \xNN, and characters that are invisible or reorder the line as
// \uNNNN. Joiners and emoji selectors stay where they do their honest work.

/** Combining marks that one letter may carry; more is decoration meant to spill over the neighbouring lines. */
const MAX_MARKS = 4;

const PLAIN = /^[\x20-\x7e]*$/;
// \p{DI} = Default_Ignorable_Code_Point: bidi controls, zero-width characters, fillers, selectors, tags.
const INVISIBLE = /^[\p{DI}\p{Cf}\p{Zl}\p{Zp}]$/u;
// Format characters that do print (Arabic and other number signs, Unicode property Prepended_Concatenation_Mark).
const PRINTING_FORMAT = /^[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]$/u;
const MARK = /^\p{M}$/u;
const PICTOGRAPH = /^\p{ExtPict}$/u;
const EMOJI = /^[\p{Emoji}\p{ExtPict}]$/u;
const SKIN_TONE = /^\p{EMod}$/u;
// Scripts whose spelling needs the joiners.
const JOINING_LETTER =
  /^[\p{Script=Arab}\p{Script=Syrc}\p{Script=Mong}\p{Script=Deva}\p{Script=Beng}\p{Script=Guru}\p{Script=Gujr}\p{Script=Orya}\p{Script=Taml}\p{Script=Telu}\p{Script=Knda}\p{Script=Mlym}\p{Script=Sinh}\p{Script=Khmr}\p{Script=Mymr}]$/u;

const ZWNJ = 0x200c;
const ZWJ = 0x200d;
const TEXT_SELECTOR = 0xfe0e;
const EMOJI_SELECTOR = 0xfe0f;
const DOTTED_CIRCLE = '\u25cc';

/** Text that has been through safeText. */
export type SafeText = string & { readonly __brand: 'SafeText' };

/** True where safeText would change nothing; the common case, worth testing first. */
export function isPlainAscii(text: string): text is SafeText {
  return PLAIN.test(text);
}

/**
 * `text` with everything that a terminal could obey, or a reader could not see, replaced by visible characters. Idempotent.
 * `asciiOnly` is for terminals that cannot show more: every other character becomes `?`, controls become ^X.
 */
export function safeText(text: string, asciiOnly = false): SafeText {
  if (isPlainAscii(text)) return text;
  return (asciiOnly ? asciiText(text) : unicodeText(text)) as SafeText;
}

/** As safeText, of text in lines and cells: line ends and tabs stay. */
export function safeLines(text: string): string {
  return text.replaceAll(/[^\n\t]+/g, (part) => safeText(part));
}

function unicodeText(text: string): string {
  const points = codePoints(text);
  let out = '';
  let marks = 0;
  // A mark needs something of its own to sit on, or it lands on whatever the screen shows before it.
  let hasBase = false;
  // The character before, where it was let through.
  let before = '';
  for (let i = 0; i < points.length; i++) {
    const code = points[i] as number;
    if (code >= 0x20 && code < 0x7f) {
      before = String.fromCharCode(code);
      out += before;
      hasBase = true;
      marks = 0;
      continue;
    }
    const escaped = escapeOf(code) ?? escapeInvisible(code, before, points[i + 1]);
    if (escaped !== undefined) {
      out += escaped;
      before = '';
      hasBase = false;
      marks = 0;
      continue;
    }
    const character = String.fromCodePoint(code);
    before = character;
    if (!MARK.test(character)) {
      out += character;
      hasBase = true;
      marks = 0;
      continue;
    }
    if (++marks > MAX_MARKS) {
      if (marks === MAX_MARKS + 1) out += '\ufffd';
      continue;
    }
    out += hasBase ? character : DOTTED_CIRCLE + character;
    hasBase = true;
  }
  return out;
}

/** Control characters and surrogates that belong to no pair. */
function escapeOf(code: number): string | undefined {
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  if (code >= 0x80 && code <= 0x9f) return `\\u00${hex(code, 2)}`;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`;
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  return undefined;
}

function escapeInvisible(code: number, before: string, next: number | undefined): string | undefined {
  const character = String.fromCodePoint(code);
  if (!INVISIBLE.test(character) || PRINTING_FORMAT.test(character)) return undefined;
  if (isAtWork(code, before, next === undefined ? '' : String.fromCodePoint(next))) return undefined;
  return code > 0xffff ? `\\u{${hex(code, 5)}}` : `\\u${hex(code, 4)}`;
}

/** Joiners between the letters or emoji that they join, and selectors right after an emoji. */
function isAtWork(code: number, before: string, after: string): boolean {
  if (code === TEXT_SELECTOR || code === EMOJI_SELECTOR) return EMOJI.test(before);
  if (code !== ZWJ && code !== ZWNJ) return false;
  if (code === ZWJ && PICTOGRAPH.test(after)) {
    return PICTOGRAPH.test(before) || SKIN_TONE.test(before) || before === '\ufe0f';
  }
  if (!JOINING_LETTER.test(after)) return false;
  return JOINING_LETTER.test(before) || (MARK.test(before) && !INVISIBLE.test(before));
}

function asciiText(text: string): string {
  let out = '';
  for (const code of codePoints(text)) {
    if (code < 0x20) out += `^${String.fromCharCode(code + 0x40)}`;
    else if (code < 0x7f) out += String.fromCharCode(code);
    else if (code === 0x7f) out += '^?';
    else if (code >= 0xdc80 && code <= 0xdcff) out += `\\x${hex(code - 0xdc00, 2)}`;
    else if (!MARK.test(String.fromCodePoint(code))) out += '?';
  }
  return out;
}

function codePoints(text: string): number[] {
  const points: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i) as number;
    points.push(code);
    if (code > 0xffff) i++;
  }
  return points;
}

function hex(code: number, digits: number): string {
  return code.toString(16).toUpperCase().padStart(digits, '0');
}
