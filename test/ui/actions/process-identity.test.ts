// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { bootTime, identityProblem, processNow } from '../../../src/ui/actions/process-identity.js';

const LINUX = process.platform === 'linux';
const SECOND = 1_000_000_000n;

/** A /proc of one process that started `ticks` after boot. */
async function nowIn(stat: string, uptime = '1000.50 2000.00\n'): Promise<Awaited<ReturnType<typeof processNow>>> {
  const root = mkdtempSync(join(tmpdir(), 'sysdrill-proc-'));
  try {
    mkdirSync(join(root, '7'));
    writeFileSync(join(root, '7', 'stat'), stat);
    writeFileSync(join(root, 'uptime'), uptime);
    return await processNow('7', bootTime(root), root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** proc(5): 52 fields, nice is the 19th, the start the 22nd. */
function stat(name: string, nice: number, ticks: number): string {
  const fields = Array.from({ length: 50 }, (_, i) => (i === 16 ? nice : i === 19 ? ticks : 0));
  return `7 (${name}) S ${fields.slice(1).join(' ')}\n`;
}

describe('the identity of a process', () => {
  it('reads start and nice value, also after names that look like the rest', async () => {
    const before = BigInt(Date.now()) * 1_000_000n;
    for (const name of ['nginx', 'a) S 1 2 3 (', 'x\ny)']) {
      const now = await nowIn(stat(name, -3, 90_050));
      assert.equal(now?.nice, -3, name);
      // 900.50 s after boot, which was 1000.50 s ago.
      const started = (now?.started ?? 0n) - (before - 100n * SECOND);
      assert.ok(started >= 0n && started < 60n * SECOND, String(started));
    }
    assert.equal(await nowIn('7 (cut'), undefined);
    assert.equal(await processNow('7', bootTime(), '/nonexistent'), undefined);
    assert.equal(bootTime('/nonexistent'), undefined);
  });

  it('is the same while the start is the same', async () => {
    const now = { started: 50n * SECOND, nice: 0 };
    const known = (started: string | null, captureStart?: bigint) => ({ started, captureStart });
    assert.equal(identityProblem('7', known(String(50n * SECOND)), now), undefined);
    assert.equal(identityProblem('7', known(String(50n * SECOND + 20_000_000n)), now), undefined);
    assert.match(identityProblem('7', known(String(40n * SECOND)), now) ?? '', /another one/);
    assert.match(identityProblem('7', known(String(50n * SECOND)), undefined) ?? '', /has ended/);
  });

  it('of a process older than the capture is that it still is older', () => {
    const now = { started: 50n * SECOND, nice: 0 };
    assert.equal(identityProblem('7', { started: null, captureStart: 60n * SECOND }, now), undefined);
    assert.match(identityProblem('7', { started: null, captureStart: 40n * SECOND }, now) ?? '', /another one/);
    assert.match(identityProblem('7', { started: null, captureStart: undefined }, now) ?? '', /not known/);
  });

  it('of a real child is when it was started', { skip: !LINUX && 'there is no /proc' }, async () => {
    const before = BigInt(Date.now()) * 1_000_000n;
    const child = spawn('sleep', ['1000']);
    try {
      const now = await processNow(String(child.pid), bootTime());
      const apart = (now?.started ?? 0n) - before;
      assert.ok(apart > -SECOND && apart < 30n * SECOND, String(apart));
    } finally {
      child.kill('SIGKILL');
    }
  });
});
