// SPDX-License-Identifier: Apache-2.0
// Fields whose value in a comparison is any of several: the two ends of a connection, the ancestors of a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type IpAddress, parseIp } from '../../../src/engine/scap/ip-address.js';
import type { FdInfo } from '../../../src/engine/state/fd-info.js';
import { matches } from './compare.js';
import { fdOf, threadOf } from './world.js';

function ip(text: string): IpAddress {
  const address = parseIp(text);
  assert.ok(address !== undefined);
  return address;
}

function connection(source: string, sourcePort: number, dest: string, destPort: number): FdInfo {
  return fdOf({ tuple: { sourceIp: ip(source), sourcePort, destIp: ip(dest), destPort } });
}

function checkAll(fd: FdInfo | undefined, yes: readonly string[], no: readonly string[]): void {
  const parts = fd === undefined ? {} : { fd };
  for (const filter of yes) assert.equal(matches(filter, parts), true, filter);
  for (const filter of no) assert.equal(matches(filter, parts), false, filter);
}

test('either end of a connection, but != both', () => {
  checkAll(
    connection('10.0.0.1', 5000, '10.0.0.2', 80),
    [
      'fd.ip = 10.0.0.1',
      'fd.ip = 10.0.0.2',
      'fd.ip in (1.1.1.1, 10.0.0.2)',
      'fd.ip intersects (10.0.0.1)',
      'fd.ip != 10.0.0.3',
      'fd.ip != ::1',
      'fd.ip exists',
      'not fd.ip = 10.0.0.3',
      'fd.port = 80',
      'fd.port = http',
      'fd.port = 5000',
      'fd.port != 81',
      'fd.port > 4999',
      'fd.port < 81',
      'fd.port >= 5000 and fd.port <= 80',
      'fd.port in (80, 443)',
      'fd.port != allof (81, 82)',
      'fd.port = anyof (81, 80)',
    ],
    [
      'fd.ip = 10.0.0.3',
      'fd.ip != 10.0.0.1',
      'fd.ip != 10.0.0.2',
      'fd.ip in ()',
      'fd.port = 81',
      'fd.port != 80',
      'fd.port > 5000',
      'fd.port < 80',
      'fd.port in (443)',
      'fd.port != allof (80, 82)',
    ],
  );
});

test('an fd without ends exists and is nothing else', () => {
  checkAll(
    fdOf({}),
    ['fd.ip exists', 'fd.port exists', 'not fd.port = 80'],
    [
      'fd.ip = 10.0.0.1',
      'fd.ip != 10.0.0.1',
      'fd.port != 80',
      'fd.port >= 0',
      'fd.port in (80)',
      'fd.port = anyof (80)',
    ],
  );
  checkAll(undefined, [], ['fd.ip exists', 'fd.port exists', 'fd.port != 80']);
});

test('families never mix', () => {
  checkAll(
    connection('::1', 1, 'fe80::2', 2),
    ['fd.ip = ::1', 'fd.ip != 10.0.0.1', 'fd.ip = fe80::2'],
    ['fd.ip = 10.0.0.1'],
  );
});

const INIT = threadOf({ comm: 'systemd' });
const SSHD = threadOf({ comm: 'sshd', parent: INIT });
const BASH = threadOf({ comm: 'bash', parent: SSHD });

test('any ancestor, itself not among them', () => {
  const yes = [
    'proc.aname = sshd',
    'proc.aname = systemd',
    'proc.aname != sshd',
    'proc.aname in (x, sshd)',
    'proc.aname startswith ssh',
    'proc.aname regex s.+d',
    'proc.aname exists',
    'proc.aname = anyof (x, sshd)',
    'proc.aname != allof (bash, sshd)',
    'proc.aname[0] = bash',
    'proc.aname[1] = sshd',
    'proc.aname[2] = systemd',
    'not proc.aname = bash',
    'not proc.aname[3] exists',
  ];
  const no = ['proc.aname = bash', 'proc.aname in (bash)', 'proc.aname[1] = systemd', 'proc.aname[3] != x'];
  for (const filter of yes) assert.equal(matches(filter, { thread: BASH }), true, filter);
  for (const filter of no) assert.equal(matches(filter, { thread: BASH }), false, filter);
});

test('no ancestors, nothing holds', () => {
  for (const filter of ['proc.aname exists', 'proc.aname != x', 'proc.aname = x']) {
    assert.equal(matches(filter, { thread: INIT }), false, filter);
  }
});
