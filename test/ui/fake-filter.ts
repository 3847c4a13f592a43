// SPDX-License-Identifier: Apache-2.0
// The few filters that the fake engine understands: terms `field=value`, `field!=value`, `field exists` with `not` before
// and `and` or `or` between. Enough to tell right from wrong, with a position.

import type { CellValue, EngineError } from '../../src/engine/protocol/protocol.js';

export const FAKE_FIELDS: readonly (readonly [name: string, description: string])[] = [
  ['container.id', 'Id of the container.'],
  ['evt.num', 'Number of the event.'],
  ['evt.type', 'Name of the call.'],
  ['evt.time', 'When it happened.'],
  ['evt.cpu', 'CPU that it happened on.'],
  ['fd.name', 'Name of the file descriptor.'],
  ['fd.type', 'Type of the file descriptor.'],
  ['fd.sport', 'Port of the server.'],
  ['fd.lport', 'Port of this machine.'],
  ['fd.rport', 'Port of the other machine.'],
  ['fd.lip', 'Address of this machine.'],
  ['fd.rip', 'Address of the other machine.'],
  ['fd.l4proto', 'Protocol.'],
  ['proc.exeline', 'Program and its arguments.'],
  ['proc.name', 'Name of the process.'],
  ['proc.pid', 'Process id.'],
  ['proc.ppid', 'Process id of the parent.'],
  ['thread.tid', 'Thread id.'],
  ['user.name', 'Name of the user.'],
];

interface Term {
  readonly field: string;
  readonly negated: boolean;
  /** Undefined: `exists`. */
  readonly value: string | undefined;
}

const TOKEN = /\s*(?:(?<quoted>"(?:\\.|[^"\\])*")|(?<sign>!=|=|\(|\))|(?<word>[^\s()=!"]+))/gy;

export type FakeFilter = { readonly terms: readonly Term[] } | EngineError;

export function parseFilter(text: string): FakeFilter {
  const tokens: { text: string; at: number }[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (match === null) return mistake('expected a value', text.trimEnd().length);
    const found = match.groups?.['quoted'] ?? match.groups?.['sign'] ?? match.groups?.['word'] ?? '';
    tokens.push({ text: found, at: match.index + match[0].length - found.length });
  }
  return parseTokens(tokens, text);
}

function parseTokens(tokens: readonly { text: string; at: number }[], text: string): FakeFilter {
  const terms: Term[] = [];
  let negated = false;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined || token.text === '(' || token.text === ')') continue;
    if (token.text === 'and' || token.text === 'or') continue;
    if (token.text === 'not') {
      negated = !negated;
      continue;
    }
    if (!FAKE_FIELDS.some(([name]) => name === token.text)) {
      return mistake(`unknown field "${token.text}"`, token.at, 'F2 looks for plain text in the rows');
    }
    const operator = tokens[++i];
    if (operator?.text === 'exists') terms.push({ field: token.text, negated, value: undefined });
    else if (operator?.text === '=' || operator?.text === '!=') {
      const value = tokens[++i];
      if (value === undefined) return mistake('expected a value', text.length);
      terms.push({ field: token.text, negated: negated !== (operator.text === '!='), value: unquote(value.text) });
    } else return mistake('expected an operator', operator?.at ?? text.length, 'as in  proc.name=nginx');
    negated = false;
  }
  return { terms };
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  const inner = text.slice(1, -1).replace(/\\(x[0-9a-f]{2}|.)/gs, (_, letters: string) => {
    return letters.startsWith('x') ? String.fromCharCode(Number.parseInt(letters.slice(1), 16)) : letters;
  });
  return inner;
}

function mistake(message: string, position: number, hint = ''): EngineError {
  return { code: 'filter', message, position, hint };
}

/** Whether a row passes. Fields that the row has no column for are taken as fulfilled: they are the selection. */
export function passes(terms: readonly Term[], cellOf: (field: string) => CellValue | undefined): boolean {
  return terms.every((term) => {
    const cell = cellOf(term.field);
    if (cell === undefined) return true;
    const holds = term.value === undefined ? cell !== null : cell !== null && String(cell) === term.value;
    return holds !== term.negated;
  });
}
