// SPDX-License-Identifier: Apache-2.0
// The rules that come with the program: valid, without warnings, and silent over captures of ordinary work.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RuleLoader } from '../../../src/engine/rules/rule-loader.js';
import { findCapture } from '../../oracle/oracle-captures.js';
import { alertsOf, rulesOf } from './alerts.js';

const FOLDER = fileURLToPath(new URL('../../../../rules', import.meta.url));
const FILES = readdirSync(FOLDER).map((name) => join(FOLDER, name));

test('they load without an error or a warning', () => {
  const loader = new RuleLoader();
  for (const file of FILES) {
    const { errors, warnings } = loader.load(file, readFileSync(file, 'utf8'));
    assert.deepEqual([errors, warnings], [[], []]);
  }
  assert.ok(loader.compiled.rules.length >= 12);
});

for (const name of ['build', 'containers', 'files', 'redis', 'shell', 'web']) {
  const path = findCapture(`${name}.scap`);
  test(`ordinary work fires none of them: ${name}`, { skip: path === undefined && 'no capture' }, async () => {
    assert.deepEqual(await alertsOf(path ?? '', rulesOf(FILES), { matching: 'all', containers: true }), []);
  });
}
