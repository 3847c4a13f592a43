// SPDX-License-Identifier: Apache-2.0
// Comparing evt.rawarg.NAME where parameters of that name are numbers in some events and texts in others. The right side
// is read as each kind that it can be, once; the value at hand says which reading counts. Where there is none for its
// kind (`evt.rawarg.val = abc` on a number), the check is false.

import type { FieldType, Scalar } from '../event/value.js';
import { operatorsOf } from './operators.js';
import type { ServiceNames } from './services.js';
import { elementsOf } from './value-elements.js';
import { type Comparison, type ValueTest, valueTest } from './value-predicate.js';
import { type Constant, kindOf, parseConstant, parseHexBytes } from './values.js';

/** One type per kind of value. */
const READINGS: Readonly<Record<'number' | 'boolean' | 'string' | 'bytes', FieldType>> = {
  number: 'INT64',
  boolean: 'BOOL',
  string: 'CHARBUF',
  bytes: 'BYTEBUF',
};

export function dynamicTest(comparison: Comparison, texts: readonly string[], services: ServiceNames): ValueTest {
  const test = (type: FieldType) => reading(comparison, texts, type, services);
  const tests = {
    number: test(READINGS.number),
    boolean: test(READINGS.boolean),
    string: test(READINGS.string),
    bytes: test(READINGS.bytes),
  };
  return (value) => {
    if (value === undefined) return false;
    const [first] = elementsOf(value);
    return first !== undefined && tests[kindOfScalar(first)](value);
  };
}

function reading(comparison: Comparison, texts: readonly string[], type: FieldType, services: ServiceNames): ValueTest {
  const never = () => false;
  if (!operatorsOf(kindOf(type), false).includes(comparison.operator)) return never;
  const isHex = comparison.operator === 'bcontains' || comparison.operator === 'bstartswith';
  const constants: Constant[] = [];
  for (const text of texts) {
    const constant = isHex ? parseHexBytes(text) : parseConstant(text, type, services);
    if (!constant.ok) return never;
    constants.push(constant.value);
  }
  const test = valueTest(comparison, constants);
  return test.ok ? test.value : never;
}

function kindOfScalar(value: Scalar): keyof typeof READINGS {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'string':
      return 'string';
    default:
      return 'bytes';
  }
}
