// SPDX-License-Identifier: Apache-2.0
// Many on the left, many on the right: list fields, and oneof, anyof, allof.

import { test } from 'node:test';
import { parseIp } from '../../../src/engine/scap/ip-address.js';
import { checkAll } from './compare.js';

test('modifiers count the elements that hold', () => {
  checkAll([
    [
      'x.text',
      'nginx',
      [
        '= anyof (a, nginx)',
        '!= anyof (nginx, a)',
        '!= allof (a, b)',
        'contains allof (n, gi)',
        'contains oneof (gi, zz)',
        'glob oneof (n*, a*)',
        'regex anyof (a, "n.*")',
        '!= oneof (nginx, a)',
      ],
      [
        '= allof (nginx, a)',
        '= anyof (a, b)',
        '!= allof (a, nginx)',
        'contains oneof (n, gi)',
        'contains allof (n, zz)',
        '= anyof ()',
        '!= allof ()',
        '!= anyof ()',
        '= oneof ()',
      ],
    ],
    [
      'x.int',
      5,
      ['= anyof (5, 6)', '!= allof (6, 7)', '!= anyof (5, 6)', '= allof (5, 5)'],
      ['= oneof (5, 5)', '= anyof (6)'],
    ],
    [
      'x.bytes',
      Uint8Array.of(1, 2),
      ['bcontains anyof (01, 03)', 'bcontains oneof (01, 03)'],
      ['bcontains allof (01, 03)'],
    ],
    ['x.ip', parseIp('::1'), ['= anyof (::1, ::2)', '!= allof (::2, 1.1.1.1)'], ['!= allof (::1, ::2)']],
  ]);
});

test('lists: in asks for all, intersects for one', () => {
  checkAll([
    [
      'x.list',
      ['file', 'ipv4'],
      [
        'in (file, ipv4, pipe)',
        'intersects (ipv4, x)',
        'exists',
        '= allof (file, ipv4)',
        '= anyof (ipv4, x)',
        '= oneof (ipv4, x)',
        '!= allof (x, y)',
        '!= anyof (file, x)',
        'glob allof (f*, ip*)',
      ],
      [
        'in (file)',
        'intersects (x)',
        'intersects ()',
        '= allof (file, x)',
        '= oneof (file, ipv4)',
        '!= allof (file, x)',
        'in ()',
      ],
    ],
    // Nothing in the list contradicts `in`.
    ['x.list', [], ['exists', 'in (file)', 'in ()', '!= allof (x)'], ['intersects (file)', '= anyof (x)']],
    ['x.numbers', [1, 2n], ['in (1, 2, 3)', 'intersects (2)', '= allof (1, 2)'], ['in (1)', 'intersects (3)']],
  ]);
});
