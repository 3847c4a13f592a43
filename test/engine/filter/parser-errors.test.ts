// SPDX-License-Identifier: Apache-2.0
// What is not a filter: the sentence and its place. The first table says what sysdig 0.36 says, asked one by one; its list
// of operators lacks regex. The second is about what that version does not know.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterError, formatFilterError } from '../../../src/engine/filter/error-text.js';
import { parseFilter } from '../../../src/engine/filter/parser.js';

const CHECK = "expected a '(' token, a field check, or an identifier";
const OPERATOR =
  "expected a valid check operator: one of 'exists', '<=', '<', '>=', '>', '==', '=', '!=', 'glob', 'iglob', " +
  "'contains', 'icontains', 'bcontains', 'startswith', 'bstartswith', 'endswith', 'regex', 'intersects', 'in', 'pmatch'";
const CLOSE = "expected a ')' token";
const STRING = 'expected a string value';
const NUMBER = 'expected a number value';
const LIST = 'expected a list or an identifier';
const ARGUMENT = 'expected a valid field argument: a quoted string or a bare string';

function after(token: string): string {
  return `unexpected token after '${token}', expecting 'or', 'and'`;
}

type Row = readonly [text: string, index: number, line: number, column: number, message: string];

const REFERENCE: readonly Row[] = [
  [' ', 1, 1, 2, CHECK],
  ['=', 0, 1, 1, CHECK],
  ['123', 0, 1, 1, CHECK],
  ['.x=1', 0, 1, 1, CHECK],
  ['1x.y=1', 0, 1, 1, CHECK],
  ['()', 1, 1, 2, CHECK],
  ['(', 1, 1, 2, CHECK],
  ['evt.num=1 and not ', 18, 1, 19, CHECK],
  ['evt.num=1 and()', 14, 1, 15, CHECK],
  ['!evt.num=1', 0, 1, 1, CHECK],
  ['evt.num', 7, 1, 8, OPERATOR],
  ['proc.name foo', 10, 1, 11, OPERATOR],
  ['proc.name contains', 10, 1, 11, OPERATOR],
  ['proc.name startswith(a)', 10, 1, 11, OPERATOR],
  ['proc.name glob"x"', 10, 1, 11, OPERATOR],
  ['evt.num !1', 8, 1, 9, OPERATOR],
  ['evt.num ! = 1', 8, 1, 9, OPERATOR],
  ['proc.name contains ', 19, 1, 20, STRING],
  ['evt.num=', 8, 1, 9, STRING],
  ['evt.num=(1)', 8, 1, 9, STRING],
  ["proc.name='abc", 10, 1, 11, STRING],
  ['fd.name = "', 10, 1, 11, STRING],
  ['proc.name in (a,', 16, 1, 17, STRING],
  ['proc.name in (a,)', 16, 1, 17, STRING],
  ['evt.num>x', 8, 1, 9, NUMBER],
  ['evt.num =< 1', 11, 1, 12, after('<')],
  ['evt.num <> 1', 9, 1, 10, NUMBER],
  ['proc.name < d', 12, 1, 13, NUMBER],
  ['proc.name in', 12, 1, 13, LIST],
  ['proc.name pmatch /etc', 17, 1, 18, LIST],
  ['proc.name intersects "a"', 21, 1, 22, LIST],
  ['proc.name in (a', 15, 1, 16, CLOSE],
  ['proc.name in (a b)', 16, 1, 17, CLOSE],
  ['proc.name in (,a)', 14, 1, 15, CLOSE],
  ['proc.name in (())', 14, 1, 15, CLOSE],
  ['(evt.num=1', 10, 1, 11, CLOSE],
  ['not(evt.num=1', 13, 1, 14, CLOSE],
  ['(evt.num=1 evt.num=2)', 11, 1, 12, CLOSE],
  ['proc.name[', 10, 1, 11, ARGUMENT],
  ['proc.name[]=1', 10, 1, 11, ARGUMENT],
  ['proc.name[x=1', 13, 1, 14, "expected a ']' token"],
  ["proc.name['x'=1", 13, 1, 14, "expected a ']' token"],
  ['evt.num=1 and', 13, 1, 14, "expected blank or '(' after 'and'"],
  ['evt.num=1 andevt.num=2', 13, 1, 14, "expected blank or '(' after 'and'"],
  ['evt.num=1 orx', 12, 1, 13, "expected blank or '(' after 'or'"],
  ['evt.num=1 evt.num=2', 10, 1, 11, after('1')],
  ['evt.num=1)', 9, 1, 10, after('1')],
  ['(evt.num=1))', 11, 1, 12, after(')')],
  ['a not b', 2, 1, 3, after('a')],
  ['and evt.num=1', 4, 1, 5, after('and')],
  ['proc.name exists x', 17, 1, 18, after('exists')],
  ['proc.name="a" "b"', 14, 1, 15, after('a')],
  ['proc.name=a,b', 11, 1, 12, after('a')],
  ['proc.name=a=b', 11, 1, 12, after('a')],
  ['fd.ip>1.1.1.1', 9, 1, 10, after('1.1')],
  ['evt.num<1e', 9, 1, 10, after('1')],
  ['evt.num=1&&evt.num=2', 18, 1, 19, after('1&&evt.num')],
  ["proc.name='a\\qbc'", 17, 1, 18, 'unsupported string escape sequence: \\q'],
  ['proc.name = "a\\\'b"', 18, 1, 19, 'invalid \\\' escape in "-quoted string'],
  ["proc.name = 'a\\\"b'", 18, 1, 19, 'invalid \\" escape in \'-quoted string'],
  ['evt.num=1\nand evt.num=', 22, 2, 13, STRING],
  ['evt.num=1\r\nand (evt.num= ', 25, 3, 15, STRING],
  ['evt.num=1\n\n or\n x.y =(', 21, 4, 7, STRING],
];

