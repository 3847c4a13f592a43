// SPDX-License-Identifier: Apache-2.0
// A recorder that is killed at any moment leaves a file that can be read to its last whole block, compressed or not.
// SYSDRILL_KILLS=50 does it fifty times.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { countEvents, wholeBlocks } from '../../../../src/engine/scap/block-cutter.js';
import { emptyFolder, whyNoLiveTests } from '../../../fixtures/live-capture.js';
import { MAIN } from '../../../fixtures/program-file.js';
import { loadCapture } from '../../../oracle/oracle-captures.js';

const skip = whyNoLiveTests() ?? false;
const KILLS = Number(process.env['SYSDRILL_KILLS'] ?? 2);
/** ms after its first bytes within which a recorder is killed. */
const LONGEST = 1500;

suite('a recorder that is killed', { skip }, () => {
  const folder = emptyFolder();
  after(() => rmSync(folder, { recursive: true }));

  /** The file that it leaves, killed while programs run. */
  async function killed(name: string, ...options: readonly string[]): Promise<string> {
    const path = join(folder, name);
    const recorder = spawn(process.execPath, [MAIN, 'capture', '-w', path, ...options], { stdio: 'ignore' });
    const ended = once(recorder, 'exit');
    const work = setInterval(() => spawnSync('/bin/true'), 20);
    while (!existsSync(path) || statSync(path).size === 0) {
      assert.equal(recorder.exitCode, null);
      await sleep(20);
    }
    await sleep(Math.random() * LONGEST);
    recorder.kill('SIGKILL');
    await ended;
    clearInterval(work);
    return path;
  }

  for (const options of [[], ['-z']]) {
    test(`leaves what can be read ${options.join('')}`, async () => {
      for (let i = 0; i < KILLS; i++) {
        const path = await killed(`killed${options.length}-${i}`, ...options);
        const capture = await loadCapture(path);
        if (options.length > 0) continue;
        const bytes = readFileSync(path);
        const whole = bytes.subarray(0, wholeBlocks(bytes));
        assert.equal(capture.store.rows, countEvents(whole));
        if (whole.length === bytes.length && capture.store.rows > 0) assert.equal(capture.defect, undefined);
      }
    });
  }
});
