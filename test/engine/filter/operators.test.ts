// SPDX-License-Identifier: Apache-2.0
// Every operator on every type: which are allowed, and what they mean.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIp } from '../../../src/engine/scap/ip-address.js';
import { checkAll, compiled, complaint } from './compare.js';

const ORDER = ['<', '<=', '>', '>='];
const EQUALITY = ['=', '!=', 'in', 'intersects', 'exists'];
const TEXT = ['contains', 'icontains', 'startswith', 'endswith', 'glob', 'iglob', 'pmatch', 'regex'];
const ALL = [...EQUALITY, ...ORDER, ...TEXT, 'bcontains', 'bstartswith'];

/** Field, a value that it takes, the operators allowed, what the others are not supported for. */
const TYPES: readonly (readonly [string, string, readonly string[], string])[] = [
  ['x.int', '1', [...EQUALITY, ...ORDER], 'numeric filters'],
  ['x.port', '1', [...EQUALITY, ...ORDER], 'numeric filters'],
  ['x.time', '1', [...EQUALITY, ...ORDER], 'numeric filters'],
  ['x.double', '1', [...EQUALITY, ...ORDER], 'numeric filters'],
  ['x.bool', 'true', EQUALITY, 'numeric filters'],
  ['x.text', '1', [...EQUALITY, ...ORDER, ...TEXT], 'string filters'],
  ['x.path', '1', [...EQUALITY, ...ORDER, ...TEXT], 'string filters'],
  ['x.bytes', '41', [...EQUALITY, 'contains', 'startswith', 'endswith', 'bcontains', 'bstartswith'], 'buffer filters'],
  ['x.ip', '::1', EQUALITY, 'ip address and network filters'],
  ['x.net', '::1/128', EQUALITY, 'ip address and network filters'],
];

test('operators × types', () => {
  for (const [field, value, allowed, name] of TYPES) {
    for (const operator of ALL) {
      const isList = ['in', 'intersects', 'pmatch'].includes(operator);
      // Order operators take numbers only: what the type makes of it is another matter.
      const right = ORDER.includes(operator) ? '1' : isList ? `(${value})` : value;
      const text = operator === 'exists' ? `${field} exists` : `${field} ${operator} ${right}`;
      if (allowed.includes(operator)) compiled(text);
      else assert.equal(complaint(text), `'${operator}' not supported for ${name} @ ${text.slice(field.length + 1)}`);
    }
  }
});

test('lists take in, intersects and exists, and modifiers', () => {
  for (const operator of ALL.filter((name) => !['in', 'intersects', 'exists', 'pmatch'].includes(name))) {
    const text = `x.list ${operator} 1`;
    assert.equal(
      complaint(text),
      `list filter 'x.list' only supports operators 'exists', 'in' and 'intersects' @ ${operator} 1`,
    );
  }
  assert.equal(complaint('x.paths in (a)'), "list filters are not supported for type 'FSPATH' @ in (a)");
  compiled('x.list = anyof (a, b) and x.list glob allof (a*, b*)');
  assert.equal(complaint('x.numbers glob anyof (1)'), "'glob' not supported for numeric filters @ glob anyof (1)");
});

test('numbers', () => {
  checkAll([
    [
      'x.int',
      5,
      ['= 5', '== +5', '!= 4', '< 6', '<= 5', '> -5', '>= 5', 'in (1, 5)', 'intersects (5)', '= 0x5'],
      ['= 4', '!= 5', '< 5', '> 5', 'in (1, 2)', 'in ()'],
    ],
    ['x.int', -5, ['= -5', '< 0', '< -4', '> -6', 'in (-5)'], ['= 5', '> 0', '= 0x5']],
    // 2^63 and its neighbours are apart only as bigint.
    [
      'x.uint',
      9223372036854775809n,
      ['= 9223372036854775809', '> 9223372036854775808', 'in (9223372036854775809)'],
      ['= 9223372036854775808', '< 9223372036854775809', 'in (9223372036854775808)'],
    ],
    [
      'x.time',
      1534527348519227972n,
      ['= 1534527348519227972', '> 1534527348519227971', '!= 1534527348519227971'],
      ['= 1534527348519227971', '<= 1534527348519227971'],
    ],
    ['x.uint', 5n, ['= 5', '!= 6', '< 6', 'in (5)'], ['!= 5']],
    ['x.double', 0.5, ['> 0', '< 1', '= 0.5', '>= 5e-1', '!= 0'], ['> 0.5', '= 0']],
    ['x.port', 53, ['= domain', '= dns', 'in (http, domain)', '!= www', '= 53'], ['= http']],
    ['x.port', 80, ['= 65616', '= 80'], []],
    ['x.port', 0, ['= ""'], []],
  ]);
});

test('constants are cut to the width of their type', () => {
  checkAll([
    ['x.small', -27680, ['= 37856', '= 300000', '= -27680'], []],
    ['x.byte', 255, ['= 255', '= -1', '= 511'], ['= 256']],
    ['x.uint', 18446744073709551615n, ['= -1', '= 99999999999999999999'], ['= 1']],
    ['x.int', 9223372036854775807n, ['= 99999999999999999999'], []],
    ['x.int', 5, ["= ' 5'"], []],
  ]);
});

