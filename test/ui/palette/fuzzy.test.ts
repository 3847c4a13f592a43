// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Choice } from '../../../src/ui/pages/chooser.js';
import { aliasesOf, VIEW_ALIAS_IDS, viewAliases } from '../../../src/ui/palette/aliases.js';
import { searchEntries } from '../../../src/ui/palette/entry.js';
import { fuzzyScore } from '../../../src/ui/palette/fuzzy.js';
import { VIEWS } from '../../../src/views/index.js';

function choices(...names: string[]): Choice[] {
  return names.map((name) => ({ id: name, name, note: '', words: `about ${name}` }));
}

const best = (typed: string, ...names: string[]): string[] =>
  searchEntries(choices(...names), typed).map(({ name }) => name);

describe('what people call things', () => {
  const all = [
    ...VIEWS.map(({ id, name, description }) => ({
      id,
      name,
      note: 'view',
      words: description,
      aliases: viewAliases(id),
    })),
    {
      id: 'kill',
      name: 'Terminate (SIGTERM)',
      note: 'action',
      words: '',
      aliases: aliasesOf('action', ['kill', '7']),
    },
    { id: 'RES', name: 'Sort by RES', note: 'column', words: '', aliases: aliasesOf('sort procs RES') },
  ];
  const firsts = (typed: string): string[] =>
    searchEntries(all, typed)
      .slice(0, 5)
      .map(({ id }) => id);

  it('finds them by these words first', () => {
    assert.ok(firsts('memory').includes('RES') && firsts('mem').includes('procs'), String(firsts('memory')));
    assert.ok(firsts('kill').includes('kill'), String(firsts('kill')));
    assert.ok(firsts('shell').includes('login_shells'), String(firsts('shell')));
    assert.ok(firsts('who').includes('logins'), String(firsts('who')));
    assert.ok(firsts('slow').includes('slow_calls'), String(firsts('slow')));
    assert.ok(firsts('env').includes('new_processes'), String(firsts('env')));
    assert.ok(firsts('strace').includes('syscalls'), String(firsts('strace')));
  });

  it('has them for views that exist', () => {
    for (const id of VIEW_ALIAS_IDS)
      assert.ok(
        VIEWS.some((view) => view.id === id),
        id,
      );
  });
});

describe('fuzzy search', () => {
  it('wants the letters in their order', () => {
    assert.equal(fuzzyScore('Connections', 'cnt') !== undefined, true);
    assert.equal(fuzzyScore('Connections', 'tc'), undefined);
    assert.equal(fuzzyScore('abc', 'abcd'), undefined);
    assert.equal(fuzzyScore('abc', ''), 0);
  });

  it('likes beginnings, then starts of words, then what is adjacent', () => {
    const names = ['Sort reverse', 'Transport', 'Server ports', 'Reset order'];
    assert.equal(best('sort', ...names)[0], 'Sort reverse');
    assert.equal(best('sp', ...names)[0], 'Server ports');
    assert.equal(best('proc.n', 'thread.proc_nice', 'proc.pid', 'proc.name')[0], 'proc.name');
    assert.equal(best('slowc', 'Show local files', 'Slow calls')[0], 'Slow calls');
  });

  it('wants every word, in the name or in what is said of it', () => {
    assert.deepEqual(best('files about', 'Files', 'Ports'), ['Files']);
    assert.deepEqual(best('zzz', 'Files'), []);
    assert.deepEqual(best('  ', 'B', 'A'), ['B', 'A']);
  });

  it('knows the kinds of things', () => {
    const entries = [
      { id: '1', name: 'user.loginuid', note: 'field', words: 'who it was before' },
      { id: '2', name: 'Filter: proc.name=x', note: 'used before', words: '' },
    ];
    assert.equal(searchEntries(entries, 'used before')[0]?.id, '2');
  });

  it('finds every name by any of its beginnings, and by all of it before all others', () => {
    const names = ['Processes', 'Processes CPU', 'Threads', 'Files', 'File opens', 'System Calls', 'Errors'];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(20), (name, length) => {
        const typed = name.slice(0, Math.max(1, length));
        assert.ok(best(typed, ...names).includes(name), typed);
      }),
    );
    for (const name of names) assert.equal(best(name, ...names)[0], name);
  });
});
