// SPDX-License-Identifier: Apache-2.0
// One value against constants: the meaning of the operators, by kind of value. A test is made once per filter and run
// once per snapshot or row; it answers false for a value of another kind than the one it was made for.

import type { Scalar } from '../event/value.js';
import { failure, ok, type Result } from '../result.js';
import type { Operator } from './ast.js';
import { globMatcher } from './glob.js';
import { isInNetwork } from './networks.js';
import { pathPrefixMatcher } from './pmatch.js';
import { regexMatcher } from './regex.js';
import * as texts from './text-compare.js';
import type { Constant } from './values.js';

export type ScalarTest = (value: Scalar) => boolean;

/**
 * `value OPERATOR constants`. All constants are of one kind; there is exactly one of them unless the operator takes a
 * list. `exists` is not for here. The error is a sentence (only a bad pattern can cause it).
 */
export function scalarTest(operator: Operator, constants: readonly Constant[]): Result<ScalarTest, string> {
  const [first] = constants;
  if (first === undefined) return ok(() => false);
  switch (first.kind) {
    case 'number':
      return ok(numberTest(operator, first, constants));
    case 'boolean':
      return ok(booleanTest(operator, constants));
    case 'text':
      return textTest(operator, first.text, constants);
    case 'bytes':
      return ok(bytesTest(operator, first.bytes, constants));
    case 'address':
      return ok(addressTest(operator, constants));
    case 'network':
      return ok(networkTest(operator, constants));
  }
}

// Numbers compare exactly: a bigint value with the constant's bigint, a number with its number.
function numberTest(
  operator: Operator,
  first: Extract<Constant, { kind: 'number' }>,
  constants: readonly Constant[],
): ScalarTest {
  const one = first.value;
  const exact = first.exact ?? one;
  switch (operator) {
    case '=':
      return (v) => v === one || v === exact;
    case '!=':
      return (v) => (typeof v === 'number' && v !== one) || (typeof v === 'bigint' && v !== exact);
    case '<':
      return (v) => (typeof v === 'number' && v < one) || (typeof v === 'bigint' && v < exact);
    case '<=':
      return (v) => (typeof v === 'number' && v <= one) || (typeof v === 'bigint' && v <= exact);
    case '>':
      return (v) => (typeof v === 'number' && v > one) || (typeof v === 'bigint' && v > exact);
    case '>=':
      return (v) => (typeof v === 'number' && v >= one) || (typeof v === 'bigint' && v >= exact);
    default: {
      const members = new Set<Scalar>();
      for (const constant of constants) {
        if (constant.kind !== 'number') continue;
        members.add(constant.value);
        if (constant.exact !== undefined) members.add(constant.exact);
      }
      return (v) => members.has(v);
    }
  }
}

function booleanTest(operator: Operator, constants: readonly Constant[]): ScalarTest {
  const members = new Set(constants.map((c) => c.kind === 'boolean' && c.value));
  // A flag of a column is 0 or 1.
  const toBoolean = (v: Scalar) => (typeof v === 'number' ? v !== 0 : v);
  const isMember = (v: boolean) => members.has(v) !== (operator === '!=');
  return (v) => {
    const flag = toBoolean(v);
    return typeof flag === 'boolean' && isMember(flag);
  };
}

function textTest(operator: Operator, one: string, constants: readonly Constant[]): Result<ScalarTest, string> {
  switch (operator) {
    case '=':
      return ok((v) => v === one);
    case '!=':
      return ok((v) => typeof v === 'string' && v !== one);
    case 'in':
    case 'intersects': {
      const members = new Set<Scalar>(textsOf(constants));
      return ok((v) => members.has(v));
    }
    case 'regex': {
      const matcher = regexMatcher(one);
      return matcher.ok ? ok(ofText(matcher.value)) : matcher;
    }
    default: {
      const test = plainTextTest(operator, one, constants);
      return test === undefined ? failure(`'${operator}' not supported for string filters`) : ok(ofText(test));
    }
  }
}

function plainTextTest(
  operator: Operator,
  one: string,
  constants: readonly Constant[],
): ((text: string) => boolean) | undefined {
  switch (operator) {
    case '<':
      return (v) => texts.compareText(v, one) < 0;
    case '<=':
      return (v) => texts.compareText(v, one) <= 0;
    case '>':
      return (v) => texts.compareText(v, one) > 0;
    case '>=':
      return (v) => texts.compareText(v, one) >= 0;
    case 'contains':
      return texts.containsText(one);
    case 'icontains': {
      const contains = texts.containsText(texts.lowerAscii(one));
      return (v) => contains(texts.lowerAscii(v));
    }
    case 'startswith':
      return texts.startsWithText(one);
    case 'endswith':
      return texts.endsWithText(one);
    case 'glob':
      return globMatcher(one);
    case 'iglob':
      return globMatcher(one, true);
    case 'pmatch':
      return pathPrefixMatcher(textsOf(constants));
    default:
      return undefined;
  }
}

function bytesTest(operator: Operator, one: Uint8Array, constants: readonly Constant[]): ScalarTest {
  const equals = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
  switch (operator) {
    case '=':
      return ofBytes((v) => equals(v, one));
    case '!=':
      return ofBytes((v) => !equals(v, one));
    case 'contains':
    case 'bcontains':
      return ofBytes((v) => texts.bytesContain(v, one));
    case 'startswith':
    case 'bstartswith':
      return ofBytes((v) => texts.bytesStartWith(v, one));
    case 'endswith':
      return ofBytes((v) => texts.bytesEndWith(v, one));
    default:
      return ofBytes((v) => constants.some((c) => c.kind === 'bytes' && equals(v, c.bytes)));
  }
}

function addressTest(operator: Operator, constants: readonly Constant[]): ScalarTest {
  const members = new Set(constants.map((c) => (c.kind === 'address' ? c.address : '')));
  if (operator === '!=') return (v) => typeof v === 'string' && !members.has(v);
  return (v) => typeof v === 'string' && members.has(v);
}

function networkTest(operator: Operator, constants: readonly Constant[]): ScalarTest {
  const isInside = (ip: string) => constants.some((c) => c.kind === 'network' && isInNetwork(ip, c.network));
  if (operator === '!=') return (v) => typeof v === 'string' && !isInside(v);
  return (v) => typeof v === 'string' && isInside(v);
}

function textsOf(constants: readonly Constant[]): readonly string[] {
  return constants.flatMap((c) => (c.kind === 'text' ? [c.text] : []));
}

function ofText(test: (text: string) => boolean): ScalarTest {
  return (v) => typeof v === 'string' && test(v);
}

function ofBytes(test: (bytes: Uint8Array) => boolean): ScalarTest {
  return (v) => v instanceof Uint8Array && test(v);
}
