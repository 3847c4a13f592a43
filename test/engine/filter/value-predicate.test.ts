// SPDX-License-Identifier: Apache-2.0
// What tests promise callers that have no checker in front: values of another kind and empty lists never hold.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Scalar } from '../../../src/engine/event/value.js';
import type { Operator } from '../../../src/engine/filter/ast.js';
import { operatorsOf } from '../../../src/engine/filter/operators.js';
import { scalarTest } from '../../../src/engine/filter/scalar-predicate.js';
import { servicesFrom } from '../../../src/engine/filter/services.js';
import { valueTest } from '../../../src/engine/filter/value-predicate.js';
import { constantOf, kindOf, parseConstant } from '../../../src/engine/filter/values.js';

const NO_SERVICES = servicesFrom(() => '');
const VALUES: readonly Scalar[] = [1, 1n, '1', true, Uint8Array.of(0x31)];

/** A type, a constant of it, and which of VALUES are of another kind. */
const ROWS = [
  ['INT64', '1', (value: Scalar) => typeof value !== 'number' && typeof value !== 'bigint'],
  ['CHARBUF', '1', (value: Scalar) => typeof value !== 'string'],
  ['BOOL', 'false', (value: Scalar) => typeof value !== 'boolean' && typeof value !== 'number'],
  ['BYTEBUF', '1', (value: Scalar) => !(value instanceof Uint8Array)],
  ['IPADDR', '::1', (value: Scalar) => typeof value !== 'string'],
  ['IPNET', '::1/128', (value: Scalar) => typeof value !== 'string'],
] as const;

test('a value of another kind satisfies no operator', () => {
  let asked = 0;
  for (const [type, text, isOther] of ROWS) {
    const constant = parseConstant(text, type, NO_SERVICES);
    assert.ok(constant.ok);
    for (const operator of operatorsOf(kindOf(type), false)) {
      if (operator === 'exists') continue;
      const compare = scalarTest(operator, [constant.value]);
      assert.ok(compare.ok);
      for (const value of VALUES.filter(isOther)) {
        asked++;
        assert.equal(compare.value(value), false, `${type} ${operator} ${typeof value}`);
      }
    }
  }
  assert.ok(asked > 100);
});

test('nothing on the right holds for nothing', () => {
  const base = { isList: false, isEnds: false };
  for (const operator of ['=', '!=', 'glob', 'in', 'pmatch'] satisfies Operator[]) {
    for (const modifier of [undefined, 'oneof', 'anyof', 'allof'] as const) {
      const compare = valueTest({ ...base, operator, modifier }, []);
      assert.ok(compare.ok);
      assert.equal(compare.value('a'), false, `${operator} ${modifier}`);
    }
  }
});

test('values as constants keep what they are', () => {
  assert.deepEqual(constantOf(2.5, 'number'), { kind: 'number', value: 2.5, exact: undefined });
  assert.deepEqual(constantOf(5n, 'number'), { kind: 'number', value: 5, exact: 5n });
  assert.deepEqual(constantOf(0, 'boolean'), { kind: 'boolean', value: false });
  assert.deepEqual(constantOf('\x7f\0\0\x01', 'address'), { kind: 'address', address: '\x7f\0\0\x01' });
});
