// SPDX-License-Identifier: Apache-2.0
// Descriptors that no open of the process names still have a type and a name: those that came with a message, files
// that io_uring opened, files without a name.

import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { compileFormat } from '../../../../src/engine/format/format.js';
import { readMachineSeed } from '../../../../src/engine/live/capture/machine-seed.js';
import { RowView } from '../../../../src/engine/query/row-view.js';
import { captureHeader } from '../../../../src/engine/scap/scap-writer.js';
import { capture, compileFixture, emptyFolder, runProgram, whyNoLiveTests } from '../../../fixtures/live-capture.js';
import { loadCapture } from '../../../oracle/oracle-captures.js';

const skip = whyNoLiveTests() ?? false;
if (skip) console.log(`live tests are skipped: ${skip}`);

/** `fd.type fd.name` of the last read, write or recv on each fd of the fixture, by what the fixture calls it. */
async function namesOfFds(folder: string): Promise<Map<string, string>> {
  const program = compileFixture('unnamed-fds.c');
  const header = captureHeader(readMachineSeed({ users: false }), 'everywhere');
  const run = capture(() => runProgram(program, folder));
  const file = join(folder, 'run.scap');
  writeFileSync(file, Buffer.concat([header, run.bytes]));
  const events = await loadCapture(file);
  const format = compileFormat('*%fd.type %fd.name');
  if (!format.ok) throw new Error(format.error.message);
  const view = new RowView(events);
  const byFd = new Map<number, string>();
  for (let row = 0; row < events.store.rows; row++) {
    view.moveToRow(row);
    if (view.thread?.tid !== run.value.pid || !/^(read|write|recvfrom)$/.test(view.kind.name)) continue;
    if (view.kind.isExit && view.fdNum > 2) byFd.set(view.fdNum, format.value.line(view) ?? '');
  }
  const names = run.value.stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  return new Map(names.map(([what = '', fd]) => [what, byFd.get(Number(fd)) ?? 'no event']));
}

suite('descriptors that the process did not open', { skip }, () => {
  test('have a type and a name', async () => {
    const folder = emptyFolder();
    const names = await namesOfFds(folder);
    assert.equal(names.get('file'), 'file /etc/passwd');
    assert.equal(names.get('folder'), `directory ${folder}`);
    assert.match(names.get('pipe') ?? '', /^pipe pipe:\[\d+\]$/);
    assert.match(names.get('memory') ?? '', /^memfd memfd:payload$/);
    assert.match(names.get('event') ?? '', /^event anon_inode:\[eventfd\]$/);
    assert.match(names.get('tcp4') ?? '', /^ipv4 127\.0\.0\.1:\d+->127\.0\.0\.1:\d+$/);
    assert.match(names.get('tcp6') ?? '', /^(ipv6 ::1:\d+->::1:\d+|unix .*)$/);
    assert.match(names.get('nameless') ?? '', new RegExp(`^file ${folder}/#\\d+ \\(deleted\\)$`));
    assert.match(names.get('own') ?? '', /^memfd own$/);
    if (names.has('ring')) assert.equal(names.get('ring'), 'file /etc/hostname');
    rmSync(folder, { recursive: true });
  });
});
