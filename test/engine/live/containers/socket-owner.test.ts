// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { socketOwner } from '../../../../src/engine/live/containers/socket-owner.js';

const skip = process.getuid?.() === 0 ? false : 'needs root, to give files to others';
const UID = 54321;
const servers: Server[] = [];
let root = '';
const at = (...names: string[]) => join(root, ...names);

async function listen(path: string, uid = 0): Promise<void> {
  const server = createServer().listen(path);
  await new Promise((resolve) => server.once('listening', resolve));
  servers.push(server);
  chownSync(path, uid, uid);
}

before(async () => {
  if (skip) return;
  root = mkdtempSync(join(tmpdir(), 'sysdrill-owner-'));
  for (const name of ['user', 'open']) mkdirSync(at(name));
  chownSync(at('user'), UID, UID);
  chmodSync(at('open'), 0o777);
  await listen(at('root.sock'));
  await listen(at('user', 'own.sock'), UID);
  await listen(at('user', 'roots.sock'));
  await listen(at('open', 'root.sock'));
  writeFileSync(at('file'), '');
  symlinkSync(at('root.sock'), at('user', 'link'));
  symlinkSync(at('root.sock'), at('alias.sock'));
  symlinkSync(at('user', 'own.sock'), at('to-user.sock'));
});
after(() => {
  for (const server of servers) server.close();
  if (root !== '') rmSync(root, { recursive: true });
});

test('a socket belongs to its owner', { skip }, () => {
  assert.equal(socketOwner(at('root.sock')), 0);
  assert.equal(socketOwner(at('user', 'own.sock')), UID);
});

test('no links, except of root, between places of root', { skip }, () => {
  assert.equal(socketOwner(at('user', 'link')), undefined);
  assert.equal(socketOwner(at('alias.sock')), 0);
  assert.equal(socketOwner(at('to-user.sock')), undefined);
});

test("a socket of root's has no owner where others could replace it", { skip }, () => {
  assert.equal(socketOwner(at('user', 'roots.sock')), undefined);
  assert.equal(socketOwner(at('open', 'root.sock')), undefined);
  chmodSync(at('open'), 0o1777);
  assert.equal(socketOwner(at('open', 'root.sock')), 0);
});

test('a file that is not a socket has no owner', { skip }, () => {
  assert.equal(socketOwner(at('file')), undefined);
  assert.equal(socketOwner(at('nothing')), undefined);
});
