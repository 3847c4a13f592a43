// SPDX-License-Identifier: Apache-2.0
// Recordings of real work, read by Debian's sysdig and by Wireshark's tools.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { emptyFolder, has, whyNoLiveTests } from '../../../fixtures/live-capture.js';
import { asWireshark, compareWithSysdig } from '../../../fixtures/peer-readers.js';
import { MAIN } from '../../../fixtures/program-file.js';
import { readEvents } from '../../../fixtures/scap-events.js';
import { WORKLOADS, whyNot } from '../../../fixtures/workloads.js';

const skip = whyNoLiveTests() ?? false;
const noSysdig = has('sysdig') ? false : 'no sysdig to read with';
const noWireshark = has('tshark') && has('capinfos') ? false : 'no tshark to read with';
const TRIES = 4;
const folder = emptyFolder();
after(() => rmSync(folder, { recursive: true }));

/** Says how many events were lost: on a machine that others keep busy that may be some. */
async function record(path: string, work: () => Promise<void>): Promise<number> {
  const child: ChildProcess = spawn(process.execPath, [MAIN, 'capture', '-w', path], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr?.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  const ended = once(child, 'close');
  while (!existsSync(path) || statSync(path).size === 0) {
    assert.equal(child.exitCode, null, errors);
    await sleep(20);
  }
  try {
    await work();
  } finally {
    child.kill('SIGINT');
  }
  assert.equal((await ended)[0], 0, errors);
  return Number(/; (\d+) lost[^\n]*\n$/.exec(errors)?.[1] ?? assert.fail(errors));
}

function eventCount(path: string): number {
  const bytes = readFileSync(path);
  let at = 0;
  while (bytes.readUInt32LE(at) !== 0x216) at += bytes.readUInt32LE(at + 4);
  return [...readEvents(bytes.subarray(at))].length;
}

suite('recordings of real work', { skip }, () => {
  for (const workload of WORKLOADS) {
    suite(workload.name, { skip: whyNot(workload) ?? false }, () => {
      const work = join(folder, workload.programs.join('-'));
      const path = `${work}.scap`;

      test('are made without a loss', async () => {
        for (let tries = 1; ; tries++) {
          mkdirSync(work);
          const lost = await record(path, () => workload.run(work));
          if (lost === 0) break;
          assert.ok(tries < TRIES, `${lost} lost, at the last of ${tries} tries`);
          rmSync(path);
          rmSync(work, { recursive: true });
        }
      });

      test('print in sysdig 0.29.3 as they do here', { skip: noSysdig }, async (t) => {
        const { lines, kinds } = await compareWithSysdig(path, process.pid);
        assert.ok(lines > 5000, `${lines} lines`);
        t.diagnostic(`${lines} lines, ${JSON.stringify(Object.fromEntries(kinds))}`);
      });

      test('are well-formed for Wireshark', { skip: noWireshark }, () => {
        const read = asWireshark(path);
        // It numbers every event block, those of the capture itself among them.
        assert.equal(read?.frames, eventCount(path));
        rmSync(path);
      });
    });
  }
});
