// SPDX-License-Identifier: Apache-2.0
// What is wrong with a filter and where. The command line prints formatFilterError(), the line editor puts its caret at
// `index`. Positions: index counts UTF-16 units from 0, line and column count from 1; as in the reference every CR and
// every LF starts a line.

export interface FilterError {
  readonly message: string;
  readonly index: number;
  readonly line: number;
  readonly column: number;
  /** The whole filter. */
  readonly text: string;
  /** The filter names a field or an event type that does not exist. */
  readonly isUnknown: boolean;
}

export function filterError(message: string, text: string, index: number, isUnknown = false): FilterError {
  let line = 1;
  let start = 0;
  for (let i = 0; i < index; i++) {
    if (isLineEnd(text.charCodeAt(i))) {
      line++;
      start = i + 1;
    }
  }
  return { message, index, line, column: index - start + 1, text, isUnknown };
}

/** Three lines: the sentence, the line of the filter that it is about, a caret under the place. */
export function formatFilterError(error: FilterError): string {
  const { message, index, line, column, text } = error;
  const start = index - column + 1;
  let end = start;
  while (end < text.length && !isLineEnd(text.charCodeAt(end))) end++;
  const source = visible(text.slice(start, end));
  const margin = visible(text.slice(start, index)).replace(/[^\t]/gu, blanks);
  return `filter error at index ${index}, line ${line}, column ${column}: ${message}\n  ${source}\n  ${margin}^`;
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}

/** Control characters would move the cursor or worse; a tab stays, the margin has the same one. */
function visible(text: string): string {
  return text.replace(/(?!\t)\p{Cc}|\p{Surrogate}/gu, '\u{FFFD}');
}

/** As many cells as the character takes: none for combining marks, two for wide ones (UAX 11 in coarse strokes). */
function blanks(character: string): string {
  if (/\p{Mn}|\p{Me}|\p{Cf}/u.test(character)) return '';
  return /[\u{1100}-\u{115F}\u{2E80}-\u{A4CF}\u{AC00}-\u{D7A3}\u{F900}-\u{FAFF}\u{FE30}-\u{FE6F}\u{FF01}-\u{FF60}\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u.test(
    character,
  )
    ? '  '
    : ' ';
}
