// SPDX-License-Identifier: Apache-2.0
// A view that is written but not listed would be missing without a word.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { VIEWS } from '../../src/views/index.js';
import { questionOf } from '../../src/views/questions.js';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'src', 'views');

/** Ids of the views that a source declares. */
function declaredIn(name: string): string[] {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  return text.includes('satisfies View;') ? [...text.matchAll(/^ {2}id: '(\w+)',$/gm)].map(([, id = '']) => id) : [];
}

test('every view of src/views is in index.ts', () => {
  const listed = new Set<string>(VIEWS.map(({ id }) => id));
  const declared = readdirSync(FOLDER).flatMap(declaredIn);
  assert.ok(declared.length > 50);
  assert.deepEqual(
    declared.filter((id) => !listed.has(id)),
    [],
  );
});

test('every view has its place in questions.ts', () => {
  const without = VIEWS.filter((view) => questionOf(view) === '').map(({ id }) => id);
  assert.deepEqual(without, []);
});