test('booleans', () => {
  checkAll([
    [
      'x.bool',
      true,
      ['= true', '!= false', 'in (true, false)', 'intersects (true)', 'exists'],
      ['= false', '!= true', 'in (false)'],
    ],
    ['x.bool', false, ['= false', '!= true'], ['= true', 'in ()']],
    // A flag of a column is a number.
    ['x.bool', 1, ['= true', '!= false'], ['= false']],
    ['x.bool', 0, ['= false', 'in (false)'], ['= true']],
  ]);
});

test('texts', () => {
  checkAll([
    [
      'x.text',
      'nginx',
      [
        '= nginx',
        '!= Nginx',
        'in (a, nginx)',
        'intersects (nginx)',
        'contains gin',
        'contains ""',
        'icontains GIN',
        'startswith ngi',
        'endswith nx',
        'glob n*x',
        'iglob N?INX',
        'regex n.*x',
      ],
      [
        '= Nginx',
        '= ngin',
        '!= nginx',
        'in (ngin)',
        'contains GIN',
        'startswith gin',
        'endswith ngin',
        'glob n',
        'glob N*',
        'regex gin',
      ],
    ],
    [
      'x.text',
      '',
      ['= ""', '!= x', 'exists', 'in ("")', 'startswith ""', 'glob *', 'glob ""', 'regex .*'],
      ['!= ""', 'glob ?'],
    ],
    ['x.text', '15', ['< 2', '<= 15', '> 12', '>= 15', '> 1'], ['< 15', '> 2']],
    // Case folds for ASCII only, whatever else is in the text.
    ['x.text', 'ÄPFEL', ['icontains pfel', 'iglob Ä*el', 'icontains Äpf'], ['icontains äpf']],
    [
      'x.text',
      'a/b.c',
      ['glob *', 'glob a*c', 'glob a?b?c', 'glob [!b]/[a-c].[[:alpha:]]', 'glob a/b\\.c'],
      ['glob a', 'glob a/b'],
    ],
  ]);
});

test('texts compare as bytes', () => {
  checkAll([
    // U+FFFD is EF BF BD, the emoji F0 …: their UTF-16 units have the opposite order.
    [
      'x.text',
      '\u{FFFD}',
      ['contains "\\xbf\\xbd"', 'startswith "\\xef"', 'endswith "\\xbd"', '= "\\xef\\xbf\\xbd"'],
      ['contains "\\xfe"', 'startswith "\\xbf"'],
    ],
    [
      'x.text',
      'a\udcffb',
      ['= "a\\xffb"', 'contains "\\xff"', 'glob a?b', 'regex a.b', 'endswith "\\xffb"'],
      ['= ab', 'contains "\\xfe"', '= "a\\xfeb"'],
    ],
    ['x.text', 'é', ['contains "\\xa9"', 'glob ?', 'regex .'], ['contains "\\xaa"', '= "\\xe9"']],
  ]);
});

test('buffers', () => {
  const bytes = Uint8Array.of(0x47, 0x45, 0x54, 0x00, 0xff);
  checkAll([
    [
      'x.bytes',
      bytes,
      [
        '= "GET\\x00\\xff"',
        '!= GET',
        'contains ET',
        'contains "\\xff"',
        'startswith GET',
        'endswith "\\x00\\xff"',
        'bcontains 5400ff',
        'bcontains 5400FF',
        'bstartswith 4745',
        'bcontains ""',
        'in (GET, "GET\\x00\\xff")',
        'intersects ("GET\\x00\\xff")',
      ],
      [
        '= GET',
        'contains get',
        'bcontains ff00',
        'bstartswith 45',
        'endswith GET',
        'in (GET)',
        'startswith "GET\\x00\\xff\\x00"',
      ],
    ],
    ['x.bytes', new Uint8Array(0), ['= ""', 'exists', 'contains ""'], ['contains a', '!= ""']],
  ]);
});

test('addresses', () => {
  const [v4, v6] = [parseIp('10.1.2.3'), parseIp('fe80::1')];
  checkAll([
    [
      'x.ip',
      v4,
      ['= 10.1.2.3', '!= 10.1.2.4', '!= ::1', 'in (::1, 10.1.2.3)', 'intersects (10.1.2.3)'],
      ['= 10.1.2.4', '= ::1', 'in (::1)', '!= 10.1.2.3'],
    ],
    ['x.ip', v6, ['= fe80::1', '= FE80:0:0::1', '!= 10.1.2.3'], ['= fe80::2']],
    [
      'x.net',
      v4,
      [
        '= 10.0.0.0/8',
        '= 10.1.2.3/32',
        '= 0.0.0.0/0',
        '!= 11.0.0.0/8',
        '!= fe80::/10',
        'in (fe80::/10, 10.0.0.0/8)',
        '= 10.1.2.2/31',
      ],
      ['= 10.1.2.4/30', '!= 10.0.0.0/8', '= ::/0', 'in (fe80::/10)', '= 10.1.2.2/32'],
    ],
    [
      'x.net',
      v6,
      ['= fe80::/10', '= fe80::/64', '= fe80::1/128', '= ::/0', '!= 0.0.0.0/0', '= febf::/10'],
      ['= fe80::2/128', '= fec0::/10', '= 0.0.0.0/0'],
    ],
  ]);
});
