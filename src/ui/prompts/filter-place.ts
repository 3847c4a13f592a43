// SPDX-License-Identifier: Apache-2.0
// What may be at the cursor of a filter line: a field, an operator, a value or a connective. Reads the text before the
// cursor as far as completion needs it; the language itself is the engine's business (engine/filter).

import type { LineState } from './line-editor.js';

export interface FilterPlace {
  readonly kind: 'field' | 'operator' | 'value' | 'connective' | 'none';
  /** Where the word before the cursor begins in the line; the cursor's own place where there is none. */
  readonly from: number;
  /** What has been typed of it, without its quotes. */
  readonly word: string;
  /** The field that the operator or value belongs to; "" for the others. */
  readonly field: string;
}

const TOKEN = /"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|[()]|,|!=|<=|>=|=|<|>|[^\s()"'=<>!,]+|!/g;
const SIGN = /^(?:!=|<=|>=|=|<|>)$/;
/** Operators that take a list. */
const LISTED: ReadonlySet<string> = new Set(['in', 'intersects', 'pmatch']);

type Mode = FilterPlace['kind'] | 'list-start' | 'list' | 'list-end';

export function filterPlace({ text, cursor }: LineState): FilterPlace {
  const head = text.slice(0, cursor);
  const tokens = [...head.matchAll(TOKEN)];
  const last = tokens.at(-1);
  const isTouching = last !== undefined && last.index + last[0].length === head.length && !isComplete(last[0]);
  if (isTouching) tokens.pop();
  let mode: Mode = 'field';
  let field = '';
  for (const [token] of tokens) {
    if (mode === 'field' && token !== '(' && token !== 'not') field = token;
    mode = nextMode(mode, token);
  }
  const from = isTouching ? last.index : head.length;
  const kind = mode === 'list' ? 'value' : mode === 'list-start' || mode === 'list-end' ? 'none' : mode;
  const word = isTouching ? last[0].replace(/^["']/, '').replaceAll(/\\(["'\\])/g, '$1') : '';
  return { kind, from, word, field: kind === 'operator' || kind === 'value' ? field : '' };
}

/** Signs end by themselves, strings with their quote. */
function isComplete(token: string): boolean {
  if (SIGN.test(token) || /^[(),!]$/.test(token)) return true;
  return /^(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')$/s.test(token);
}

function nextMode(mode: Mode, token: string): Mode {
  switch (mode) {
    case 'field':
      return token === '(' || token === 'not' ? 'field' : 'operator';
    case 'operator':
      if (token === 'exists') return 'connective';
      if (LISTED.has(token)) return 'list-start';
      return SIGN.test(token) || /^[a-z]+$/.test(token) ? 'value' : 'none';
    case 'list-start':
      return token === '(' ? 'list' : 'none';
    case 'list':
      return token === ')' ? 'connective' : token === ',' ? 'list' : 'list-end';
    case 'list-end':
      return token === ',' ? 'list' : token === ')' ? 'connective' : 'none';
    case 'value':
      return 'connective';
    case 'connective':
      if (token === ')') return 'connective';
      return token === 'and' || token === 'or' ? 'field' : 'none';
    case 'none':
      return 'none';
  }
}
