// SPDX-License-Identifier: Apache-2.0
// What the probe may leave out: never what the filter keeps.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFilter } from '../../../../src/engine/filter/parser.js';
import { type Narrowing, narrowingOf, typesOf } from '../../../../src/engine/live/capture/kernel-filter.js';
import { eventType } from '../../../../src/engine/scap/event-types.js';

function narrowing(text: string): Narrowing {
  const ast = parseFilter(text);
  assert.ok(ast.ok, text);
  return narrowingOf(ast.value);
}

test('equality and lists narrow, other comparisons do not', () => {
  assert.deepEqual(narrowing('proc.pid = 7'), { pids: new Set([7]) });
  assert.deepEqual(narrowing('thread.tid in (7, 8)'), { tids: new Set([7, 8]) });
  assert.deepEqual(narrowing('user.uid=0'), { uids: new Set([0]) });
  assert.deepEqual(narrowing('proc.name in (nginx, "a b")'), { comms: new Set(['nginx', 'a b']) });
  assert.deepEqual(narrowing('container.id in (c0ffee012345, web)'), { containers: new Set(['c0ffee012345', 'web']) });
  assert.deepEqual(narrowing('evt.type in (openat, close)'), { names: new Set(['openat', 'close']) });
  for (const open of [
    'proc.pid != 7',
    'proc.pid > 7',
    'proc.name contains x',
    'proc.name = a_name_of_sixteen',
    'not proc.pid = 7',
    'proc.pid exists',
    'proc.pname = x',
    'fd.name = /x',
    'proc.name = val(proc.pname)',
    'evt.dir = <',
    'tolower(proc.name) = x',
    'proc.pid = -1',
    'container.id = host',
    'container.id in (host, c0ffee012345)',
    'proc.name startswith oneof (a, b)',
  ]) {
    assert.deepEqual(narrowing(open), {}, open);
  }
});

test('and keeps the restrictions of both sides, or what both restrict', () => {
  assert.deepEqual(narrowing('proc.pid in (1, 2) and proc.pid in (2, 3) and proc.name = x'), {
    pids: new Set([2]),
    comms: new Set(['x']),
  });
  assert.deepEqual(narrowing('proc.pid = 1 or proc.pid = 2'), { pids: new Set([1, 2]) });
  assert.deepEqual(narrowing('proc.pid = 1 or proc.name = x'), {});
  assert.deepEqual(narrowing('(proc.pid = 1 and evt.type = open) or proc.pid = 2'), { pids: new Set([1, 2]) });
  const many = Array.from({ length: 200 }, (_, i) => i);
  const a = `proc.pid in (${many.join()})`;
  const b = `proc.pid in (${many.map((i) => i + 150).join()})`;
  assert.deepEqual(narrowing(`${a} or ${b}`), {});
});

test('"not this type" is every other type', () => {
  for (const text of ['evt.type != switch', 'not evt.type = switch', 'not evt.type in (switch)']) {
    const { names } = narrowing(text);
    assert.ok(names?.has('openat') && names.has('rseq') && !names.has('switch'), text);
  }
  // syscall.type does not exist for every event: what is not read may be anything.
  assert.deepEqual(narrowing('syscall.type != read'), {});
});

test('types come with both sides of a call, CPU samples and generic codes', () => {
  const { types, codes } = typesOf(new Set(['openat', 'rseq']));
  for (const key of ['openat_2_e', 'openat_2_x', 'procinfo_e']) assert.ok(types.includes(eventType(key).id), key);
  assert.ok(!types.includes(eventType('close_e').id));
  assert.ok(codes.length >= 2);
});
