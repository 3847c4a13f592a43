// SPDX-License-Identifier: Apache-2.0
// -R gives ports the names that the system's table has, -E leaves users and groups without names.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portNamesFrom } from '../../src/engine/filter/services.js';
import { Capture } from '../../src/engine/ingest/capture.js';
import { captureProgress } from '../../src/engine/ingest/capture-progress.js';
import type { FdInfo } from '../../src/engine/state/fd-info.js';
import type { NameOptions } from '../../src/engine/state/names.js';
import { FileRawStore } from '../../src/engine/store/raw-store.js';
import { openSource } from '../engine/scap/capture-files.js';
import { matchingNumbers } from '../oracle/matching-numbers.js';
import { findCapture } from '../oracle/oracle-captures.js';

async function load(names: NameOptions): Promise<Capture> {
  const path = findCapture('files.scap');
  assert.ok(path !== undefined);
  const source = await openSource(path);
  const capture = new Capture(new FileRawStore(path), names);
  for await (const _ of captureProgress(source, capture));
  return capture;
}

test('the first service of a port and protocol names it', () => {
  const name = portNamesFrom(() => 'http 80/tcp www # web\nother 80/tcp\ndomain 53/udp\n# ssh 22/tcp\n');
  assert.equal(name(80, false), 'http');
  assert.equal(name(80, true), undefined);
  assert.equal(name(53, true), 'domain');
  assert.equal(name(22, false), undefined);
});

test('a table that cannot be read has no names', () => {
  const name = portNamesFrom(() => {
    throw new Error('ENOENT');
  });
  assert.equal(name(80, false), undefined);
});

test('users have no names where none are wanted', async () => {
  const named = await load({ users: true });
  const bare = await load({ users: false });
  assert.ok(matchingNumbers(named, 'user.name=root').length > 0);
  assert.deepEqual(matchingNumbers(bare, 'user.name=root'), []);
  assert.deepEqual(matchingNumbers(bare, 'user.uid=0'), matchingNumbers(named, 'user.uid=0'));
});

function fdsOf({ state }: Capture): FdInfo[] {
  return Array.from({ length: state.fdDictionary.count }, (_, id) => state.fdDictionary.at(id));
}

test('names of sockets carry names of ports', async () => {
  const plain = await load({ users: true });
  const isTcp = (fd: { tuple: unknown; name: string }) => fd.tuple !== undefined && fd.name.includes('->');
  const port = fdsOf(plain).find(isTcp)?.tuple?.destPort;
  const named = await load({ users: true, portName: (number) => (number === port ? 'the-port' : undefined) });
  const names = fdsOf(named).map((fd) => fd.name);
  if (port === undefined) assert.ok(!names.some((name) => name.includes('the-port')));
  else
    assert.ok(
      names.some((name) => name.endsWith(':the-port')),
      'no socket shows the name',
    );
});
