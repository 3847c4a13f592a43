// SPDX-License-Identifier: Apache-2.0
// How a value is taken apart by its table: the walk of the reference, case by case, and what must hold for every table.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FLAG_TABLES } from '../../../src/engine/scap/flag-tables.js';
import { enumNames, flagNames, modeNames } from '../../../src/engine/text/flags-text.js';

const TABLE = [
  ['READ_WRITE', 3],
  ['WRITE', 2],
  ['READ', 1],
  ['NONE', 0],
  ['TOP', 0x80000000],
] as const;

test('flags: in table order, each bit once', () => {
  assert.equal(flagNames(TABLE, 0), 'NONE');
  assert.equal(flagNames(TABLE, 1), 'READ');
  assert.equal(flagNames(TABLE, 3), 'READ_WRITE');
  assert.equal(flagNames(TABLE, 0x80000002), 'WRITE|TOP');
  assert.equal(flagNames(TABLE, 0x80000000), 'TOP');
  // A bit that nobody names is dropped.
  assert.equal(flagNames(TABLE, 5), 'READ');
  assert.equal(flagNames(TABLE, 4), '');
  assert.equal(flagNames([], 1), '');
});

test('flags: an entry that is the whole value ends the walk', () => {
  const aliases = [
    ['A', 1],
    ['B', 2],
    ['ALIAS_OF_B', 2],
  ] as const;
  assert.equal(flagNames(aliases, 2), 'B');
  assert.equal(flagNames(aliases, 3), 'A|B');
});

test('enums: every name of the exact value', () => {
  const table = [
    ['AF_LOCAL', 1],
    ['AF_UNIX', 1],
    ['AF_INET', 2],
  ] as const;
  assert.equal(enumNames(table, 1), 'AF_LOCAL|AF_UNIX');
  assert.equal(enumNames(table, 2), 'AF_INET');
  assert.equal(enumNames(table, 3), '');
});

test('modes: bit by bit, but an entry that is the whole value is named whatever went before', () => {
  const table = [
    ['X', 1],
    ['W', 2],
    ['XW', 3],
    ['NONE', 0],
  ] as const;
  assert.equal(modeNames(table, 3), 'X|W|XW');
  assert.equal(modeNames(table, 0), 'NONE');
  assert.equal(modeNames(table, 2), 'W');
  assert.equal(modeNames(table, 4), '');
});

test('names of any value are entries whose bits are in it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(FLAG_TABLES)), fc.nat(0xffffffff), (name, value) => {
      const table = FLAG_TABLES[name] ?? [];
      const names = flagNames(table, value);
      if (names === '') return;
      let covered = 0;
      for (const word of names.split('|')) {
        const bits = table.filter(([entry]) => entry === word).map(([, number]) => number);
        assert.ok(
          bits.some((number) => (value & number) >>> 0 === number),
          `${name} ${value} ${word}`,
        );
        covered |= bits.find((number) => (value & number) >>> 0 === number) ?? 0;
      }
      // What no entry covers may be left; what one covers entirely must not.
      const rest = (value & ~covered) >>> 0;
      const stopped = table.some(([word, number]) => number === value && names.split('|').includes(word));
      if (!stopped) for (const [, number] of table) assert.ok(number === 0 || (rest & number) >>> 0 !== number);
    }),
  );
});
