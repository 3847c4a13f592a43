// SPDX-License-Identifier: Apache-2.0
// What threads wait for, from calls that have not ended and from what the recorder says, now and earlier.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Wait } from '../../../src/engine/event/wait.js';
import { SYSCALL_NAMES } from '../../../src/engine/scap/enums.js';
import { ownEvent } from '../../../src/engine/scap/own-event.js';
import { LOCKS, WAITS, WAITS_BEGIN } from '../../../src/engine/scap/own-event-table.js';
import type { WaitRecord } from '../../../src/engine/state/waits.js';
import { listed, USUAL, World } from '../state/world.js';

const [FLOCK, FUTEX, WAIT4] = ['flock', 'futex', 'wait4'].map((name) => SYSCALL_NAMES.indexOf(name));

function waitOf(w: World, tid: number, row = w.capture.store.rows - 1): Wait | undefined {
  return w.capture.waits.at(tid, row);
}

function short(wait: Wait | undefined): string {
  return [wait?.state, wait?.call, wait?.kind, wait?.on, wait?.holder].map((part) => part ?? '-').join(' ');
}

function record(tid: number, more: Partial<WaitRecord>): WaitRecord {
  const nothing = { call: undefined, args: undefined, limit: 0, word: undefined, owner: undefined };
  return {
    ...nothing,
    tid,
    state: 'S',
    waited: 5000,
    path: undefined,
    stack: undefined,
    user_stack: undefined,
    ...more,
  };
}

function say(w: World, ...records: readonly WaitRecord[]): void {
  const time = w.state.absoluteTime();
  w.capture.feed(ownEvent(WAITS, { time }, records));
}

test('a call that has not ended is waited for, with what its arguments name', () => {
  const w = new World().enter(100, 'read', { fd: 1, size: 10 }).wait(2e9).tick();
  assert.equal(short(waitOf(w, 100)), '- read terminal /dev/pts/0 -');
  assert.equal(waitOf(w, 100)?.waited, 2e9 + 1000);
  w.exit(100, 'read', { res: 0, data: '' });
  assert.equal(waitOf(w, 100), undefined);
});

test('an earlier moment has what was waited for then', () => {
  const w = new World().enter(100, 'read', { fd: 1, size: 10 }).tick();
  w.exit(100, 'read', { res: 0, data: '' }).tick();
  assert.equal(waitOf(w, 100), undefined);
  assert.equal(short(waitOf(w, 100, 1)), '- read terminal /dev/pts/0 -');
  assert.equal(waitOf(w, 100, 2), undefined);
});

test('what the recorder said holds until the thread ends a call', () => {
  const w = new World().tick();
  say(w, record(100, { call: FUTEX, args: 'ff00 80 2', word: 2, owner: 101, stack: 'futex_wait do_futex' }));
  w.wait(1e9).tick();
  const wait = waitOf(w, 100);
  assert.equal(short(wait), 'S futex lock futex 0xff00 worker (101)');
  assert.ok(Math.abs((wait?.waited ?? 0) - 1e9) < 1e5);
  assert.equal(wait?.stack, 'futex_wait do_futex');
  w.tick(100);
  assert.equal(short(waitOf(w, 100)), 'S - - - -');
  assert.equal(short(waitOf(w, 100, 2)), 'S futex lock futex 0xff00 worker (101)');
});

test('a word on all threads makes those before it void', () => {
  const w = new World().tick();
  say(w, record(100, { call: FUTEX, args: 'ff00 80 2' }), record(200, { call: FUTEX, args: 'ee00 80 2' }));
  w.capture.feed(ownEvent(WAITS_BEGIN, { time: w.state.absoluteTime() }));
  say(w, record(100, { call: FUTEX, args: 'dd00 80 2' }));
  w.tick().tick();
  assert.equal(short(waitOf(w, 100, 4)), 'S futex futex futex 0xdd00 -');
  assert.equal(waitOf(w, 200, 4), undefined);
});

test('who holds a file lock comes from the list of locks', () => {
  const w = new World().tick();
  say(w, record(100, { call: FLOCK, args: '1 2 0' }));
  const lock = { waiter: 100, holder: 200, kind: 'FLOCK', major: 8, minor: 1, inode: 7 };
  w.capture.feed(ownEvent(LOCKS, { time: w.state.absoluteTime() }, [lock]));
  w.tick();
  assert.equal(short(waitOf(w, 100)), 'S flock lock /dev/pts/0 server (200)');
});

test('other ends of pipes and children are those of other processes', () => {
  const pipe = (fd: number) => ({ fd, ino: 9, type: 7, name: 'pipe:[9]', openFlags: 0, dev: 0 });
  const child = listed(300, { ptid: 100, comm: 'child' });
  const w = new World({
    ...USUAL,
    processes: [...USUAL.processes, child],
    fds: { 100: [pipe(3)], 200: [pipe(5)], 1: [] },
  });
  w.enter(100, 'read', { fd: 3, size: 10 }).tick();
  assert.equal(short(waitOf(w, 100)), '- read pipe pipe:[9] server (200)');
  say(w, record(101, { call: WAIT4, args: '12c 0 0 0' }));
  assert.equal(short(waitOf(w, 101)), 'S wait4 child process 300 child (300)');
});

test('threads that run, are stopped or over do not wait in a call', () => {
  const w = new World().tick();
  say(w, record(1, { state: 'R' }), record(100, { state: 'T', call: FUTEX, args: '0' }), record(200, { state: 'Z' }));
  w.tick();
  assert.equal(short(waitOf(w, 100)), 'T futex stopped futex 0x0 -');
  assert.equal(short(waitOf(w, 200)), 'Z - - - -');
});
