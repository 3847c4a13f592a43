// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../fixtures/live-capture.js';

type Packages = Record<string, object>;
const { problemsOf } = (await import(pathToFileURL(join(ROOT, 'src', 'setup', 'locked.mjs')).href)) as {
  problemsOf: (packages: Packages) => readonly string[];
};

test('a package without a hash, from elsewhere, or with a script of its own is refused', () => {
  const integrity = 'sha512-x';
  assert.deepEqual(
    problemsOf({
      '': { name: 'sysdrill' },
      'node_modules/a': { integrity, resolved: 'https://registry.npmjs.org/a/-/a-1.tgz' },
      'node_modules/b': { integrity },
      'node_modules/ssh2': { integrity, hasInstallScript: true },
      'node_modules/c': {},
      'node_modules/d': { integrity, resolved: 'git+ssh://git@example.org/d.git#1' },
      'node_modules/a/node_modules/e': { integrity, hasInstallScript: true },
    }),
    [
      'node_modules/c: has no sha512 hash',
      'node_modules/d: comes from git+ssh://git@example.org/d.git#1',
      'node_modules/a/node_modules/e: e wants to run a script',
    ],
  );
});
