// SPDX-License-Identifier: Apache-2.0
// Ast → filter text that parses to the same tree, and single values → text that may follow an operator. The
// drill-down writes its terms with quoteText().

import { encodeText } from '../scap/text.js';
import type { Ast, AstField, AstRight, AstText, AstTransformer, AstTransformerValue } from './ast.js';

/** No quotes needed; `val(` and transformer calls have a parenthesis and are quoted for that. */
const BARE = /^[^()"'\s=,\\]+$/;
const PLAIN_NUMBER = /^(?:0[xX][0-9a-fA-F]+|[+-]?[0-9]+[.]?[0-9]*(?:[eE][+-][0-9]+)?)$/;

export function printFilter(ast: Ast): string {
  switch (ast.kind) {
    case 'and':
    case 'or':
      return ast.children.map((child) => printInside(child, ast.kind)).join(` ${ast.kind} `);
    case 'not':
      return `not ${printInside(ast.child, 'not')}`;
    case 'name':
      return ast.name;
    case 'check': {
      const left = printOperand(ast.left);
      if (ast.right === undefined) return `${left} ${ast.operator}`;
      const modifier = ast.modifier === undefined ? '' : `${ast.modifier} `;
      return `${left} ${ast.operator} ${modifier}${printRight(ast.right, ast.operator)}`;
    }
  }
}

/** Any text as a string of the language. Control characters and stray bytes become escapes. */
export function quoteText(text: string): string {
  return BARE.test(text) && !/[\p{Cc}\p{Surrogate}]/u.test(text) ? text : quoted(text);
}

export function printOperand(operand: AstField | AstTransformer): string {
  const argument = operand.argument === undefined ? '' : `[${printArgument(operand.argument)}]`;
  if (operand.kind === 'field') return `${operand.name}${argument}`;
  return `${operand.name}(${operand.values.map(printTransformerValue).join(', ')})${argument}`;
}

function printInside(ast: Ast, outer: 'and' | 'or' | 'not'): string {
  const text = printFilter(ast);
  const bare = ast.kind === 'check' || ast.kind === 'name' || (ast.kind === 'not' && outer !== 'not');
  return bare || (ast.kind === 'and' && outer === 'or') ? text : `(${text})`;
}

function printRight(right: AstRight, operator: string): string {
  switch (right.kind) {
    case 'text':
      // The operators < <= > >= take numbers as they are, never strings.
      return /^[<>]/.test(operator) ? right.text : printString(right);
    case 'list':
      return `(${right.items.map(printString).join(', ')})`;
    case 'value-of':
      return `val(${printOperand(right.field)})`;
    case 'transformer':
      return printOperand(right);
  }
}

/** A bare `oneof`, `anyof` or `allof` after an operator could be taken for a modifier. */
function printString({ text }: AstText): string {
  return /^(?:oneof|anyof|allof)$/.test(text) ? quoted(text) : quoteText(text);
}

function printArgument(text: string): string {
  return /^[^\][\\"'\s\p{Cc}\p{Surrogate}]+$/u.test(text) ? text : quoted(text);
}

function printTransformerValue(value: AstTransformerValue): string {
  switch (value.kind) {
    case 'text':
      return PLAIN_NUMBER.test(value.text) ? value.text : quoted(value.text);
    case 'values':
      return `(${value.items.map(printTransformerValue).join(', ')})`;
    default:
      return printOperand(value);
  }
}

function quoted(text: string): string {
  let out = '';
  for (const character of text) out += escaped(character);
  // A backslash before the closing quote would escape it, whatever comes before the backslash.
  return `"${out.endsWith('\\') ? `${out.slice(0, -2)}\\x5c` : out}"`;
}

function escaped(character: string): string {
  if (character === '"') return '\\"';
  if (character === '\\') return '\\\\';
  if (!/[\p{Cc}\p{Surrogate}]/u.test(character)) return character;
  return [...encodeText(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
