// SPDX-License-Identifier: Apache-2.0
// What is written is read back equal, whatever the values and however the bytes are cut; and sysdig, where it is
// installed, opens it.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EventCursor } from '../../../src/engine/scap/event-cursor.js';
import { eventType } from '../../../src/engine/scap/event-types.js';
import type { IpAddress } from '../../../src/engine/scap/ip-address.js';
import type { ListedFd, ListedProcess } from '../../../src/engine/scap/metadata.js';
import { type Defect, ScapReader } from '../../../src/engine/scap/scap-reader.js';
import {
  type CaptureHeader,
  captureHeader,
  eventBlock,
  fdsBlock,
  machineBlock,
  type NewEvent,
  processesBlock,
  sectionBlock,
} from '../../../src/engine/scap/scap-writer.js';
import { decodeText } from '../../../src/engine/scap/text.js';

interface ReadEvent {
  readonly cpu: number;
  readonly tid: number;
  readonly type: number;
  readonly time: bigint;
  readonly params: readonly Uint8Array[];
}

/** Everything that a reader makes of the bytes, cut into chunks of the given sizes in turn. */
function readBack(bytes: Uint8Array, cuts: readonly number[]) {
  const machines: CaptureHeader['machine'][] = [];
  const fds: { tid: number; fds: readonly ListedFd[] }[] = [];
  const defects: Defect[] = [];
  const events: ReadEvent[] = [];
  const lists = {
    interfaces: [] as CaptureHeader['interfaces'],
    users: [] as CaptureHeader['users'],
    groups: [] as CaptureHeader['groups'],
    processes: [] as readonly ListedProcess[],
  };
  const reader = new ScapReader({
    section: () => undefined,
    machine: (machine) => machines.push(machine),
    interfaces: (list) => {
      lists.interfaces = list;
    },
    users: (users, groups) => {
      lists.users = users;
      lists.groups = groups;
    },
    processes: (list) => {
      lists.processes = [...list];
    },
    fds: (tid, list) => fds.push({ tid, fds: list }),
    event: (cursor) => events.push(copyEvent(cursor)),
    defect: (defect) => defects.push(defect),
  });
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = cuts.length === 0 ? bytes.length : (cuts[i % cuts.length] ?? 1);
    reader.push(bytes.slice(at, at + size));
    at += size;
  }
  reader.end();
  return { machines, fds, defects, events, ...lists };
}

function copyEvent(cursor: EventCursor): ReadEvent {
  const params: Uint8Array[] = [];
  for (let i = 0; i < cursor.nparams; i++) {
    const at = cursor.param(i);
    params.push(Uint8Array.from(cursor.bytes.subarray(at, at + cursor.paramLength)));
  }
  const time = (BigInt(cursor.timeHigh) << 32n) | BigInt(cursor.timeLow);
  return { cpu: cursor.cpu, tid: cursor.tid, type: cursor.type, time, params };
}

const CLOSE: NewEvent = {
  cpu: 1,
  time: 1_500_000_000_123_456_789n,
  tid: 4711,
  type: eventType('close_e').id,
  params: [Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0)],
};

/** Any bytes but NUL, as the text that decoding makes of them. */
function text(maxBytes: number): fc.Arbitrary<string> {
  const byte = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 32, max: 126 }) }, fc.integer({ min: 1, max: 255 }));
  return fc.array(byte, { maxLength: maxBytes }).map((bytes) => decodeText(Uint8Array.from(bytes), 0, bytes.length));
}
const texts = fc.array(text(20), { maxLength: 5 });
const u32 = fc.nat({ max: 0xffffffff });
const id = fc.integer({ min: -1, max: 4194304 });
const count = fc.maxSafeNat();
const u64 = fc.bigInt({ min: 0n, max: 0xffffffffffffffffn });
const ip = (size: 4 | 16) =>
  fc.uint8Array({ minLength: size, maxLength: size }).map((b) => String.fromCharCode(...b) as IpAddress);
const port = fc.nat({ max: 65535 });

