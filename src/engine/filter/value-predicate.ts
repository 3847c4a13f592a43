// SPDX-License-Identifier: Apache-2.0
// A field's whole value against constants: missing values, lists, several candidates, modifiers.
//
// Missing (undefined): false for every operator, `!=` and `exists` included.
// A list field (fd.types): `in` asks for every element, `intersects` for one.
// An array of a field that is not a list holds candidates, any of which may satisfy: the ancestors of proc.aname, the two
// ends of fd.ip. Only `!=` of a filter-only field (fd.ip, fd.port, fd.net) must hold for both ends, and its `exists`
// is true for a socket without ends: the event has an fd.
// oneof, anyof, allof count the right-hand elements that `value OPERATOR element` is true for.

import type { FieldValue, Scalar } from '../event/value.js';
import { ok, type Result } from '../result.js';
import type { Modifier, Operator } from './ast.js';
import { type ScalarTest, scalarTest } from './scalar-predicate.js';
import { elementsOf, isArray } from './value-elements.js';
import type { Constant } from './values.js';

export type ValueTest = (value: FieldValue) => boolean;

export interface Comparison {
  readonly operator: Operator;
  readonly modifier: Modifier | undefined;
  /** The field's value is a list. */
  readonly isList: boolean;
  /** Candidates are the two ends of a connection (see above). */
  readonly isEnds: boolean;
}

/** The test `value OPERATOR [MODIFIER] constants`; the error is a sentence about a pattern. */
export function valueTest(comparison: Comparison, constants: readonly Constant[]): Result<ValueTest, string> {
  const { operator, modifier, isList, isEnds } = comparison;
  if (operator === 'exists') return ok(existsTest(isList || isEnds));
  if (modifier !== undefined) return modifiedTest(comparison, modifier, constants);
  const test = scalarTest(operator, constants);
  if (!test.ok) return test;
  if (isList) return ok(listTest(operator, test.value));
  return ok(candidateTest(test.value, isEnds && operator === '!='));
}

function existsTest(emptyExists: boolean): ValueTest {
  return (value) => value !== undefined && (emptyExists || !isArray(value) || value.length > 0);
}

function listTest(operator: Operator, test: ScalarTest): ValueTest {
  if (operator === 'in') return (value) => value !== undefined && elementsOf(value).every(test);
  return (value) => value !== undefined && elementsOf(value).some(test);
}

function candidateTest(test: ScalarTest, needsAll: boolean): ValueTest {
  return (value) => {
    if (value === undefined) return false;
    if (!isArray(value)) return test(value);
    return needsAll ? value.length > 0 && value.every(test) : value.some(test);
  };
}

function modifiedTest(
  { operator, isList, isEnds }: Comparison,
  modifier: Modifier,
  constants: readonly Constant[],
): Result<ValueTest, string> {
  const tests: ScalarTest[] = [];
  for (const constant of constants) {
    const test = scalarTest(operator, [constant]);
    if (!test.ok) return test;
    tests.push(test.value);
  }
  if (tests.length === 0) return ok(() => false);
  if (!isList) {
    return ok(candidateTest((value) => isEnough(modifier, tests, (test) => test(value)), isEnds && operator === '!='));
  }
  // `list OP element`: some element of the list satisfies it; for != none may be equal.
  const holds = operator === '!=' ? every : some;
  return ok((value) => value !== undefined && isEnough(modifier, tests, (test) => holds(elementsOf(value), test)));
}

function isEnough(modifier: Modifier, tests: readonly ScalarTest[], holds: (test: ScalarTest) => boolean): boolean {
  switch (modifier) {
    case 'anyof':
      return tests.some(holds);
    case 'allof':
      return tests.every(holds);
    case 'oneof':
      return tests.filter(holds).length === 1;
  }
}

function every(values: readonly Scalar[], test: ScalarTest): boolean {
  return values.every(test);
}

function some(values: readonly Scalar[], test: ScalarTest): boolean {
  return values.some(test);
}
