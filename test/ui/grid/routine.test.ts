// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isRoutine } from '../../../src/ui/grid/routine.js';

const routine = (error: string, call?: string, target?: string): boolean => isRoutine({ error, call, target });

describe('routine failures', () => {
  it('are reads without data, questions about terminals and ends of waits', () => {
    assert.ok(routine('EAGAIN', 'recvfrom'));
    assert.ok(routine('ENOTTY', 'ioctl', '/dev/null'));
    assert.ok(routine('ETIMEDOUT', 'futex'));
    assert.ok(!routine('ETIMEDOUT', 'connect'));
    assert.ok(routine('EINVAL', 'readlink', '/srv/app'));
    assert.ok(!routine('EINVAL', 'mount'));
  });

  it('are searches along a path, not a file that is missed by its name', () => {
    assert.ok(routine('ENOENT', 'openat', '/usr/lib/x86_64-linux-gnu/libc.so.6'));
    assert.ok(routine('ENOENT', 'access', '/etc/ld.so.preload'));
    assert.ok(routine('ENOENT', 'execve', '/usr/local/bin/gcc'));
    assert.ok(!routine('ENOENT', 'openat', '/etc/myapp/config.yml'));
    assert.ok(!routine('ENOENT', 'openat'));
    assert.ok(!routine('EACCES', 'openat', '/usr/lib/secret'));
  });

  it('are not those that an operator looks for, and not what has succeeded', () => {
    for (const error of ['ECONNREFUSED', 'EACCES', 'EMFILE', 'ENOSPC', 'SUCCESS', ''])
      assert.ok(!routine(error, 'write'));
  });
});
