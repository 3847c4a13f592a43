// SPDX-License-Identifier: Apache-2.0
// A format string taken apart: literal text, and fields or transformers with their width. format.ts makes it printable.

import { lookupField, lookupPrefix } from '../fields/catalogue.js';
import type { FieldUse } from '../fields/field.js';
import { checkOperand } from '../filter/check-operand.js';
import { Lexer } from '../filter/lexer.js';
import type { Operand } from '../filter/operand.js';
import { OperandParser } from '../filter/operand-parser.js';
import { ParseFailure } from '../filter/parse-failure.js';
import { failure, ok, type Result } from '../result.js';

export type FormatPiece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'field'; readonly use: FieldUse; readonly width: number }
  | { readonly kind: 'transformer'; readonly operand: Operand; readonly width: number };

export interface FormatParts {
  /** The format started with `*`: lines with missing values are printed too. */
  readonly printsMissing: boolean;
  readonly pieces: readonly FormatPiece[];
}

export interface FormatProblem {
  readonly message: string;
  /** Index into the format. */
  readonly position: number;
  /** The format names a field that does not exist. */
  readonly isUnknown?: boolean;
}

export function parseFormat(format: string): Result<FormatParts, FormatProblem> {
  if (format === '') return failure({ message: 'the format is empty', position: 0 });
  const pieces: FormatPiece[] = [];
  const printsMissing = format.startsWith('*');
  let at = printsMissing ? 1 : 0;
  while (at < format.length) {
    const percent = format.indexOf('%', at);
    const end = percent < 0 ? format.length : percent;
    if (end > at) pieces.push({ kind: 'literal', text: format.slice(at, end) });
    if (percent < 0) break;
    const found = parseToken(format, percent + 1);
    if (!found.ok) return found;
    pieces.push(found.value.piece);
    at = found.value.end;
  }
  return ok({ printsMissing, pieces });
}

interface Token {
  readonly piece: FormatPiece;
  /** Where the format goes on. */
  readonly end: number;
}

/** What follows a `%`: digits for the width, then a field or a transformer. */
function parseToken(format: string, start: number): Result<Token, FormatProblem> {
  const digits = /^\d*/.exec(format.slice(start))?.[0] ?? '';
  const at = start + digits.length;
  if (at === format.length) {
    const what = digits === '' ? 'a %' : 'a number';
    return failure({ message: `a format cannot end with ${what}: name a field after it`, position: start - 1 });
  }
  const width = digits === '' ? 0 : Number(digits);
  const rest = format.slice(at);
  const transformed = parseTransformer(rest);
  if (transformed !== undefined) {
    if (!transformed.ok) return failure({ ...transformed.error, position: at + transformed.error.position });
    const { operand, length } = transformed.value;
    return ok({ piece: { kind: 'transformer', operand, width }, end: at + length });
  }
  const found = lookupPrefix(rest);
  if (!found.ok) return failure({ message: found.error, position: at, isUnknown: true });
  const { use, length } = found.value;
  if (use.field.filterOnly === true) {
    return failure({ message: `${use.field.name} can be compared in a filter, but not printed`, position: at });
  }
  return ok({ piece: { kind: 'field', use, width }, end: at + length });
}

/** A transformer at the start of `rest`; undefined where there is none. */
function parseTransformer(rest: string): Result<{ operand: Operand; length: number }, FormatProblem> | undefined {
  const lexer = new Lexer(rest);
  try {
    const ast = new OperandParser(lexer).transformer();
    if (ast === undefined) return undefined;
    return ok({ operand: checkOperand(ast, { lookupField }), length: lexer.at });
  } catch (error) {
    if (error instanceof ParseFailure) {
      return failure({ message: error.message, position: error.at, isUnknown: error.isUnknown });
    }
    throw error;
  }
}
