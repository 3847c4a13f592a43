// SPDX-License-Identifier: Apache-2.0
// The operators that an exception may name, with or without a modifier: `=`, `in`, `startswith oneof`.

import { LIST_OPERATORS, MODIFIERS, NUMBER_OPERATORS, STRING_OPERATORS } from '../filter/ast.js';

const OPERATORS: ReadonlySet<string> = new Set([
  'exists',
  '==',
  ...NUMBER_OPERATORS,
  ...STRING_OPERATORS,
  ...LIST_OPERATORS,
]);
const MODIFIED: ReadonlySet<string> = new Set(['==', ...STRING_OPERATORS]);

/** Without blanks around it. */
export function trimmedOperator(text: string): string {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}

export function isOperator(text: string): boolean {
  return OPERATORS.has(text) || isModified(text);
}

/** A list in parentheses follows. */
export function takesList(text: string): boolean {
  return (LIST_OPERATORS as readonly string[]).includes(text) || isModified(text);
}

/** `startswith oneof`: only operators on strings take a modifier. */
function isModified(text: string): boolean {
  const [operator = '', modifier = '', ...more] = text.split(/[ \t\r\n]+/);
  return more.length === 0 && MODIFIED.has(operator) && (MODIFIERS as readonly string[]).includes(modifier);
}
