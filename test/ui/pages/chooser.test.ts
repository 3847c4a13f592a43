// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Choice, matching } from '../../../src/ui/pages/chooser.js';
import { searchEntries } from '../../../src/ui/palette/entry.js';
import { VIEWS } from '../../../src/views/index.js';

const CHOICES: readonly Choice[] = VIEWS.map(({ id, name, description }) => ({
  id,
  name,
  note: '',
  words: description,
}));

describe('what is typed into a list of views', () => {
  it('takes a whole name or id for that view, small or capital, whatever else contains it', () => {
    for (const { id, name } of CHOICES) {
      assert.equal(matching(CHOICES, name)[0]?.id, id, name);
      assert.equal(matching(CHOICES, ` ${name.toUpperCase()} `)[0]?.id, id, name);
      assert.equal(matching(CHOICES, id)[0]?.id, id, id);
      assert.equal(searchEntries(CHOICES, name)[0]?.id, id, name);
    }
  });

  it('prefers names to descriptions, and beginnings to what comes later', () => {
    const choices: readonly Choice[] = [
      { id: 'a', name: 'Threads', note: '', words: 'the ports of processes' },
      { id: 'b', name: 'Server Ports', note: '', words: '' },
      { id: 'c', name: 'Ports', note: '', words: '' },
      { id: 'd', name: 'Portals', note: '', words: '' },
    ];
    assert.deepEqual(
      matching(choices, 'port').map(({ id }) => id),
      ['c', 'd', 'b', 'a'],
    );
    assert.deepEqual(
      matching(choices, 'ports server').map(({ id }) => id),
      ['b'],
    );
    assert.deepEqual(matching(choices, ' '), choices);
  });
});
