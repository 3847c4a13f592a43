// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passingFdTypes } from '../../../src/engine/query/passing-fd-types.js';
import { usesOf } from '../../../src/engine/query/plan-uses.js';
import { FdType } from '../../../src/engine/state/fd-info.js';
import { EVERY_FD } from '../../../src/engine/state/state-scope.js';
import { filterOf } from './loaded.js';

const typesOf = (text: string): number => {
  const { plan } = filterOf(text);
  return passingFdTypes(usesOf(plan), plan);
};
const IPV4 = (1 << FdType.IPV4_SOCK) | (1 << FdType.IPV4_SERVSOCK);
const IPV6 = (1 << FdType.IPV6_SOCK) | (1 << FdType.IPV6_SERVSOCK);

test('only comparisons with the type of the fd narrow the types', () => {
  assert.equal(typesOf('fd.type=ipv4'), IPV4);
  assert.equal(typesOf('(fd.type=ipv4 or fd.type=ipv6) and fd.name!=""'), IPV4 | IPV6);
  assert.equal(typesOf('(fd.type=ipv4 or fd.type=ipv6) and not fd.type=ipv6'), IPV4 | IPV6);
  assert.equal(typesOf('fd.type=ipv4 and fd.type=ipv6'), 0);
  assert.equal(typesOf('fd.type=ipv4 or proc.name=sh'), EVERY_FD);
  assert.equal(typesOf('not fd.type=ipv4'), EVERY_FD);
  assert.equal(typesOf('fd.name contains 80'), EVERY_FD);
});

test('fields that depend on other fds or threads need everything', () => {
  assert.equal(typesOf('fd.type=ipv4 and proc.name=sh'), IPV4);
  assert.equal(typesOf('fd.type=ipv4 and proc.cwd=/'), EVERY_FD);
  assert.equal(typesOf('fd.type=ipv4 and proc.pname=sh'), EVERY_FD);
  assert.equal(typesOf('fd.type=ipv4 and user.name=root'), EVERY_FD);
  assert.equal(typesOf('fd.type=ipv4 and thread.exectime>0'), EVERY_FD);
});
