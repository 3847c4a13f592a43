// SPDX-License-Identifier: Apache-2.0
// Process lists: versions 1 to 9, each with the fields that it has and defaults for the rest, and the tail of version 9
// at every length.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeProcesses, type ListedProcess, MetadataDamage } from '../../../src/engine/scap/metadata.js';
import { concat } from './byte-list.js';
import { OLD_TAIL, prefixed, processEntry, TAIL } from './list-writer.js';

/** What each version adds, by the names of the decoded form. */
const ADDED: Readonly<Record<number, Partial<ListedProcess>>> = {
  1: {
    comm: 'comm0',
    exe: '/bin/exe',
    args: ['-a', '', 'ä'],
    cwd: '/home',
    fdLimit: 1024,
    flags: 0x2001,
    uid: 1000,
    gid: 100,
  },
  2: { vmSizeKb: 4_000_000_000, vmRssKb: 200, vmSwapKb: 300, pfMajor: 5_000_000_000, pfMinor: 6 },
  3: { env: ['A=1', 'B=2'] },
  4: {
    vtid: 4900,
    vpid: 4899,
    cgroups: [
      ['cpuset', '/a'],
      ['perf_event', '/b'],
      ['memory', '/c'],
      ['blkio', '/d'],
    ],
  },
  5: { root: '/srv' },
  6: { sid: -7 },
  7: { exePath: '/usr/bin/exe' },
  8: { vpgid: 5008 },
};

const DEFAULTS: Partial<ListedProcess> = {
  vmSizeKb: 0,
  vmRssKb: 0,
  vmSwapKb: 0,
  pfMajor: 0,
  pfMinor: 0,
  env: [],
  vtid: -1,
  vpid: -1,
  cgroups: [],
  root: '',
  sid: -1,
  exePath: '',
  vpgid: -1,
};

const NO_TAIL: Partial<ListedProcess> = {
  pidnsInitStart: 0n,
  tty: 0,
  loginUid: 0xffffffff,
  exeWritable: false,
  capInheritable: 0n,
  capPermitted: 0n,
  capEffective: 0n,
  exeUpperLayer: false,
  exeIno: 0,
  exeInoCtime: 0n,
  exeInoMtime: 0n,
  exeFromMemfd: false,
  exeLowerLayer: false,
  pgid: -1,
};

function expected(version: number, tail: Partial<ListedProcess>): ListedProcess {
  const fields = { tid: 5000, pid: 4999, ptid: 4998, ...DEFAULTS, ...NO_TAIL };
  for (let v = 1; v <= version; v++) Object.assign(fields, ADDED[v]);
  return { ...fields, ...tail } as unknown as ListedProcess;
}

for (let version = 1; version <= 9; version++) {
  test(`version ${version}`, () => {
    const [first, second, ...rest] = decodeProcesses(
      concat(processEntry(version, 0), processEntry(version, 1), new Uint8Array(3)),
      version,
    );
    assert.deepEqual(first, expected(version, {}));
    assert.equal(second?.tid, 5001);
    assert.equal(second?.comm, 'comm1');
    assert.deepEqual(rest, []);
  });
}

/** Fields of the tail with their ends, in order; each is there only where it fits. */
const FULL: readonly (readonly [end: number, fields: Partial<ListedProcess>])[] = [
  [8, { pidnsInitStart: 1_500_000_000_000_000_001n }],
  [12, { tty: 34816 }],
  [16, { loginUid: 1001 }],
  [17, { exeWritable: true }],
  [25, { capInheritable: 0x11n }],
  [33, { capPermitted: 0x2222222222n }],
  [41, { capEffective: 0x3fffffffffn }],
  [42, { exeUpperLayer: true }],
  [50, { exeIno: 123456789012 }],
  [58, { exeInoCtime: 1_500_000_000_000_000_002n }],
  [66, { exeInoMtime: 1_500_000_000_000_000_003n }],
  [67, { exeFromMemfd: true }],
  [68, { exeLowerLayer: true }],
  [76, { pgid: -9 }],
];

/** Of a tail of `size` bytes: up to 29 the old layout, which starts with loginuid. */
function tailFields(size: number): Partial<ListedProcess> {
  const isOld = size <= 29;
  const fields: Partial<ListedProcess> = {};
  for (const [end, field] of FULL) {
    const at = isOld ? end - 12 : end;
    if (at <= size && (!isOld || (end > 12 && end <= 41))) Object.assign(fields, field);
  }
  return fields;
}

test('the tail of version 9 at the lengths that tools have written', () => {
  for (const size of [0, 4, 5, 29, 41, 66, 67, 68, 76]) {
    const tail = size <= 29 ? OLD_TAIL.slice(0, size) : TAIL.slice(0, size);
    const list = [...decodeProcesses(concat(processEntry(9, 0, tail), processEntry(9, 1)), 9)];
    assert.deepEqual(list[0], expected(9, tailFields(size)), `tail of ${size} bytes`);
    assert.equal(list[1]?.tid, 5001, `tail of ${size} bytes`);
  }
});

test('any other length of the tail loses neither the entry nor the next one', () => {
  for (let size = 0; size <= 120; size++) {
    const tail = concat(size <= 29 ? OLD_TAIL : TAIL, new Uint8Array(60).fill(0xee)).slice(0, size);
    const list = [...decodeProcesses(concat(processEntry(9, 0, tail), processEntry(9, 1)), 9)];
    assert.equal(list.length, 2, `tail of ${size} bytes`);
    assert.equal(list[0]?.root, '/srv', `tail of ${size} bytes`);
    assert.equal(list[1]?.tid, 5001, `tail of ${size} bytes`);
    // Fields that fit whole and that no smaller gap could have displaced.
    for (const [end, fields] of FULL) {
      const at = size <= 29 ? end - 12 : end;
      if (at > size || (size <= 29 && (end <= 12 || end > 41))) continue;
      for (const [name, value] of Object.entries(fields)) {
        assert.equal(list[0]?.[name as keyof ListedProcess], value, `${name} with a tail of ${size} bytes`);
      }
    }
  }
});

test('an entry longer or shorter than its fields', () => {
  const entry = processEntry(9, 0).slice(4);
  const longer = [...decodeProcesses(concat(prefixed(concat(entry, TAIL, new Uint8Array(50)))), 9)];
  assert.equal(longer[0]?.pgid, -9);
  assert.throws(() => [...decodeProcesses(prefixed(entry, -10), 9)], MetadataDamage);
  assert.throws(() => [...decodeProcesses(prefixed(entry, 10), 9)], MetadataDamage);
  assert.throws(() => [...decodeProcesses(new Uint8Array(64), 9)], MetadataDamage, 'an entry of no length at all');
});

test('a list that ends inside an entry is damage, at every byte', () => {
  const entry = processEntry(9, 0, TAIL);
  for (let size = 4; size < entry.length; size++) {
    assert.throws(() => [...decodeProcesses(entry.slice(0, size), 9)], MetadataDamage, `${size} bytes`);
  }
  const old = processEntry(8, 0);
  for (let size = 4; size < old.length; size++) {
    assert.throws(() => [...decodeProcesses(old.slice(0, size), 8)], MetadataDamage, `${size} bytes of version 8`);
  }
});