const process: fc.Arbitrary<ListedProcess> = fc.record({
  tid: id,
  pid: id,
  ptid: id,
  sid: id,
  vpgid: id,
  pgid: id,
  comm: text(16),
  exe: text(40),
  exePath: text(40),
  args: texts,
  env: texts,
  cwd: text(40),
  root: text(10),
  fdLimit: fc.integer({ min: -1, max: 1 << 20 }),
  flags: u32,
  uid: u32,
  gid: u32,
  vmSizeKb: u32,
  vmRssKb: u32,
  vmSwapKb: u32,
  pfMajor: count,
  pfMinor: count,
  vtid: id,
  vpid: id,
  cgroups: fc.array(fc.tuple(fc.constantFrom('cpuset', 'memory', 'name=systemd'.slice(0, 4)), text(30)), {
    maxLength: 4,
  }),
  pidnsInitStart: u64,
  tty: u32,
  loginUid: u32,
  exeWritable: fc.boolean(),
  exeUpperLayer: fc.boolean(),
  exeLowerLayer: fc.boolean(),
  exeFromMemfd: fc.boolean(),
  capInheritable: u64,
  capPermitted: u64,
  capEffective: u64,
  exeIno: count,
  exeInoCtime: u64,
  exeInoMtime: u64,
});

const base = { fd: fc.nat({ max: 5000 }), ino: count, openFlags: fc.constant(0), dev: fc.constant(0) };
const socket = (type: 3 | 4) =>
  fc.record({
    ...base,
    type: fc.constant(type),
    name: fc.constant(''),
    l4: fc.nat({ max: 5 }),
    sourceIp: ip(type === 3 ? 4 : 16),
    destIp: ip(type === 3 ? 4 : 16),
    sourcePort: port,
    destPort: port,
  });
const server = (type: 5 | 6) =>
  fc.record({
    ...base,
    type: fc.constant(type),
    name: fc.constant(''),
    l4: fc.nat({ max: 5 }),
    destIp: ip(type === 5 ? 4 : 16),
    destPort: port,
  });
const fd: fc.Arbitrary<ListedFd> = fc.oneof(
  fc.record({ ...base, type: fc.constant(0), name: fc.constant('') }),
  socket(3),
  socket(4),
  server(5),
  server(6),
  fc.record({ ...base, type: fc.constant(8), name: text(40), unixSource: u64, unixDest: u64 }),
  fc.record({ ...base, type: fc.constant(16), name: text(40), openFlags: u32, dev: u32 }),
  fc.record({ ...base, type: fc.constantFrom(1, 2, 7, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21), name: text(40) }),
);

const header: fc.Arbitrary<CaptureHeader> = fc.record({
  machine: fc.record({ cpus: u32, memoryBytes: count, maxPid: count, hostname: text(60), bootTime: u64 }),
  interfaces: fc.array(
    fc
      .constantFrom(4 as const, 16 as const)
      .chain((size) => fc.record({ name: text(15), address: ip(size), netmask: ip(size), broadcast: ip(size) })),
    { maxLength: 4 },
  ),
  users: fc.array(fc.record({ uid: u32, gid: u32, name: text(30), home: text(30), shell: text(30) }), { maxLength: 4 }),
  groups: fc.array(fc.record({ gid: u32, name: text(30) }), { maxLength: 4 }),
  processes: fc.array(process, { maxLength: 5 }),
  fds: fc.array(fc.record({ tid: id, fds: fc.array(fd, { maxLength: 6 }) }), { maxLength: 4 }),
});

const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 8 });

test('a header is read back equal, however it is cut', () => {
  fc.assert(
    fc.property(header, cuts, (generated, sizes) => {
      const written = structuredClone(generated); // With ordinary prototypes.
      const bytes = Buffer.concat([captureHeader(written, 'newest'), eventBlock(CLOSE)]);
      const read = readBack(bytes, sizes);
      assert.deepEqual(read.defects, []);
      assert.deepEqual(read.machines, [written.machine]);
      assert.deepEqual(read.interfaces, written.interfaces);
      assert.deepEqual(read.users, written.users);
      assert.deepEqual(read.groups, written.groups);
      assert.deepEqual(read.processes, written.processes);
      assert.deepEqual(read.fds, written.fds);
      assert.deepEqual(read.events, [CLOSE]);
    }),
    { numRuns: 300 },
  );
});

test('the dialect for every tool loses what it says it loses, and no more', () => {
  fc.assert(
    fc.property(header, (generated) => {
      const written = structuredClone(generated);
      const bytes = Buffer.concat([captureHeader(written, 'everywhere'), eventBlock(CLOSE)]);
      const read = readBack(bytes, []);
      assert.deepEqual(read.defects, []);
      const lost = {
        pidnsInitStart: 0n,
        tty: 0,
        exeUpperLayer: false,
        exeLowerLayer: false,
        exeFromMemfd: false,
        exeIno: 0,
        exeInoCtime: 0n,
        exeInoMtime: 0n,
        pgid: -1,
      };
      assert.deepEqual(
        read.processes,
        written.processes.map((p) => ({ ...p, ...lost })),
      );
      const types = read.fds.flatMap((list) => list.fds.map((f) => f.type));
      assert.deepEqual(
        types,
        written.fds.flatMap((list) => list.fds.map((f) => (f.type > 16 ? 10 : f.type))),
      );
      for (const list of read.fds) for (const f of list.fds) if (f.type !== 16) assert.equal(f.openFlags, 0);
    }),
  );
});

