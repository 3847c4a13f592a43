// SPDX-License-Identifier: Apache-2.0
// Exceptions become part of the condition as text, before lists are put in: `(condition) and not (field in (values))`.

import { takesList } from './comparison-word.js';
import { textOf } from './exception-check.js';
import { LoadFailure } from './load-report.js';
import type { ExceptionEntry, RuleException } from './rule-items.js';

/** The condition with all exceptions; those without values change nothing. */
export function withExceptions(condition: string, exceptions: readonly RuleException[]): string {
  if (exceptions.length === 0) return condition;
  const excluded = exceptions.map(exceptionText).filter((text) => text !== '');
  return [`(${condition})`, ...excluded].join(' and not ');
}

function exceptionText(exception: RuleException): string {
  const { fields, operators, values } = exception;
  if (values.length === 0 || fields === undefined || operators === undefined) return '';
  if (fields.kind === 'one') return `(${fields.text} ${textOf(operators)} (${singleValues(exception)}))`;
  return `(${values.map((value) => `(${comparisons(exception, value)})`).join(' or ')})`;
}

function singleValues(exception: RuleException): string {
  const items = exception.values.map((value) => {
    if (value.kind === 'one') return quoted(value.text);
    throw new LoadFailure(
      'LOAD_ERR_VALIDATE',
      'the values of a single field must be words, not lists',
      exception.where,
    );
  });
  return items.join(', ');
}

/** `f1 = a and f2 in (b, c)` for one row of values. */
function comparisons(exception: RuleException, value: ExceptionEntry): string {
  const fields = itemsOf(exception.fields);
  const operators = itemsOf(exception.operators);
  const values = itemsOf(value);
  if (fields.length !== values.length) {
    throw new LoadFailure('LOAD_ERR_VALIDATE', 'fields and values must be of the same length', exception.where);
  }
  return fields
    .map((field, k) => {
      const operator = textOf(operators[k] ?? { kind: 'one', text: '' });
      return `${textOf(field)} ${operator} ${rightSide(values[k], operator)}`;
    })
    .join(' and ');
}

function rightSide(value: ExceptionEntry | undefined, operator: string): string {
  if (value?.kind === 'list') return `(${value.items.map((item) => quoted(textOf(item))).join(', ')})`;
  const text = value === undefined ? '' : value.text;
  if (!takesList(operator)) return quoted(text);
  return text.startsWith('(') ? text : `(${text})`;
}

function itemsOf(entry: ExceptionEntry | undefined): readonly ExceptionEntry[] {
  return entry?.kind === 'list' ? entry.items : [];
}

/** In quotes where it holds a blank and has none yet. */
export function quoted(text: string): string {
  return text.includes(' ') && !text.startsWith('"') && !text.startsWith("'") ? `"${text}"` : text;
}
