// SPDX-License-Identifier: Apache-2.0
// FdInfos as columns, against objects: what is made, derived and compacted reads as it was given.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { IpAddress } from '../../../src/engine/scap/ip-address.js';
import { BLANK_FD, FdDictionary } from '../../../src/engine/state/fd-dictionary.js';
import type { FdInfo } from '../../../src/engine/state/fd-info.js';

type Properties = Omit<FdInfo, 'id'>;

const ip = fc
  .oneof(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.uint8Array({ minLength: 16, maxLength: 16 }))
  .map((bytes) => String.fromCharCode(...bytes) as IpAddress);
const PLAIN = { noNullPrototype: true };
const port = fc.integer({ min: 0, max: 65535 });
const name = fc.constantFrom('', '/etc/passwd', '/tmp/é', 'a->b', '/x/\udc80');
const properties: fc.Arbitrary<Properties> = fc.record(
  {
    type: fc.integer({ min: 0, max: 21 }),
    name,
    nameRaw: fc.option(name, { nil: undefined }),
    tuple: fc.option(fc.record({ sourceIp: ip, sourcePort: port, destIp: ip, destPort: port }, PLAIN), {
      nil: undefined,
    }),
    l4: fc.integer({ min: 0, max: 5 }),
    role: fc.constantFrom('none' as const, 'client' as const, 'server' as const),
    connected: fc.boolean(),
    openFlags: fc.integer({ min: 0, max: 0xffffffff }),
    dev: fc.constantFrom(0, 2049, 0xffffffff, 2 ** 40),
    ino: fc.constantFrom(0, 1, 2 ** 32, 2 ** 53),
    unixSource: fc.constantFrom('', '0', 'ffff8a2c00000000'),
    unixDest: fc.constantFrom('', '0', 'ffff8a2c00000001'),
    pid: fc.constantFrom(-1, 0, 4_194_304),
  },
  PLAIN,
);

function read(fds: FdDictionary, id: number): Properties {
  const fd = fds.at(id);
  const keys = Object.keys(BLANK_FD) as (keyof Properties)[];
  return Object.fromEntries(keys.map((key) => [key, fd[key]])) as unknown as Properties;
}

test('what was given is read', () => {
  fc.assert(
    fc.property(fc.array(properties, { minLength: 1, maxLength: 30 }), (all) => {
      const fds = new FdDictionary();
      const ids = all.map((one) => fds.create(one));
      assert.deepEqual(read(fds, 0), BLANK_FD);
      for (const [n, id] of ids.entries()) assert.deepEqual(read(fds, id), all[n]);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('a change makes another one, no change none', () => {
  fc.assert(
    fc.property(properties, properties, (before, after) => {
      const fds = new FdDictionary();
      const old = fds.create(before);
      assert.equal(fds.derive(old, before), old);
      assert.deepEqual(read(fds, fds.derive(old, after)), after);
      assert.deepEqual(read(fds, fds.withOpenFlags(old, 7)), { ...before, openFlags: 7 });
      assert.deepEqual(read(fds, fds.withConnection(old)), { ...before, connected: true });
      assert.deepEqual(read(fds, old), before);
      assert.equal(fds.withOpenFlags(old, before.openFlags), old);
    }),
    { seed: 2, numRuns: 200 },
  );
});

test('a compaction keeps what is kept, and finds files again', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(properties, fc.boolean()), { minLength: 1, maxLength: 30 }), (all) => {
      const fds = new FdDictionary();
      const file = (texts: FdDictionary['texts']) => ({
        type: 16,
        name: texts.of('/f'),
        nameRaw: texts.of('f') + 1,
        openFlags: 1,
        dev: 2,
        ino: 3,
      });
      const ids = all.map(([one]) => fds.create(one));
      const known = fds.file(file(fds.texts));
      const kept = new Uint8Array(fds.count);
      kept[0] = 1;
      kept[known] = 1;
      for (const [n, id] of ids.entries()) if (all[n]?.[1] === true) kept[id] = 1;
      const newId = fds.compact(kept);
      assert.equal(
        fds.count,
        kept.reduce((sum, one) => sum + one, 0),
      );
      for (const [n, id] of ids.entries()) {
        if (kept[id] === 1) assert.deepEqual(read(fds, newId[id] as number), all[n]?.[0]);
      }
      assert.equal(fds.file(file(fds.texts)), newId[known]);
    }),
    { seed: 3, numRuns: 200 },
  );
});
