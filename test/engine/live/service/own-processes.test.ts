// SPDX-License-Identifier: Apache-2.0
// Whose a thread is, over its life: what began with other rights is nobody's to watch.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OwnProcesses } from '../../../../src/engine/live/service/own-processes.js';
import type { ThreadInfo } from '../../../../src/engine/state/thread-info.js';

const USER = 1000;
const BEFORE = 0n;

function info(tid: number, change: Partial<ThreadInfo> = {}): ThreadInfo {
  const basis = { tid, pid: tid, ptid: 1, uid: USER, gid: USER, cloneTime: BEFORE, execTime: BEFORE, capPermitted: 0n };
  return { ...basis, ...change } as ThreadInfo;
}

function world(owners: Readonly<Record<number, number>> = {}) {
  return new OwnProcesses((tid) => owners[tid]);
}

test('what runs already is its own where its user may trace it', () => {
  const own = world({ 10: USER, 11: 0 });
  assert.equal(own.ownerOf(info(10)), USER);
  assert.equal(own.ownerOf(info(11)), undefined);
  assert.equal(own.ownerOf(info(12)), undefined);
});

test('children are what their makers are, threads what their processes are', () => {
  const own = world({ 10: USER });
  own.ownerOf(info(10));
  assert.equal(own.ownerOf(info(20, { ptid: 10, cloneTime: 5n })), USER);
  assert.equal(own.ownerOf(info(21, { pid: 20, ptid: 10, cloneTime: 6n })), USER);
  assert.equal(own.ownerOf(info(30, { ptid: 9, cloneTime: 7n })), undefined);
});

test('a service that gives root up is none of the user that it becomes', () => {
  const own = world({ 10: 0 });
  own.ownerOf(info(10, { uid: 0, gid: 0 }));
  own.ownerOf(info(20, { uid: 0, gid: 0, ptid: 10, cloneTime: 5n }));
  assert.equal(own.ownerOf(info(20, { ptid: 10, cloneTime: 5n })), undefined);
  assert.equal(own.ownerOf(info(21, { ptid: 20, cloneTime: 6n })), undefined);
});

test('setuid, setgid and file capabilities make a program that is not the caller’s', () => {
  const changes: Partial<ThreadInfo>[] = [{ uid: 0 }, { gid: 42 }, { capPermitted: 1n << 13n }];
  for (const change of changes) {
    const own = world({ 10: USER });
    own.ownerOf(info(10));
    const elevated = info(10, { execTime: 5n, ...change });
    assert.equal(own.ownerOf(elevated), undefined);
    assert.equal(own.ownerOf({ ...elevated, uid: USER, gid: USER }), undefined, 'it goes back to the user');
  }
});

test('another program of the same user stays own; one that root started is looked at', () => {
  const own = world({ 10: USER, 20: USER });
  own.ownerOf(info(10));
  assert.equal(own.ownerOf(info(10, { execTime: 5n })), USER);
  own.ownerOf(info(20, { uid: 0, gid: 0, cloneTime: 6n }));
  own.ownerOf(info(20, { cloneTime: 6n }));
  assert.equal(own.ownerOf(info(20, { cloneTime: 6n, execTime: 7n })), USER);
});

test('a thread with the number of another, and one after lost events, is asked for again', () => {
  const owners: Record<number, number> = { 10: USER };
  const own = world(owners);
  own.ownerOf(info(10));
  assert.equal(own.ownerOf(info(10, { cloneTime: 9n, ptid: 1 })), undefined);
  const again = world(owners);
  const thread = info(10);
  assert.equal(again.ownerOf(thread), USER);
  owners[10] = 0;
  again.forget();
  assert.equal(again.ownerOf(thread), undefined);
});