const NEWER: readonly Row[] = [
  ['', 0, 1, 1, 'filter input string is empty'],
  ['proc.name = "\\x4"', 17, 1, 18, 'truncated hex char escape sequence'],
  ['proc.name = "\\x4g"', 18, 1, 19, 'invalid hex char escape sequence: 4g'],
  // The reference drops the list silently.
  ['proc.name in ("a\\q")', 19, 1, 20, 'unsupported string escape sequence: \\q'],
  ['proc.name =anyof (x)', 17, 1, 18, after('anyof')],
  ['proc.name = anyof (x', 20, 1, 21, CLOSE],
  ['tolower proc.name', 8, 1, 9, after('tolower')],
  [
    'tolower()=x',
    8,
    1,
    9,
    'expected field transformer argument: field, transformer, quoted string, number, or transformer list',
  ],
  ['tolower(proc.name = x', 18, 1, 19, "expected a ')' token closing the transformer"],
  ['tolower(proc.name)', 18, 1, 19, OPERATOR],
  ['join("a", (x)) = 1', 11, 1, 12, 'expected transformer list argument: field, transformer, quoted string, or number'],
  ['join("a", ("x" "y")) = 1', 15, 1, 16, "expected ')'"],
  ['proc.name = val(x)', 16, 1, 17, "expected a field within 'val' transformer"],
  ['proc.name = val(a.b', 19, 1, 20, "expected a ')' token closing the transformer"],
  ['proc.name = val(a.b)[1]', 20, 1, 21, "transformer 'val' does not support field arguments"],
  [`${'('.repeat(101)}a.b=1`, 101, 1, 102, 'exceeded max depth limit of 100'],
  [`${'not('.repeat(101)}a.b=1`, 404, 1, 405, 'exceeded max depth limit of 100'],
  [`${'len('.repeat(101)}a.b)`, 404, 1, 405, 'exceeded max depth limit of 100'],
];

test('errors have the sentence and the place of the reference', () => {
  for (const [text, index, line, column, message] of [...REFERENCE, ...NEWER]) {
    const result = parseFilter(text);
    assert.ok(!result.ok, `${text} is a filter`);
    assert.deepEqual(result.error, { message, index, line, column, text, isUnknown: false });
  }
});

test('a caret is under the place', () => {
  assert.equal(
    formatFilterError(filterError('expected a string value', 'a.b=1\nand (c.d= )', 15)),
    'filter error at index 15, line 2, column 10: expected a string value\n  and (c.d= )\n           ^',
  );
  // Tabs stay tabs, wide characters take two cells, marks none, control characters one.
  const text = '\t漢e\u{301}\x1b=?\n';
  assert.equal(
    formatFilterError(filterError('x', text, 6)),
    'filter error at index 6, line 1, column 7: x\n  \t漢e\u{301}\u{FFFD}=?\n  \t     ^',
  );
});

test('the place may be the end of the text', () => {
  assert.equal(
    formatFilterError(filterError('m', 'ab', 2)),
    'filter error at index 2, line 1, column 3: m\n  ab\n    ^',
  );
  assert.equal(formatFilterError(filterError('m', '', 0)), 'filter error at index 0, line 1, column 1: m\n  \n  ^');
});
