// SPDX-License-Identifier: Apache-2.0
// The captures of before 2019 beside sysdig 0.29.3, which is of their age: every line is the same but for what its event
// table did not know yet (debian-lines.ts), and there are as many of those as were counted.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { OLDER_COUNTS, olderTextsOf } from './debian-lines.js';
import { ourLines, peerLines } from './line-comparison.js';
import { findCapture, loadCapture } from './oracle-captures.js';

const version = spawnSync('sysdig', ['--version'], { encoding: 'utf8' }).stdout ?? '';
const isHere = version.includes('0.29.3');

for (const [name, expected] of Object.entries(OLDER_COUNTS)) {
  const path = findCapture(name);
  const missing = path === undefined ? `${name} is not here` : 'sysdig 0.29.3 is not installed';
  test(`${name} beside 0.29.3`, { skip: path !== undefined && isHere ? false : missing }, async () => {
    const ours = ourLines(await loadCapture(path ?? ''));
    const env = { ...process.env, TZ: 'UTC' };
    const { stdout } = spawn('sysdig', ['-r', path ?? ''], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    const texts: Record<string, number> = {};
    let lines = 0;
    for await (const theirs of peerLines(stdout)) {
      const own = ours.next().value ?? '';
      const names = olderTextsOf(theirs, own);
      assert.ok(names !== undefined, `theirs ${theirs}\nours   ${own}`);
      for (const text of names) texts[text] = (texts[text] ?? 0) + 1;
      lines++;
    }
    assert.equal(ours.next().done, true, 'we have more lines');
    assert.deepEqual({ lines, texts }, expected);
  });
}
