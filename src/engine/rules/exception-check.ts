// SPDX-License-Identifier: Apache-2.0
// Whether the parts of an exception fit each other, with the operators that it leaves out filled in.

import { lookupField } from '../fields/catalogue.js';
import { compileFilter } from '../filter/compile.js';
import { isOperator, takesList, trimmedOperator } from './comparison-word.js';
import { LoadFailure } from './load-report.js';
import type { ExceptionEntry, RuleException } from './rule-items.js';

/** `checksFields`: not where the source of the rule is unknown, and with it its fields. */
export function checkedException(exception: RuleException, checksFields: boolean): RuleException {
  const { fields, where } = exception;
  if (fields === undefined) throw invalid('the exception must have a list of fields', exception);
  const operators = fields.kind === 'list' ? listOperators(fields, exception) : singleOperator(exception);
  const names = fields.kind === 'list' ? fields.items : [fields];
  for (const name of names) {
    const text = textOf(name);
    if (checksFields && !isField(text)) throw invalid(`'${text}' is not a field that can be compared`, exception);
  }
  return { ...exception, where, operators };
}

function listOperators(fields: ExceptionEntry & { kind: 'list' }, exception: RuleException): ExceptionEntry {
  const given = exception.operators;
  if (given === undefined) return { kind: 'list', items: fields.items.map(() => ({ kind: 'one', text: '=' })) };
  const items = given.kind === 'list' ? given.items : [];
  if (items.length !== fields.items.length) throw invalid('fields and comps must be of the same length', exception);
  const operators = items.map((item) => trimmedOperator(textOf(item)));
  const wrong = operators.find((operator) => !isOperator(operator));
  if (wrong !== undefined) throw invalid(`'${wrong}' is not an operator`, exception);
  return { kind: 'list', items: operators.map((text) => ({ kind: 'one', text })) };
}

function singleOperator(exception: RuleException): ExceptionEntry {
  const given = exception.operators ?? { kind: 'one', text: 'in' };
  if (given.kind === 'list') throw invalid('fields and comps must both be one, or both be lists', exception);
  const text = trimmedOperator(given.text);
  if (takesList(text)) return { kind: 'one', text };
  throw invalid(
    'the operator of a single field must take a list: in, pmatch, intersects, or one with a modifier',
    exception,
  );
}

/** A field, or transformers over fields. */
function isField(text: string): boolean {
  return compileFilter(`${text} exists`, { lookupField }).ok;
}

/** A list where a word is expected counts as an empty word. */
export function textOf(entry: ExceptionEntry): string {
  return entry.kind === 'one' ? entry.text : '';
}

function invalid(message: string, { where }: RuleException): LoadFailure {
  return new LoadFailure('LOAD_ERR_VALIDATE', message, where);
}
