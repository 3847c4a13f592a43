// SPDX-License-Identifier: Apache-2.0
// A capture as older writers would have left it, in every version of its blocks: the same default lines as the capture of
// today, and the peer's where it is installed. Process lists before version 4 do not say which processes see themselves
// under another number: there the peer waits for a child's own events, where we believe the parent's.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { inOldVersions, type OldVersions } from '../engine/scap/old-versions.js';
import { peers } from '../engine/scap/peer.js';
import { LineDigest } from './field-lines.js';
import { compareLines, ourLines } from './line-comparison.js';
import { findCapture, loadCapture } from './oracle-captures.js';

/** The peer that the rules of line-differences.ts are about. */
const PEER = 'sysdig036';
const hasPeer = peers().some(({ name }) => name === PEER);
const EVENTS = ['EV_V2', 'EVF_V2', 'EV', 'EVF'] as const;
/** From this version on the process list has the numbers inside of pid namespaces. */
const KNOWS_NAMESPACES = 4;

const folder = mkdtempSync(join(tmpdir(), 'sysdrill-old-'));
after(() => rmSync(folder, { recursive: true }));

async function digestOf(path: string): Promise<{ lines: number; digest: string }> {
  const digest = new LineDigest();
  let lines = 0;
  for (const line of ourLines(await loadCapture(path))) digest.add(++lines, line);
  return { lines, digest: digest.done() };
}

for (const name of ['files.scap', 'shell.scap']) {
  const path = findCapture(name);
  test(`${name} in old blocks`, { skip: path === undefined ? `${name} is not here` : false }, async (t) => {
    const file = readFileSync(path ?? '');
    const bytes = file[0] === 0x1f ? gunzipSync(file) : file;
    const today = await digestOf(path ?? '');
    for (let processes = 1; processes <= 9; processes++) {
      const versions: OldVersions = {
        processes,
        areListsBare: processes % 2 === 0,
        events: EVENTS[processes % EVENTS.length] ?? 'EV',
      };
      const old = join(folder, `${processes}-${name}`);
      writeFileSync(old, inOldVersions(bytes, versions));
      const then = await digestOf(old);
      assert.equal(then.lines, today.lines, JSON.stringify(versions));
      if (processes < KNOWS_NAMESPACES) continue;
      assert.equal(then.digest, today.digest, JSON.stringify(versions));
      if (!hasPeer) continue;
      const capture = await loadCapture(old);
      const env = { ...process.env, TZ: 'UTC' };
      const { stdout } = spawn(PEER, ['-r', old], { env, stdio: ['ignore', 'pipe', 'ignore'] });
      await compareLines(capture, stdout, (theirs, ours) => assert.equal(ours, theirs));
    }
    t.diagnostic(hasPeer ? `compared with ${PEER} too` : `${PEER} is not installed`);
  });
}
