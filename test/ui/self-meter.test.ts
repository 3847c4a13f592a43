// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { SelfMeter } from '../../src/ui/self-meter.js';

/** Takes 300 ms of CPU time, says so, and waits. */
const BUSY = `
process.stdin.once('data', () => {
  const start = process.cpuUsage();
  const spin = () => {
    const { user, system } = process.cpuUsage(start);
    if (user + system < 3e5) setImmediate(spin);
    else process.stdout.write('done');
  };
  spin();
});
process.stdout.write('ready');
`;

describe('what sysdrill costs', { skip: process.platform !== 'linux' && 'there is no /proc' }, () => {
  it('counts the memory and the CPU time of the process that captures', async () => {
    const child = spawn(process.execPath, ['-e', BUSY], { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      await once(child.stdout, 'data');
      const meter = new SelfMeter();
      const start = performance.now();
      const first = await meter.read(child.pid);
      assert.equal(first.cpu, undefined);
      const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) * 1024;
      assert.ok(first.bytes > resident && first.bytes < resident + 2 * process.memoryUsage.rss());
      child.stdin.write('go');
      await once(child.stdout, 'data');
      const { cpu = 0 } = await meter.read(child.pid);
      // Ticks are 10 ms.
      assert.ok((cpu / 100) * (performance.now() - start) > 280, `${cpu}%`);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('is that of this process alone where nothing captures, or no more', async () => {
    const meter = new SelfMeter();
    await meter.read(undefined);
    const alone = await meter.read(undefined);
    assert.ok(alone.cpu !== undefined && alone.bytes > 10e6);
    // Larger than any number of a process.
    const gone = await meter.read(2 ** 30);
    assert.ok(gone.cpu !== undefined && gone.bytes < 2 * alone.bytes);
  });
});
