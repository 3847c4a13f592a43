// SPDX-License-Identifier: Apache-2.0
// docs/differences.md says what the comparisons recorded, and every kind occurs.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { KINDS } from './differences.js';
import { differencesPage, PAGE } from './write-differences.js';

test('the page on differences is up to date', () => {
  assert.equal(readFileSync(PAGE, 'utf8'), differencesPage(), 'node build/test/oracle/write-differences.js');
});

test('there are fourteen kinds, and each occurs', () => {
  assert.equal(KINDS.length, 14);
  const table = differencesPage().split('\n');
  for (const { name } of KINDS) assert.match(table.find((line) => line.startsWith(`| ${name} |`)) ?? '', /\d/, name);
});
