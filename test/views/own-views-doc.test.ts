// SPDX-License-Identifier: Apache-2.0
// The example in docs/own-views.md is a view that loads, and the page names every setting there is.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { VIEW_CHECKER } from '../../src/cli/view-checker.js';
import { VIEWS } from '../../src/views/index.js';
import { loadUserViews } from '../../src/views/user-views.js';

const PAGE = readFileSync(fileURLToPath(new URL('../../../docs/own-views.md', import.meta.url)), 'utf8');

test('the example loads', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'sysdrill-doc-'));
  try {
    const example = /```yaml\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? '';
    writeFileSync(join(directory, 'example.yaml'), example);
    const { views, problems } = await loadUserViews({
      directory,
      files: [],
      builtIn: VIEWS,
      checker: async () => VIEW_CHECKER,
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      views.map((view) => view.id),
      ['fsync_by_file'],
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('every setting that a view of ours uses is explained', () => {
  const settings = new Set(VIEWS.flatMap((view) => [...Object.keys(view), ...view.columns.flatMap(Object.keys)]));
  for (const setting of settings) assert.match(PAGE, new RegExp(`\`${setting}\``), setting);
});
