// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyRoute, pathRoute, routeOf } from '../../../src/engine/requests/route.js';
import { firstWord, normalSql, tablesOf } from '../../../src/engine/requests/sql-text.js';

test('the first word of a statement, after comments and brackets', () => {
  const words = {
    select: 'SELECT',
    ' /* a */ -- b\n(Select 1)': 'SELECT',
    'with x as (select 1)': 'WITH',
    '123': '',
    '': '',
  };
  for (const [sql, word] of Object.entries(words)) assert.equal(firstWord(sql), word);
});

test('statements that differ by values only are the same', () => {
  const cases: readonly (readonly [string, string])[] = [
    ["select * from t where a = 1 and b = 'it''s'", 'select * from t where a = ? and b = ?'],
    ['select  *\nfrom t -- why\nwhere a=$1', 'select * from t where a=?'],
    ['select a from t where id in (1, 2, 3)', 'select a from t where id in (?, …)'],
    ["insert into t values (1,'a'),(2,'b')", 'insert into t values (?, …), …'],
    ['select "a1", t2.c from t2 where x > -1.5e3;', 'select "a1", t2.c from t2 where x > ?'],
    ['update t set a = a + -5, b = b - 5 where c in (-1, +2)', 'update t set a = a + ?, b = b - ? where c in (?, …)'],
    ["select 'cut off", 'select ?'],
    ['/* id 7 */ begin', 'begin'],
  ];
  for (const [sql, normal] of cases) assert.equal(normalSql(sql), normal);
  assert.equal(normalSql('select "x" from `t`', { doubleQuotesAreValues: true }), 'select ? from `t`');
});

test('normal statements stay as they are when they are normalised again', () => {
  for (const sql of ['select * from t where a in (?, …)', 'update t set a = ? where b = ?'])
    assert.equal(normalSql(sql), sql);
});

test('tables of a statement', () => {
  assert.deepEqual(tablesOf('select * from a join "b" on 1 left join s.c using (x)'), ['a', 'b', 's.c']);
  assert.deepEqual(tablesOf('insert into t select * from u; update v set a=1'), ['t', 'u', 'v']);
  assert.deepEqual(tablesOf('select 1 from (select 2)'), []);
});

test('paths without their numbers and ids', () => {
  const paths = {
    '/users/42/photos?size=2': '/users/:id/photos',
    '/a/0f8fad5b-d9cb-469f-a165-70867728950e': '/a/:id',
    '/missing-17': '/missing-17',
    '/order/A1234567': '/order/:id',
    '/img/pic12.jpg': '/img/pic:id.jpg',
    '/v1/health': '/v1/health',
    '*': '*',
  };
  for (const [path, route] of Object.entries(paths)) assert.equal(pathRoute(path), route);
});

test('keys without their digits', () => {
  assert.equal(keyRoute('user:1234:cart'), 'user:*:cart');
  assert.equal(keyRoute('key:__rand_int__'), 'key:__rand_int__');
  assert.equal(routeOf('redis', 'GET', 'a7'), 'GET a*');
  assert.equal(routeOf('mysql', 'SELECT', 'select 1'), 'select ?');
  assert.equal(routeOf('dns', 'A', 'web.test'), 'A web.test');
});

test('long statements take linear time: hostile ones too', () => {
  for (const part of ["'", '"', '/*', '--', '$$', '(1,2),', "'\\", 'a '])
    assert.ok(normalSql(part.repeat(100_000)).length <= 100_000);
});
