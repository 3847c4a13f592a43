// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callerIdentity, identityOf, needsNoRights } from '../../../../src/engine/live/capture/privileges.js';

test('the user who called sudo', () => {
  assert.deepEqual(identityOf({ SUDO_UID: '1000', SUDO_GID: '100' }), { uid: 1000, gid: 100 });
});

test('nobody without sudo, or when root calls it', () => {
  assert.deepEqual(identityOf({}), { uid: 65534, gid: 65534 });
  assert.equal(identityOf({ SUDO_UID: '0', SUDO_GID: '0' }).uid, 65534);
  assert.equal(identityOf({ SUDO_UID: 'x', SUDO_GID: '1' }).uid, 65534);
  assert.equal(callerIdentity({ SUDO_UID: '1 000', SUDO_GID: '1000' }), undefined);
});

test('kernels on which rights may go', () => {
  assert.deepEqual(['5.18.1', '5.19.0-rc1', '6.1', '4.20'].map(needsNoRights), [false, true, true, false]);
});
