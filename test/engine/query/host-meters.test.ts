// SPDX-License-Identifier: Apache-2.0
// The machine's figures from /proc, through a stream, to shares and rates over a window.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import {
  type HostCpuRecord,
  type HostRecord,
  readHost,
  readHostCpus,
} from '../../../src/engine/live/procfs/host-figures.js';
import { ProcReader } from '../../../src/engine/live/procfs/proc-reader.js';
import { hostMeters } from '../../../src/engine/query/host-meters.js';
import { ownEvent } from '../../../src/engine/scap/own-event.js';
import { HOST, HOST_CPUS } from '../../../src/engine/scap/own-event-table.js';
import { captureHeader } from '../../../src/engine/scap/scap-writer.js';
import { START } from '../scap/block-writer.js';
import { eventBlockOf } from '../state/event-encoder.js';
import { fromBytes } from './loaded.js';

const ALL = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
const SECOND = 1_000_000_000n;

const FILES: Readonly<Record<string, string>> = {
  'proc/loadavg': '1.25 0.50 0.25 2/300 4711\n',
  'proc/meminfo':
    'MemTotal:       1000 kB\nMemAvailable:    400 kB\nCached:   100 kB\nSwapTotal: 50 kB\nSwapFree: 20 kB\n',
  'proc/stat': 'cpu  10 0 10 80 0 0 0 0 0 0\ncpu0 100 1 20 800 5 1 2 7 0 0\ncpu3 1 0 0 9 0 0 0 0 0 0\nintr 5\n',
  'proc/diskstats':
    '   8 0 sda 10 0 100 0 20 0 40 0 0 0 0\n   8 1 sda1 10 0 100 0 20 0 40 0 0 0 0\n 253 0 dm-0 9 0 90 0 9 0 9 0 0 0 0\n',
  'proc/net/dev':
    'Inter-|   Receive |  Transmit\n face |bytes\n    lo: 99 1 0 0 0 0 0 0 99 1 0 0 0 0 0 0\n  eth0: 1000 5 0 0 0 0 0 0 200 2 0 0 0 0 0 0\n',
  'proc/pressure/io': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=5000\nfull avg10=0.00 total=10\n',
  'sys/block/sda/size': '1000\n',
};

test('figures of /proc: partitions, mapped devices and the loopback are not counted twice', () => {
  const root = mkdtempSync(join(tmpdir(), 'sysdrill-host-'));
  try {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const reader = new ProcReader(join(root, 'proc'));
    const host = readHost(reader);
    assert.deepEqual([host.load1, host.load15], [1.25, 0.25]);
    assert.deepEqual([host.memory_total, host.memory_available, host.swap_free], [1_024_000, 409_600, 20_480]);
    assert.deepEqual([host.disk_read, host.disk_written], [51_200, 20_480]);
    assert.deepEqual([host.net_received, host.net_sent], [1000, 200]);
    assert.deepEqual([host.stall_io, host.stall_cpu], [5_000_000, undefined]);
    assert.deepEqual(readHostCpus(reader), [
      { cpu: 0, user: 1.01e9, system: 0.23e9, idle: 8e9, waiting: 0.05e9, stolen: 0.07e9 },
      { cpu: 3, user: 1e7, system: 0, idle: 9e7, waiting: 0, stolen: 0 },
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});

const NOTHING: HostRecord = {
  load1: 1,
  load5: undefined,
  load15: undefined,
  memory_total: 100,
  memory_available: 40,
  memory_cached: 10,
  swap_total: 0,
  swap_free: 0,
  disk_read: 0,
  disk_written: undefined,
  net_received: 500,
  net_sent: 0,
  stall_cpu: 0,
  stall_memory: undefined,
  stall_io: 0,
};

function cpus(user: number, idle: number): HostCpuRecord[] {
  return [{ cpu: 0, user: user * 1e9, system: 0, waiting: 0, stolen: 0, idle: idle * 1e9 }];
}

function capture(samples: readonly (readonly [second: bigint, host: HostRecord, cpus: HostCpuRecord[]])[]) {
  const call = (time: bigint): Uint8Array => eventBlockOf('getcwd_x', { res: -2 }, { tid: 1, time });
  const head = { machine: undefined, interfaces: [], users: [], groups: [], processes: [], fds: [] };
  const blocks = samples.flatMap(([second, host, records]) => {
    const time = START + second * SECOND;
    return [ownEvent(HOST, { time }, [host]), ownEvent(HOST_CPUS, { time }, records), call(time)];
  });
  return fromBytes(Buffer.concat([captureHeader(head, 'everywhere'), call(START), ...blocks]));
}

test('shares and rates are those between two samples, levels those at the end of the window', () => {
  const held = capture([
    [1n, NOTHING, cpus(10, 10)],
    [2n, { ...NOTHING, disk_read: 2000, stall_io: 5e8 }, cpus(10.25, 10.75)],
    [4n, { ...NOTHING, load1: 3, disk_read: 8000, net_received: 100 }, cpus(12.25, 10.75)],
  ]);
  const all = hostMeters(held, ALL);
  assert.equal(all?.load[0], 3);
  assert.deepEqual(all?.disk, { read: 8000 / 3, written: undefined });
  assert.equal(all?.net.received, undefined, 'a counter that restarted says nothing');
  assert.deepEqual([all?.cpus[0]?.user, all?.cpus[0]?.stolen], [75, 0]);
  const early = hostMeters(held, { from: 1e9, to: 2.5e9 });
  assert.deepEqual([early?.cpus[0]?.user, early?.disk.read, early?.stall.io], [25, 2000, 50]);
  const short = hostMeters(held, { from: 3.9e9, to: 4e9 });
  assert.equal(short?.cpus[0]?.user, 100, 'the sample before is taken where the window has one only');
});

test('captures without such figures have no meters', () => {
  assert.equal(hostMeters(capture([]), ALL), undefined);
});
