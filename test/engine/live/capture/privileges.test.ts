// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Inode, identityFor, mayConnect, type Owner } from '../../../../src/engine/live/capture/privileges.js';

const OWNERS: Readonly<Record<string, Owner>> = {
  docker: { uid: 0, gid: 998 },
  containerd: { uid: 0, gid: 0 },
  rootless: { uid: 1000, gid: 1000 },
  other: { uid: 1001, gid: 1001 },
};
const identity = (environment: Record<string, string>, sockets: string[]) =>
  identityFor(environment, sockets, (path) => OWNERS[path]);

test('the user who called sudo, with the groups of the engines', () => {
  const sudo = { SUDO_UID: '1000', SUDO_GID: '100' };
  assert.deepEqual(identity(sudo, ['docker', 'containerd', 'gone']), { uid: 1000, gid: 100, groups: [100, 998, 0] });
});

test('nobody without sudo, or when root calls it', () => {
  assert.deepEqual(identity({}, []), { uid: 65534, gid: 65534, groups: [65534] });
  assert.equal(identity({ SUDO_UID: '0', SUDO_GID: '0' }, []).uid, 65534);
  assert.equal(identity({ SUDO_UID: 'x' }, []).uid, 65534);
});

test('the only user whose engine answers nobody else', () => {
  assert.deepEqual(identity({}, ['rootless', 'docker']), { uid: 1000, gid: 1000, groups: [1000, 998] });
  assert.equal(identity({}, ['rootless', 'other']).uid, 65534);
});

test('who may talk to a socket', () => {
  const files: Record<string, Partial<Inode>> = {
    '/run': { mode: 0o755 },
    '/run/docker.sock': { mode: 0o660, gid: 998 },
    '/run/root.sock': { mode: 0o600 },
    '/run/podman': { mode: 0o700 },
    '/run/podman/podman.sock': { mode: 0o666 },
    '/run/user': { mode: 0o755 },
    '/run/user/1000': { mode: 0o700, uid: 1000 },
    '/run/user/1000/docker.sock': { mode: 0o600, uid: 1000 },
  };
  const inode = (path: string): Inode | undefined => {
    const found = files[path];
    return found === undefined ? undefined : { uid: 0, gid: 0, mode: 0, isSocket: true, ...found };
  };
  const ann = { uid: 1000, gid: 1000, groups: [1000, 998] };
  const may = (path: string) => mayConnect(ann, path, inode);
  assert.equal(may('/run/docker.sock'), true);
  assert.equal(may('/run/root.sock'), false);
  assert.equal(may('/run/podman/podman.sock'), false);
  assert.equal(may('/run/user/1000/docker.sock'), true);
  assert.equal(may('/run/gone.sock'), false);
  assert.equal(mayConnect({ ...ann, groups: [1000] }, '/run/docker.sock', inode), false);
});
