// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Command } from '../../../src/ui/keys/binding.js';
import { ListCursor } from '../../../src/ui/pages/list-cursor.js';

describe('ListCursor', () => {
  it('is on an entry that the screen shows, whatever happens to list and screen', () => {
    const commands: readonly Command[] = ['up', 'down', 'page-up', 'page-down', 'home', 'end'];
    const step = fc.oneof(
      fc.constantFrom(...commands).map((command) => ({ command })),
      fc.nat(30).map((length) => ({ length })),
      fc.integer({ min: 1, max: 12 }).map((height) => ({ height })),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let length = 20;
        let height = 5;
        const cursor = new ListCursor(() => length, 7);
        for (const step of steps) {
          if ('command' in step) assert.equal(cursor.run(step.command), true);
          else if ('length' in step) length = step.length;
          else height = step.height;
          cursor.fit(height);
          assert.ok(cursor.at >= 0 && cursor.at <= Math.max(0, length - 1));
          assert.ok(cursor.at >= cursor.top && cursor.at < cursor.top + height);
          assert.ok(cursor.top === 0 || cursor.top + height <= length);
        }
      }),
    );
  });

  it('goes where commands say, and leaves the others alone', () => {
    const cursor = new ListCursor(() => 10);
    cursor.fit(4);
    cursor.run('end');
    assert.deepEqual([cursor.at, cursor.top], [9, 6]);
    cursor.run('page-up');
    assert.deepEqual([cursor.at, cursor.top], [5, 5]);
    assert.equal(cursor.entryAt(2), 7);
    assert.equal(cursor.entryAt(-1), undefined);
    cursor.run('home');
    assert.equal(cursor.run('enter'), false);
    assert.equal(cursor.at, 0);
    assert.equal(new ListCursor(() => 3).entryAt(3), undefined);
  });
});
