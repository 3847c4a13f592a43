// SPDX-License-Identifier: Apache-2.0
// What the probe writes is read by others: Debian's sysdig prints a recording, every event of a type that it knows.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import {
  capture,
  compileFixture,
  emptyFolder,
  has,
  runProgram,
  whyNoLiveTests,
} from '../../../fixtures/live-capture.js';

const KNOWN_TYPES = 336;
/** sysdig 0.29.3 crashes when it prints a generic event with a code from here on. */
const KNOWN_CODES = 329;
const PROCINFO = 234;

const skip = whyNoLiveTests() ?? (has('sysdig') ? false : 'no sysdig to read with');
if (skip) console.log(`tests with other readers are skipped: ${skip}`);

/** A section header, without the tables that the recorder of the program writes. */
function sectionHeader(): Buffer {
  const block = Buffer.alloc(28);
  block.writeUInt32LE(0x0a0d0d0a, 0);
  block.writeUInt32LE(28, 4);
  block.writeUInt32LE(0x1a2b3c4d, 8);
  block.writeUInt16LE(1, 12);
  block.writeUInt16LE(2, 14);
  block.fill(0xff, 16, 24);
  block.writeUInt32LE(28, 24);
  return block;
}

/** The stream as that sysdig can print it: newer call codes become "unknown". */
function forOldReaders(events: Buffer): Buffer {
  const bytes = Buffer.from(events);
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + 4)) {
    if (bytes.readUInt16LE(at + 30) > 1) continue;
    const code = at + 36 + 2 * bytes.readUInt32LE(at + 32);
    if (bytes.readUInt16LE(code) >= KNOWN_CODES) bytes.writeUInt16LE(0, code);
  }
  return bytes;
}

suite('sysdig reads a recording', { skip }, () => {
  const folder = emptyFolder();
  const file = join(folder, 'recording.scap');
  const program = skip === false ? compileFixture('calls') : '';
  const work = join(folder, 'work');
  spawnSync('mkdir', [work]);
  const run = skip === false ? capture(() => runProgram(program, work)) : undefined;
  let lines: readonly string[] = [];

  test('without an error, an event a line', () => {
    assert.ok(run);
    writeFileSync(file, Buffer.concat([sectionHeader(), forOldReaders(run.bytes)]));
    const result = spawnSync('sysdig', ['-r', file, '-p', '%evt.num %thread.tid %evt.dir %evt.type %evt.args'], {
      encoding: 'latin1',
      maxBuffer: 1 << 29,
    });
    assert.equal(result.status, 0, result.stderr);
    assert.equal(result.stderr, '');
    lines = result.stdout.split('\n').filter((line) => line !== '');
    const known = run.events.filter((event) => event.type < KNOWN_TYPES && event.type !== PROCINFO);
    assert.equal(lines.length, known.length);
    rmSync(folder, { recursive: true });
  });

  // Lines of the fixture's own thread, as sysdig says them; descriptors are resolved.
  const EXPECTED = [
    /< openat fd=(\d+)\(<f>.*opened\) dirfd=\d+\(.*\) name=opened\(.*\) flags=17\(O_DSYNC\|O_RDONLY\) mode=0 dev=/,
    /> read fd=3\(<f>.*data\) size=5/,
    /< read res=5 data=quick/,
    /< write res=-9\(EBADF\) data=lost/,
    /< connect res=0 tuple=127\.0\.0\.1:(\d+)->127\.0\.0\.1:(\d+)/,
    /> poll fds=\d+:.3 \d+:.4 990:\?1 timeout=0/,
    /< accept fd=\d+\(<4t>127\.0\.0\.1:\d+->127\.0\.0\.1:\d+\) tuple=127\.0\.0\.1:\d+->127\.0\.0\.1:\d+ queuepct=0 queuelen=0 queuemax=7/,
    /> mmap addr=10000000000 length=8192 prot=3\(PROT_READ\|PROT_WRITE\) flags=6\(MAP_PRIVATE\|MAP_FIXED\) fd=\d+\(<f>.*data\) offset=4096/,
    /< clone res=\d+ exe=\S*calls args=.* comm=calls .*flags=3\(CLONE_FILES\|CLONE_FS\)/,
    /< execve res=0 exe=renamed args=--nothing\. .*env=COLOUR=blue\.EMPTY=\./,
    /> kill pid=\d+\(calls\) sig=10\(SIGUSR1\)/,
    /> signaldeliver spid=\d+\(calls\) dpid=\d+\(calls\) sig=10\(SIGUSR1\)/,
    /< prlimit res=0 newcur=-1 newmax=-1 oldcur=/,
    /> setresuid ruid=-1\(<NONE>\) euid=0\(/,
    /> procexit status=768 ret=3 sig=0 core=0/,
    /< recvmsg res=9 size=9 data=fragments tuple=127\.0\.0\.1:\d+->127\.0\.0\.1:\d+/,
    /< getcwd res=\d+ path=\/.*work/,
    /> flock fd=\d+\(<f>.*copy\) operation=6\(LOCK_EX\|LOCK_NB\)/,
  ];
  for (const pattern of EXPECTED) {
    test(`and says ${pattern.source}`, () => {
      assert.ok(
        lines.some((line) => pattern.test(line)),
        `no such line among ${lines.length}`,
      );
    });
  }
});