test('events of both length widths are read back equal', () => {
  const params = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(params, u64, id, port, cuts, (values, time, tid, cpu, sizes) => {
      const json = new Uint8Array(70_000).fill(0x61);
      const written: NewEvent[] = [
        { cpu, time, tid, type: eventType('write_x').id, params: values },
        { cpu, time, tid: -1, type: eventType('container_json_2_e').id, params: [json] },
        CLOSE,
      ];
      const bytes = Buffer.concat([sectionBlock(), ...written.map(eventBlock)]);
      assert.deepEqual(readBack(bytes, sizes).events, written);
    }),
    { numRuns: 30 },
  );
  const tooLong = { ...CLOSE, params: [new Uint8Array(65_536)] };
  assert.throws(() => eventBlock(tooLong), RangeError);
});

test('texts that no reader would take are cut to what it takes', () => {
  const long = 'x'.repeat(5000);
  const [template] = fc.sample(process, 1);
  assert.ok(template !== undefined);
  const huge = { ...template, comm: long, exe: long, cwd: long, args: [long, long], vmSizeKb: 2 ** 40 };
  const fds = [{ fd: 3, ino: 7, type: 16, name: long, openFlags: 1, dev: 2 }];
  const machine = { cpus: 2, memoryBytes: 2 ** 40, maxPid: 99, hostname: long, bootTime: 5n };
  const blocks = [sectionBlock(), machineBlock(machine), processesBlock([huge], 'newest'), fdsBlock(1, fds, 'newest')];
  const read = readBack(Buffer.concat([...blocks, eventBlock(CLOSE)]), []);
  assert.deepEqual(read.defects, []);
  assert.equal(read.processes[0]?.comm.length, 1023);
  assert.equal(read.processes[0]?.args[0]?.length, 4096);
  assert.equal(read.processes[0]?.vmSizeKb, 0xffffffff);
  assert.equal(read.fds[0]?.fds[0]?.name.length, 1023);
  assert.equal(read.machines[0]?.hostname.length, 127);
});

const hasSysdig = spawnSync('sysdig', ['--version']).status === 0;

test('sysdig opens what is written and sees the same', { skip: hasSysdig ? false : 'sysdig is not installed' }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'sysdrill-writer-'));
  const [template] = fc.sample(process, 1);
  assert.ok(template !== undefined);
  const shell = {
    ...template,
    tid: 4711,
    pid: 4711,
    ptid: 1,
    comm: 'bash',
    exe: '-bash',
    exePath: '/bin/bash',
    args: ['-c', 'true'],
    env: ['A=b'],
    cwd: '/home/ann',
    root: '/',
    cgroups: [],
    uid: 1000,
    gid: 1000,
    loginUid: 1000,
    vtid: 4711,
    vpid: 4711,
    flags: 0,
  };
  const files = [
    { fd: 3, ino: 7, type: 16, name: '/etc/hosts', openFlags: 1, dev: 0xfe00 },
    { fd: 4, ino: 8, type: 21, name: '', openFlags: 0, dev: 0 },
  ];
  try {
    const path = join(directory, 'x.scap');
    const written: CaptureHeader = {
      machine: { cpus: 2, memoryBytes: 2 ** 34, maxPid: 4194304, hostname: 'web-7', bootTime: 1n },
      interfaces: [
        {
          name: 'lo',
          address: '\x7f\0\0\x01' as IpAddress,
          netmask: '\xff\0\0\0' as IpAddress,
          broadcast: '\0\0\0\0' as IpAddress,
        },
      ],
      users: [{ uid: 1000, gid: 1000, name: 'ann', home: '/home/ann', shell: '/bin/bash' }],
      groups: [{ gid: 1000, name: 'ann' }],
      processes: [shell],
      fds: [{ tid: 4711, fds: files }],
    };
    writeFileSync(path, Buffer.concat([captureHeader(written, 'everywhere'), eventBlock(CLOSE)]));
    const format = '%evt.num %evt.cpu %proc.cmdline %user.name %user.loginuid %evt.type %fd.name %proc.cwd';
    const lines = execFileSync('sysdig', ['-r', path, '-p', format], { encoding: 'utf8' });
    assert.equal(lines, '1 1 bash -c true ann 1000 close /etc/hosts /home/ann/\n');
  } finally {
    rmSync(directory, { recursive: true });
  }
});
