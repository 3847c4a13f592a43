// SPDX-License-Identifier: Apache-2.0
// Control groups of both hierarchies, as files in a directory; then shares and rates of two looks.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { CgroupReader } from '../../../../src/engine/live/procfs/cgroup-reader.js';
import { type CgroupRecord, CgroupSamples } from '../../../../src/engine/state/cgroup-samples.js';

const ID = '3f2a91c07b1e'.padEnd(64, 'a');

function tree(t: TestContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'sysdrill-cgroup-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
  }
  return root;
}

describe('control groups of containers', () => {
  it('are read in v2', (t) => {
    const place = `system.slice/docker-${ID}.scope`;
    const root = tree(t, {
      'cgroup.controllers': 'cpu memory pids',
      [`${place}/cpu.stat`]: 'usage_usec 1500\nuser_usec 1000\nnr_periods 10\nnr_throttled 4\nthrottled_usec 7\n',
      [`${place}/cpu.max`]: '20000 100000\n',
      [`${place}/memory.current`]: '1048576\n',
      [`${place}/memory.max`]: 'max\n',
      [`${place}/memory.events`]: 'low 0\noom 2\noom_kill 1\n',
      [`${place}/pids.current`]: '3\n',
      [`${place}/pids.max`]: '100\n',
      [`${place}/memory.pressure`]: 'some avg10=0.00 avg60=0.00 avg300=0.00 total=25\nfull avg10=0 total=5\n',
      [`${place}/init.scope/pids.current`]: '1\n',
    });
    assert.deepEqual(new CgroupReader(root).read(), [
      {
        container: '3f2a91c07b1e',
        cpu: 1_500_000,
        cpu_limit: 0.2,
        periods: 10,
        throttled: 4,
        throttled_time: 7000,
        memory: 1_048_576,
        memory_limit: 0,
        oom_kills: 1,
        pids: 3,
        pids_limit: 100,
        stall_cpu: undefined,
        stall_memory: 25_000,
        stall_io: undefined,
      },
    ]);
  });

  it('are read in v1, where each controller has a tree of its own', (t) => {
    const root = tree(t, {
      [`cpuacct/docker/${ID}/cpuacct.usage`]: '5000\n',
      [`cpu/docker/${ID}/cpu.cfs_quota_us`]: '-1\n',
      [`cpu/docker/${ID}/cpu.cfs_period_us`]: '100000\n',
      [`cpu/docker/${ID}/cpu.stat`]: 'nr_periods 0\nnr_throttled 0\nthrottled_time 0\n',
      [`memory/docker/${ID}/memory.usage_in_bytes`]: '4096\n',
      [`memory/docker/${ID}/memory.limit_in_bytes`]: '9223372036854771712\n',
      [`memory/docker/${ID}/memory.oom_control`]: 'oom_kill_disable 0\nunder_oom 0\noom_kill 6\n',
      [`pids/docker/${ID}/pids.current`]: '2\n',
    });
    const [record] = new CgroupReader(root).read();
    assert.equal(record?.cpu, 5000);
    assert.equal(record?.cpu_limit, 0, 'no limit');
    assert.equal(record?.memory_limit, 0, 'no limit');
    assert.equal(record?.oom_kills, 6);
    assert.equal(record?.pids_limit, undefined, 'not said');
  });

  it('are empty where there is nothing', (t) => assert.deepEqual(new CgroupReader(join(tree(t, {}), 'no')).read(), []));
});

describe('figures of a container', () => {
  const record = (cpu: number, more: Partial<CgroupRecord> = {}): CgroupRecord => ({
    container: 'c1',
    cpu,
    cpu_limit: 0.5,
    periods: cpu / 1e8,
    throttled: cpu / 4e8,
    throttled_time: 0,
    memory: 30,
    memory_limit: 120,
    oom_kills: 1,
    pids: 5,
    pids_limit: 0,
    stall_cpu: undefined,
    stall_memory: undefined,
    stall_io: undefined,
    ...more,
  });

  it('are shares of the limits, between the last two looks', () => {
    const samples = new CgroupSamples();
    samples.add({ row: 10, time: 1e9, record: record(4e8) });
    samples.add({ row: 20, time: 2e9, record: record(8e8) });
    const figures = samples.figures('c1', 25);
    assert.equal(figures?.cpu, 80, '0.4 s of 0.5 cores');
    assert.equal(figures?.throttled, 25);
    assert.equal(figures?.memoryShare, 25);
    assert.ok(Number.isNaN(figures?.pidsShare), 'no limit');
    assert.ok(Number.isNaN(figures?.stallIo), 'not said');
    assert.ok(Number.isNaN(samples.figures('c1', 15)?.cpu), 'one look only');
    assert.equal(samples.figures('c1', 5), undefined);
    assert.equal(samples.figures('c2', 25), undefined);
  });

  it('begin again where the container did, and leave with their events', () => {
    const samples = new CgroupSamples();
    samples.add({ row: 10, time: 1e9, record: record(4e8) });
    samples.add({ row: 20, time: 2e9, record: record(1e8) });
    assert.ok(Number.isNaN(samples.figures('c1', 25)?.cpu));
    samples.forget(15);
    assert.equal(samples.figures('c1', 12), undefined);
    assert.equal(samples.figures('c1', 20)?.memory, 30);
    samples.forget(30);
    assert.equal(samples.figures('c1', 40), undefined);
  });
});
