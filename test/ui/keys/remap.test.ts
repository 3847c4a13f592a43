// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandOf } from '../../../src/ui/keys/key-lookup.js';
import { parseKey } from '../../../src/ui/keys/key-parse.js';
import { KEY_TABLE } from '../../../src/ui/keys/key-table.js';
import { remapKeys } from '../../../src/ui/keys/remap.js';
import { keyLabel } from '../../../src/ui/terminal/key-name.js';

describe('the name of a key', () => {
  it('is what people write', () => {
    const names: readonly (readonly [string, string])[] = [
      ['F2', 'f2'],
      ['f12', 'f12'],
      ['Shift-F3', 'S-f3'],
      ['Ctrl-F', 'C-f'],
      ['ctrl+f', 'C-f'],
      ['C-f', 'C-f'],
      ['Alt-Left', 'M-left'],
      ['Alt-b', 'M-b'],
      ['Space', 'space'],
      ['x', 'x'],
      ['X', 'X'],
      ['Shift-x', 'X'],
      ['-', '-'],
      ['Ctrl--', 'C--'],
      ['+', '+'],
      ['é', 'é'],
      ['PgDn', 'pagedown'],
      ['↑', 'up'],
      ['s', 's'],
      ['c', 'c'],
    ];
    for (const [text, name] of names) assert.equal(parseKey(text), name, text);
    for (const text of ['', 'Foo', 'F25', 'Ctrl-', 'ab', '\x1b', ' ']) assert.equal(parseKey(text), undefined, text);
  });

  it('is understood as the help page writes it, for every key of the table', () => {
    for (const key of KEY_TABLE.flatMap((row) => row.keys)) assert.equal(parseKey(keyLabel(key)), key, key);
  });
});

describe("keys of the user's own", () => {
  it('replace those of the command, wherever it works', () => {
    const { table, problems } = remapKeys(KEY_TABLE, { 'sort-reverse': ['Ctrl-R', 'R'] });
    assert.deepEqual(problems, []);
    assert.equal(commandOf(table, 'C-r', ['table']), 'sort-reverse');
    assert.equal(commandOf(table, 'R', ['table']), 'sort-reverse');
    assert.equal(commandOf(table, 'S', ['table']), undefined);
  });

  it('take keys from others, and say so', () => {
    const { table, problems } = remapKeys(KEY_TABLE, { legend: ['d'] });
    assert.equal(commandOf(table, 'd', ['table']), 'legend');
    assert.equal(commandOf(table, 'f6', ['table']), 'dig');
    assert.deepEqual(problems, ['keys: d is legend now, no longer dig in tables']);
    assert.ok(table.some((row) => row.command === 'dig'));
  });

  it('cannot be the same twice in one place', () => {
    const { table, problems } = remapKeys(KEY_TABLE, { legend: ['Z'], palette: ['Z'] });
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /^keys: Z is both (legend and palette|palette and legend) in tables; it is/);
    const winner = commandOf(table, 'Z', ['table']);
    assert.ok(winner !== undefined && problems[0]?.endsWith(winner));
  });

  it('must exist, and leave a way out', () => {
    const { table, problems } = remapKeys(KEY_TABLE, { nosuch: ['x'], sort: ['Blah'], views: ['Ctrl-C', 'Esc'] });
    assert.deepEqual(
      problems.map((problem) => problem.split(':')[0]),
      ['keys.nosuch', 'keys.sort', 'keys.views', 'keys.views'],
    );
    assert.equal(commandOf(table, 'f9', ['table']), 'sort');
    assert.equal(commandOf(table, 'f2', ['table']), 'views');
    assert.equal(commandOf(table, 'C-c', ['table']), 'quit');
  });

  it('leave no key with two meanings in one place, whatever they are', () => {
    const commands = [...new Set(KEY_TABLE.map((row) => row.command))];
    const wishes = Object.fromEntries(
      commands.map((command, i) => [command, [['a', 'F5', 'Ctrl-X', 'x'][i % 4] ?? 'a']]),
    );
    const { table } = remapKeys(KEY_TABLE, wishes);
    for (const row of table) {
      for (const key of row.keys) {
        for (const other of table) {
          if (other.command === row.command || !other.keys.includes(key)) continue;
          assert.ok(
            !other.when.some((context) => row.when.includes(context)),
            `${key}: ${row.command}, ${other.command}`,
          );
        }
      }
    }
  });
});
