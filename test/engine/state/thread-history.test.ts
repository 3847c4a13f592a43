// SPDX-License-Identifier: Apache-2.0
// What a thread was at an earlier event, against notes that were taken while the capture was read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import type { ThreadInfo } from '../../../src/engine/state/thread-info.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { DEMO_CAPTURE, FILES_CAPTURE, plainBytes } from '../scap/capture-files.js';
import { dumpBytes } from '../scap/event-dump.js';
import { cloned, executed } from './clone-events.js';
import { World } from './world.js';

/** Events between two notes. */
const STEP = 997;

type Note = ReadonlyMap<number, string>;

function noteOf(
  info: Pick<ThreadInfo, 'pid' | 'comm' | 'exe' | 'exePath' | 'uid' | 'args' | 'containerId' | 'cwd'>,
): string {
  return [info.pid, info.comm, info.exe, info.exePath, info.uid, info.args.join(' '), info.containerId, info.cwd].join(
    '|',
  );
}

for (const path of [FILES_CAPTURE, DEMO_CAPTURE]) {
  const bytes = plainBytes(path);
  const { offsets } = dumpBytes(bytes);

  test(`${path.slice(path.lastIndexOf('/') + 1)}: threads and fds at any event`, () => {
    const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
    const notes = new Map<number, { threads: Note; fds: ReadonlyMap<number, readonly number[]> }>();
    let from = 0;
    for (let row = STEP; row < offsets.length; row += STEP) {
      const end = offsets[row] as number;
      capture.feed(bytes.slice(from, end));
      from = end;
      const threads = new Map<number, string>();
      const fds = new Map<number, readonly number[]>();
      for (const [tid, thread] of capture.state.threads) {
        // What ends with the last event is gone after it, but not at it.
        if (thread.dead) continue;
        threads.set(tid, noteOf(thread.attributes));
        fds.set(
          tid,
          (thread.fds?.entries() ?? []).map(([, id]) => id),
        );
      }
      notes.set(row - 1, { threads, fds });
    }
    capture.feed(bytes.slice(from));
    capture.end();
    let compared = 0;
    for (const [row, { threads, fds }] of notes) {
      for (const [tid, note] of threads) {
        const then = capture.threadAt(tid, row);
        assert.equal(then === undefined ? undefined : noteOf(then), note, `thread ${tid} at event ${row + 1}`);
        compared++;
        const ids = then?.fds?.at(row).map(([, id]) => id) ?? [];
        // A close counts from the next event on, in the past as it did then.
        const known = new Set(fds.get(tid));
        assert.deepEqual(
          ids.filter((id) => known.has(id)),
          fds.get(tid),
          `fds of thread ${tid} at event ${row + 1}`,
        );
      }
    }
    assert.ok(compared > 1000);
  });

  test(`${path.slice(path.lastIndexOf('/') + 1)}: the thread of every event`, () => {
    const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
    capture.feed(bytes);
    capture.end();
    const view = new RowView(capture);
    for (let row = 0; row < capture.store.rows; row++) {
      view.moveToRow(row);
      const own = view.thread;
      if (own === undefined || own.tid < 0) continue;
      const then = capture.threadAt(own.tid, row);
      if (then !== own) assert.equal(then === undefined ? '-' : noteOf(then), noteOf(own), `event ${row + 1}`);
    }
  });
}

test('a thread that makes no events of its own still has a past', () => {
  const world = new World().tick(100);
  world.exit(101, 'chdir', { res: 0, path: '/a' }).tick(1).exit(101, 'chdir', { res: 0, path: '/b' }).tick(1);
  const cwds = [0, 1, 2, 3, 4].map((row) => world.capture.threadAt(100, row)?.cwd);
  assert.deepEqual(cwds, ['/home/ann/', '/a/', '/a/', '/b/', '/b/']);
});

test('children that change hands', () => {
  const world = new World().exit(500, 'clone_20', cloned(0, 500, 500, 100));
  world.exit(501, 'clone_20', cloned(0, 501, 501, 500));
  world.event(500, 'procexit_1_e', { status: 0, ret: 0, sig: 0, core: 0, reaper_tid: 200 }).tick().tick();
  const parents = [1, 2, 3, 4].map((row) => world.capture.threadAt(501, row)?.parent?.tid);
  assert.deepEqual(parents, [500, 500, 200, 200]);
});

test('one number, three lives', () => {
  const world = new World();
  for (const comm of ['a', 'b', 'c']) {
    world.exit(500, 'clone_20', cloned(0, 500, 500, 100, { comm }));
    world.exit(500, 'execve_19', executed(`/bin/${comm}${comm}`, 500, 500, 100));
    world.event(500, 'procexit_1_e', { status: 0 }).tick();
  }
  const names = Array.from({ length: 12 }, (_, row) => world.capture.threadAt(500, row)?.comm ?? '-');
  assert.deepEqual(names, ['a', 'aa', 'aa', '-', 'b', 'bb', 'bb', '-', 'c', 'cc', 'cc', '-']);
  assert.equal(world.capture.threadAt(500, -1), undefined);
  assert.equal(world.capture.threadAt(4711, 5), undefined);
});
