// SPDX-License-Identifier: Apache-2.0
// A plan answers as the plain evaluation does, however it is run; and it says what each leaf depends on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { matchesPlan, type Plan } from '../../../src/engine/filter/plan.js';
import { compiled } from './compare.js';
import { someCheck, someEvents, someFilter } from './random-events.js';
import { scan } from './scan.js';

test('planned = plain, by event and by snapshot', () => {
  let matched = 0;
  let asked = 0;
  fc.assert(
    fc.property(someFilter, someEvents, (text, events) => {
      const filter = compiled(text);
      const plain = events.map((event) => filter.matches(event));
      assert.deepEqual(
        events.map((event) => matchesPlan(filter.plan, event)),
        plain,
        text,
      );
      assert.deepEqual(scan(filter.plan, events), plain, text);
      asked += plain.length;
      matched += plain.filter(Boolean).length;
    }),
    { numRuns: 1500 },
  );
  // The property says something only where filters tell events apart.
  assert.ok(matched > asked / 5 && matched < (asked * 4) / 5, `${matched} of ${asked}`);
});

test('not, and, or obey their laws', () => {
  fc.assert(
    fc.property(someFilter, someFilter, someEvents, (a, b, events) => {
      const same = (left: string, right: string) => {
        const [l, r] = [compiled(left), compiled(right)];
        assert.deepEqual(scan(l.plan, events), scan(r.plan, events), `${left}\n${right}`);
        assert.deepEqual(events.map(l.matches), events.map(r.matches), `${left}\n${right}`);
      };
      same(`not (not (${a}))`, a);
      same(`not not (${a})`, a);
      same(`(${a}) and (${b})`, `(${b}) and (${a})`);
      same(`(${a}) or (${b})`, `(${b}) or (${a})`);
      same(`not ((${a}) and (${b}))`, `not (${a}) or not (${b})`);
      same(`not ((${a}) or (${b}))`, `not (${a}) and not (${b})`);
      same(`(${a}) or not (${a})`, 'len("") = 0');
      same(`(${a}) and not (${a})`, 'len("") = 1');
      same(`(${a}) and (${a}) or (${b}) and (${b})`, `(${a}) or (${b})`);
    }),
    { numRuns: 300 },
  );
});

test('a check that holds has a value: exists holds too', () => {
  fc.assert(
    fc.property(someCheck, someEvents, (check, events) => {
      const [field = ''] = check.split(' ');
      if (!/^[a-z.]+(\[1\])?$/.test(field)) return;
      const [one, exists] = [compiled(check), compiled(`${field} exists`)];
      for (const event of events) if (one.matches(event)) assert.ok(exists.matches(event), check);
    }),
    { numRuns: 1000 },
  );
});

/** `and(type, thread, not(fd))`. */
function shape(plan: Plan): string {
  switch (plan.kind) {
    case 'constant':
      return String(plan.value);
    case 'and':
    case 'or':
      return `${plan.kind}(${plan.children.map(shape).join(', ')})`;
    case 'not':
      return `not(${shape(plan.child)})`;
    case 'leaf':
      return plan.dependsOn;
  }
}

test('leaves say what they depend on', () => {
  const rows = [
    ['evt.type = open', 'type'],
    ['proc.name = x', 'thread'],
    ['proc.aname = x', 'thread'],
    ['fd.name = x', 'fd'],
    ['evt.rawres < 0', 'column'],
    ['evt.failed = true', 'column'],
    ['proc.vmsize > 1', 'metric'],
    ['x.text = a', 'event'],
    ['tolower(proc.name) = x', 'thread'],
    ['proc.name = val(proc.pname)', 'thread'],
    ['fd.name = val(fd.nameraw)', 'fd'],
    // A thread and an fd are known together only at an event.
    ['fd.name = val(proc.name)', 'event'],
    ['concat(evt.type, proc.name) = x', 'event'],
    ['evt.num < val(evt.num)', 'column'],
  ] as const;
  for (const [text, expected] of rows) assert.equal(shape(compiled(text).plan), expected, text);
});

test('the cheapest come first', () => {
  assert.equal(
    shape(compiled('x.text=a and proc.vmsize>1 and evt.num=1 and fd.name=x and proc.name=x and evt.type=open').plan),
    'and(type, thread, fd, column, metric, event)',
  );
  assert.equal(
    shape(compiled('(x.text=a or evt.type=open) and not fd.name=x and proc.name=x').plan),
    'and(thread, not(fd), or(type, event))',
  );
});

test('constants fold, junctions flatten', () => {
  const rows = [
    ['proc.name in ()', 'false'],
    ['not proc.name in ()', 'true'],
    ['fd.name pmatch ()', 'false'],
    ['proc.name = anyof ()', 'false'],
    ['x.list intersects ()', 'false'],
    ['x.list in ()', 'event'],
    ['len("abc") = 3', 'true'],
    ['proc.name = x and proc.pid in ()', 'false'],
    ['proc.name = x or proc.pid in ()', 'thread'],
    ['proc.name = x or not proc.pid in ()', 'true'],
    ['proc.name = x and not proc.pid in ()', 'thread'],
    ['proc.name in () or proc.pid in ()', 'false'],
    ['not (not proc.name = x)', 'thread'],
    ['proc.name=a and (proc.name=b and (proc.name=c and fd.name=d))', 'and(thread, thread, thread, fd)'],
    ['proc.name=a or (proc.name=b or not (proc.name=c or fd.name=d))', 'or(thread, thread, not(or(thread, fd)))'],
  ] as const;
  for (const [text, expected] of rows) assert.equal(shape(compiled(text).plan), expected, text);
});

test('fd leaves say which rows without an fd to ask', () => {
  const leaf = (text: string) => {
    const { plan } = compiled(text);
    assert.ok(plan.kind === 'leaf');
    return [plan.otherwise !== undefined, plan.typeMask !== 0, plan.uses.length];
  };
  assert.deepEqual(leaf('fd.name = x'), [true, true, 1]);
  assert.deepEqual(leaf('fd.ino = 1'), [false, false, 1]);
  assert.deepEqual(leaf('fd.name = val(fd.name)'), [true, true, 1]);
  assert.deepEqual(leaf('fd.name = val(fd.nameraw)'), [false, false, 2]);
  assert.deepEqual(leaf('proc.name = x'), [false, false, 1]);
});
