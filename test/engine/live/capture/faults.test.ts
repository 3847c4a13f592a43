// SPDX-License-Identifier: Apache-2.0
// Page faults and context switches: the counts of each thread come with its CPU time, the events themselves on request.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { readMachineSeed } from '../../../../src/engine/live/capture/machine-seed.js';
import { RowView } from '../../../../src/engine/query/row-view.js';
import { captureHeader } from '../../../../src/engine/scap/scap-writer.js';
import { capture, emptyFolder, runProgram, whyNoLiveTests } from '../../../fixtures/live-capture.js';
import { MAIN } from '../../../fixtures/program-file.js';
import { loadCapture } from '../../../oracle/oracle-captures.js';

const skip = whyNoLiveTests() ?? false;
if (skip) console.log(`live tests are skipped: ${skip}`);

const MEGABYTES = 16;
const PAGES = (MEGABYTES << 20) / 4096;

suite('page faults and switches', { skip }, () => {
  const folder = emptyFolder();
  const file = join(folder, 'run.scap');

  test('the faults of a thread are counted without its events', async () => {
    const header = captureHeader(readMachineSeed({ users: false }), 'everywhere');
    const run = capture(() => runProgram('/bin/dd', 'if=/dev/zero', 'of=/dev/null', `bs=${MEGABYTES}M`, 'count=1'));
    writeFileSync(file, Buffer.concat([header, run.bytes]));
    const events = await loadCapture(file);
    const view = new RowView(events);
    let most = 0;
    for (let row = 0; row < events.store.rows; row++) {
      view.moveToRow(row);
      if (view.thread?.tid === run.value.pid) most = Math.max(most, view.metric('pfMinor') ?? 0);
      assert.ok(view.kind.name !== 'switch' && view.kind.name !== 'page_fault');
    }
    assert.ok(most >= PAGES && most < 3 * PAGES, `${most} faults for ${PAGES} pages`);
  });

  test('--switches and --page-faults record the events', async () => {
    const options = ['capture', '-w', file, '-M', '2', '--switches', '--page-faults'];
    const recorder = spawn(process.execPath, [MAIN, ...options], { stdio: 'ignore' });
    const ended = once(recorder, 'exit');
    // A machine with nothing to do has no faults: a program starts ten times a second until the recording ends.
    const work = setInterval(() => spawnSync('/bin/true'), 100);
    const [status] = await ended;
    clearInterval(work);
    assert.equal(status, 0);
    const events = await loadCapture(file);
    const view = new RowView(events);
    const names = new Set<string>();
    for (let row = 0; row < events.store.rows; row++) {
      view.moveToRow(row);
      names.add(view.kind.name);
    }
    assert.ok(names.has('switch') && names.has('page_fault'), [...names].join());
    rmSync(folder, { recursive: true });
  });
});
