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
import { createGunzip } from 'node:zlib';
import { countEvents, wholeBlocks } from '../../../../src/engine/scap/block-cutter.js';
import { emptyFolder, whyNoLiveTests } from '../../../fixtures/live-capture.js';
import { MAIN } from '../../../fixtures/program-file.js';
import { loadCapture } from '../../../oracle/oracle-captures.js';

const skip = whyNoLiveTests() ?? false;
const KILLS = Number(process.env['SYSDRILL_KILLS'] ?? 2);
/** ms after its first bytes within which a recorder is killed. */
const LONGEST = 1500;
const GZIP = 0x1f;

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
    test(`leaves what can be read ${options.join('')}`, async (t) => {
      const events: number[] = [];
      let partial = 0;
      for (let i = 0; i < KILLS; i++) {
        const path = await killed(`killed${options.length}-${i}`, ...options);
        const capture = await loadCapture(path);
        const bytes = await written(path);
        const whole = bytes.subarray(0, wholeBlocks(bytes));
        assert.equal(capture.store.rows, countEvents(whole), path);
        if (options.length === 0 && whole.length === bytes.length && capture.store.rows > 0) {
          assert.equal(capture.defect, undefined);
        }
        events.push(capture.store.rows);
        if (whole.length < bytes.length) partial++;
      }
      const some = events.filter((count) => count > 0).length;
      t.diagnostic(`${KILLS} kills; ${some} files with up to ${Math.max(...events)} events; ${partial} end in a block`);
    });
  }
});

/** What is in the file as far as it can be decompressed. */
async function written(path: string): Promise<Buffer> {
  const bytes = readFileSync(path);
  if (bytes[0] !== GZIP) return bytes;
  const pieces: Buffer[] = [];
  const unpacking = createGunzip();
  unpacking.on('data', (piece: Buffer) => pieces.push(piece));
  const over = new Promise((resolve) => unpacking.on('end', resolve).on('error', resolve));
  unpacking.end(bytes);
  await over;
  return Buffer.concat(pieces);
}
