// SPDX-License-Identifier: Apache-2.0
// Lists are put into conditions as text, wherever their name is between blanks, parentheses, commas and `=`:
// also bare, as in `proc.name = shells` where the list has one item. Lists are put in one after the other, in the order
// of their definition, so that an item may be the name of a later list.

import { quoted } from './exception-condition.js';

const BLANK = /[ \t\n\r]/;
const DELIMITER = /[ \t\n\r(),=]/;

export interface CompiledList {
  readonly name: string;
  readonly items: readonly string[];
}

/** The condition with the list put in; the same text where it is not named. */
export function withList(condition: string, { name, items }: CompiledList): string {
  let text = condition;
  let at = text.indexOf(name);
  if (at < 0) return condition;
  const list = items.map(quoted).join(', ');
  while (at >= 0) {
    let next = at + 1;
    if (isWord(text, at, at + name.length)) {
      const { start, end } = takenSpan(text, at, at + name.length, list === '');
      text = `${start > 0 ? `${text.slice(0, start)} ` : ''}${list} ${text.slice(end)}`;
      next = start + list.length + 2;
    }
    at = text.indexOf(name, next);
  }
  return text;
}

function isWord(text: string, start: number, end: number): boolean {
  return (
    (start === 0 || DELIMITER.test(text.charAt(start - 1))) && (end >= text.length || DELIMITER.test(text.charAt(end)))
  );
}

/** The name with the blanks around it, and with one comma where the list is empty. */
function takenSpan(text: string, from: number, to: number, isEmpty: boolean): { start: number; end: number } {
  let start = from;
  let end = to;
  while (start > 0 && BLANK.test(text.charAt(start - 1))) start--;
  while (end < text.length && BLANK.test(text.charAt(end))) end++;
  if (isEmpty && text.charAt(start - 1) === ',') start--;
  else if (isEmpty && text.charAt(end) === ',') end++;
  return { start, end };
}
