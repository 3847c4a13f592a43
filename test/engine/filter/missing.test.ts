// SPDX-License-Identifier: Apache-2.0
// A check on a field without a value is false whatever it asks; `not` turns that round. And where values come from:
// threads, fds, kinds, cells, counters.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holds, matches } from './compare.js';
import { FIELDS, fdOf, OPEN, READ, SWITCH, threadOf } from './world.js';

const CONDITIONS: Readonly<Record<string, readonly string[]>> = {
  'x.int': ['= 0', '!= 0', '< 1', '>= 0', 'in (0)', 'intersects (0)', '= anyof (0)', '!= allof (0)', 'exists'],
  'x.bool': ['= false', '!= true', 'in (true, false)', 'exists'],
  'x.text': ['= ""', '!= ""', '!= x', 'contains ""', 'glob *', 'regex .*', 'pmatch (/)', '!= allof (x)', 'exists'],
  'x.bytes': ['= ""', '!= ""', 'contains ""', 'bcontains ""', 'exists'],
  'x.ip': ['= ::', '!= ::', 'in (::)', 'exists'],
  'x.net': ['= ::/0', '!= ::/0', 'exists'],
  'x.list': ['in ()', 'in (a)', 'intersects (a)', '!= allof (a)', 'exists'],
  'evt.rawarg[0]': ['= 0', '!= 0', 'contains ""', 'exists'],
};

test('no value, no match', () => {
  for (const [field, conditions] of Object.entries(CONDITIONS)) {
    for (const condition of conditions) {
      assert.equal(holds(field, undefined, condition), false, `${field} ${condition}`);
      assert.equal(matches(`not ${field} ${condition}`, {}), true, `not ${field} ${condition}`);
    }
  }
});

test('no value inside a transformer or on the right, no match', () => {
  const filters = [
    'len(x.text) = 0',
    'len(x.text) != 1',
    'len(x.list) = 0',
    'tolower(x.text) = ""',
    'concat(x.text2, x.text) != ""',
    'join(",", (x.text2, x.text)) != ""',
    'join(x.text, ("a")) = a',
    'getopt(x.list, "a") in ()',
    'x.text2 != val(x.text)',
    'x.text != val(x.text2)',
    'x.text2 = val(x.text)',
    'x.text2 in val(x.text)',
  ];
  for (const filter of filters) assert.equal(matches(filter, { values: { 'x.text2': 'a' } }), false, filter);
});

test('empty texts exist', () => {
  assert.equal(holds('x.text', '', 'exists'), true);
  assert.equal(matches('len(x.text) = 0', { values: { 'x.text': '' } }), true);
});

test('fields of a thread need a thread', () => {
  const thread = threadOf({ comm: 'sh', pid: 7, tid: 7 });
  assert.equal(matches('proc.name = sh and proc.pid = 7', { thread }), true);
  assert.equal(matches('proc.name != x', { thread: 'none' }), false);
  assert.equal(matches('proc.name exists', { thread: 'none' }), false);
  assert.equal(matches('not proc.name exists', { thread: 'none' }), true);
  assert.equal(matches('proc.vmsize >= 0', { thread: 'none', metrics: { vmSizeKb: 4 } }), false);
});

test('fields of an fd need an fd', () => {
  assert.equal(matches('fd.name = /tmp/x', { fd: fdOf({ name: '/tmp/x' }), kind: READ }), true);
  assert.equal(matches('fd.name != y', { kind: READ }), false);
  assert.equal(matches('fd.name exists', { kind: READ }), false);
  assert.equal(matches('fd.ino >= 0', { kind: READ }), false);
});

test('a failed open still names its file', () => {
  assert.equal(matches('fd.name = failed', { kind: OPEN }), true);
  assert.equal(matches('tolower(fd.name) = failed', { kind: OPEN }), true);
  assert.equal(matches('fd.name = failed', { kind: OPEN, thread: 'none' }), false);
  assert.equal(matches('fd.name = failed', { kind: OPEN, fd: fdOf({ name: 'x' }) }), false);
  assert.equal(matches('fd.nameraw exists', { kind: OPEN }), false);
  assert.equal(matches('fd.name = val(fd.name)', { kind: OPEN }), true);
  assert.equal(matches('fd.name != val(fd.nameraw)', { kind: OPEN }), false);
  // Events of other kinds have nothing to do with an fd and are not asked.
  assert.equal(matches('fd.name = failed', { kind: SWITCH }), false);
});

test('cells: NaN is not a value, but a mapped field may make one of it', () => {
  assert.equal(matches('evt.rawres < 0', { columns: { result: -2 } }), true);
  assert.equal(matches('evt.rawres exists', {}), false);
  assert.equal(matches('evt.failed = true', { columns: { result: -2 } }), true);
  assert.equal(matches('evt.failed = false', { columns: { result: 0 } }), true);
  assert.equal(matches('evt.failed = false', {}), true);
});

test('counters: scaled, and counted once per process where the field says so', () => {
  const metrics = { vmSizeKb: 4 };
  const member = threadOf({ tid: 8, pid: 7 });
  assert.equal(matches('proc.vmsize = 4', { metrics, thread: member }), true);
  assert.equal(matches('thread.vmsize.b = 4096', { metrics, thread: threadOf({ tid: 7, pid: 7 }) }), true);
  assert.equal(matches('thread.vmsize.b = 0', { metrics, thread: member }), true);
  assert.equal(matches('proc.vmsize exists', {}), false);
});

test('the world has a field of every source', () => {
  const kinds = new Set(FIELDS.map(({ source }) => source.kind));
  assert.deepEqual([...kinds].sort(), ['column', 'event', 'fd', 'mapped', 'metric', 'thread', 'type']);
});
