// SPDX-License-Identifier: Apache-2.0
// One line of text being edited: by grapheme, so that a cursor is never inside an emoji. Immutable; `edited` returns
// what a key makes of it. Keys are those of readline.

import type { KeyPress } from '../terminal/key-name.js';

export interface LineState {
  readonly text: string;
  /** Index into `text` (UTF-16), always between two graphemes. */
  readonly cursor: number;
}

export function lineOf(text: string): LineState {
  return { text, cursor: text.length };
}

/** The line after a key; undefined where the key edits nothing. */
export function edited(line: LineState, key: KeyPress): LineState | undefined {
  if (key.text !== '') return inserted(line, key.text);
  const { text, cursor } = line;
  switch (key.name) {
    case 'left':
    case 'C-b':
      return { text, cursor: before(text, cursor) };
    case 'right':
    case 'C-f':
      return { text, cursor: after(text, cursor) };
    case 'home':
    case 'C-a':
      return { text, cursor: 0 };
    case 'end':
    case 'C-e':
      return { text, cursor: text.length };
    case 'M-b':
    case 'C-left':
    case 'M-left':
      return { text, cursor: wordStart(text, cursor) };
    case 'M-f':
    case 'C-right':
    case 'M-right':
      return { text, cursor: wordEnd(text, cursor) };
    case 'backspace':
      return without(text, before(text, cursor), cursor);
    case 'delete':
    case 'C-d':
      return without(text, cursor, after(text, cursor));
    case 'C-w':
    case 'M-backspace':
      return without(text, wordStart(text, cursor), cursor);
    case 'C-u':
      return without(text, 0, cursor);
    case 'C-k':
      return without(text, cursor, text.length);
    default:
      return undefined;
  }
}

/** With text put in at the cursor; line breaks and other controls of a paste become blanks. */
export function inserted(line: LineState, added: string): LineState {
  const clean = added.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  const text = line.text.slice(0, line.cursor) + clean + line.text.slice(line.cursor);
  return { text, cursor: line.cursor + clean.length };
}

function without(text: string, from: number, to: number): LineState {
  return { text: text.slice(0, from) + text.slice(to), cursor: from };
}

function graphemes(text: string): string[] {
  return [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)].map((part) => part.segment);
}

function before(text: string, cursor: number): number {
  return cursor - (graphemes(text.slice(0, cursor)).at(-1)?.length ?? 0);
}

function after(text: string, cursor: number): number {
  return cursor + (graphemes(text.slice(cursor))[0]?.length ?? 0);
}

function wordStart(text: string, cursor: number): number {
  return cursor - (/[\p{L}\p{N}_.]*[^\p{L}\p{N}_.]*$/u.exec(text.slice(0, cursor))?.[0].length ?? 0);
}

function wordEnd(text: string, cursor: number): number {
  return cursor + (/^[^\p{L}\p{N}_.]*[\p{L}\p{N}_.]*/u.exec(text.slice(cursor))?.[0].length ?? 0);
}
