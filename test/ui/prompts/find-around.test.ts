// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findAround, foundNote } from '../../../src/ui/prompts/find-around.js';

/** Searches `lines` as the engine does, and tells from where it was asked to. */
function listOf(lines: readonly string[]) {
  const asked: number[] = [];
  const find = (text: string, from: number, backwards: boolean) => {
    asked.push(from);
    for (let i = from; i >= 0 && i < lines.length; i += backwards ? -1 : 1) {
      if (lines[i]?.includes(text) === true) return Promise.resolve({ ok: true, value: i } as const);
    }
    return Promise.resolve({ ok: true, value: -1 } as const);
  };
  return { asked, find, total: lines.length };
}

describe('findAround', () => {
  it('goes on from the other end, both ways', async () => {
    const { find, total } = listOf(['x', 'a', 'b', 'c']);
    assert.equal(await findAround(find, 'x', { from: 2, total, backwards: false }), 0);
    assert.equal(await findAround(find, 'c', { from: 1, total, backwards: true }), 3);
    assert.match(foundNote('x', 0, { from: 2, total, backwards: false }) ?? '', /from the start/);
    assert.match(foundNote('c', 3, { from: 1, total, backwards: true }) ?? '', /from the end/);
  });

  it('looks at nothing twice where it began at an end', async () => {
    for (const [from, backwards] of [
      [0, false],
      [3, true],
    ] as const) {
      const { asked, find, total } = listOf(['a', 'b', 'c', 'd']);
      assert.equal(await findAround(find, 'x', { from, total, backwards }), -1);
      assert.deepEqual(asked, [from]);
    }
  });
});
