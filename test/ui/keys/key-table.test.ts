// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type KeyBinding, type KeyContext, PAGES } from '../../../src/ui/keys/binding.js';
import { commandOf, footerHints, hintWidth, whyNothing } from '../../../src/ui/keys/key-lookup.js';
import { KEY_TABLE } from '../../../src/ui/keys/key-table.js';

const CONTEXTS: readonly KeyContext[] = [
  'table',
  'cell',
  'tree',
  'dig',
  'echo',
  'spectrogram',
  'overview',
  'alerts',
  'map',
  'breakdown',
  'inspector',
  'text',
  'pager',
  'chooser',
  'columns',
  'confirm',
  'fields',
  'prompt',
  'filter',
  'marks',
  'playing',
];

describe('the key table', () => {
  it('gives a key one meaning in each place', () => {
    for (const context of CONTEXTS) {
      const seen = new Map<string, KeyBinding>();
      for (const row of KEY_TABLE.filter((binding) => binding.when.includes(context))) {
        for (const key of row.keys) {
          assert.equal(seen.get(key), undefined, `${key} in ${context}`);
          seen.set(key, row);
        }
      }
    }
  });

  it('has a letter or sign for every function key where letters are free', () => {
    for (const context of PAGES) {
      const rows = KEY_TABLE.filter((row) => row.when.includes(context));
      for (const row of rows.filter((binding) => binding.keys.some((key) => /^(S-)?f\d+$/.test(key)))) {
        const keys = rows.filter((other) => other.command === row.command).flatMap((other) => other.keys);
        assert.ok(
          keys.some((key) => key.length === 1),
          `${row.keys.join(' ')} in ${context}`,
        );
      }
    }
  });

  it('keeps the keys of csysdig', () => {
    const habits: [string, string][] = [
      ['f1', 'help'],
      ['?', 'help'],
      ['h', 'help'],
      ['f2', 'views'],
      ['f4', 'filter'],
      ['\\', 'filter'],
      ['f6', 'dig'],
      ['d', 'dig'],
      ['f7', 'legend'],
      ['f9', 'sort'],
      ['f10', 'quit'],
      ['q', 'quit'],
      ['C-c', 'quit'],
      ['C-f', 'search'],
      ['/', 'search'],
      ['p', 'pause'],
      ['enter', 'enter'],
      ['backspace', 'back'],
      ['#', 'sort-column'],
      ['!', 'sort-column'],
    ];
    for (const [key, command] of habits) assert.equal(commandOf(KEY_TABLE, key, ['table']), command, key);
  });

  it('asks the more special place first', () => {
    assert.equal(commandOf(KEY_TABLE, '!', ['cell', 'table']), 'exclude-term');
    assert.equal(commandOf(KEY_TABLE, '!', ['table']), 'sort-column');
    assert.equal(commandOf(KEY_TABLE, 'tab', ['filter', 'prompt']), 'complete');
    assert.equal(commandOf(KEY_TABLE, 'tab', ['prompt']), undefined);
  });

  it('ends the program with Ctrl-C everywhere', () => {
    for (const context of CONTEXTS) assert.equal(commandOf(KEY_TABLE, 'C-c', [context, 'prompt', 'table']), 'quit');
  });

  it('says why a key does nothing', () => {
    assert.match(whyNothing(KEY_TABLE, 'f6', ['text']), /F6 does nothing in text pages; it works in tables/);
    // All places of a key, those that this page can come to first.
    assert.match(
      whyNothing(KEY_TABLE, '+', ['table']),
      /^\+ does nothing in tables; it works on a .* while playing, .*in /,
    );
    assert.match(whyNothing(KEY_TABLE, 'Z', ['table']), /Z does nothing\. F1 shows the keys/);
  });

  it('makes footers that fit, the least used leaving first', () => {
    const all = footerHints(KEY_TABLE, ['table'], 1000);
    assert.ok(all.some((hint) => hint.command === 'copy'));
    for (let width = 0; width < 140; width += 3) {
      const hints = footerHints(KEY_TABLE, ['table'], width);
      assert.ok(hints.reduce((sum, hint) => sum + hintWidth(hint), 0) <= width);
      if (width >= 20)
        assert.ok(
          hints.some((hint) => hint.command === 'help'),
          `${width}`,
        );
    }
    assert.equal(
      footerHints(KEY_TABLE, ['text'], 1000).some((hint) => hint.command === 'dig'),
      false,
    );
  });
});
