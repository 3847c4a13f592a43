// SPDX-License-Identifier: Apache-2.0
// Captures without enter events say the same about the machine as those with them; only latency is not recorded.

import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { test } from 'node:test';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import type { FdDictionary } from '../../../src/engine/state/fd-dictionary.js';
import type { FdInfo } from '../../../src/engine/state/fd-info.js';
import type { Thread } from '../../../src/engine/state/thread.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { toExitOnly } from '../../oracle/exit-only-capture.js';
import { DEMO_CAPTURE, FILES_CAPTURE, plainBytes, siblingCapture } from '../scap/capture-files.js';

function read(bytes: Uint8Array): Capture {
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  capture.feed(bytes);
  capture.end();
  assert.equal(capture.defect, undefined);
  return capture;
}

/** What an fd is, without its number in the dictionary. */
function fdText(fd: FdInfo | undefined): string {
  if (fd === undefined) return '-';
  const { name, type, l4, role, openFlags, dev, ino, unixSource, unixDest, pid } = fd;
  return [name, type, l4, role, openFlags, dev, ino, unixSource, unixDest, pid].join('|');
}

function threadText(fds: FdDictionary, thread: Thread): string {
  const { tid, pid, ptid, comm, exe, exePath, args, cwd, root, uid, gid, sid, vpgid, flags, fdLimit, containerId } =
    thread.attributes;
  const own = [
    tid,
    pid,
    ptid,
    comm,
    exe,
    exePath,
    args.join(' '),
    cwd,
    root,
    uid,
    gid,
    sid,
    vpgid,
    flags,
    fdLimit,
    containerId,
  ];
  const open = (thread.fds?.entries() ?? []).map(([n, id]) => `${n}=${fdText(fds.at(id))}`);
  const memory = [thread.vmSizeKb, thread.vmRssKb, thread.pfMajor, thread.pfMinor];
  return [...own, ...memory, thread.parent?.tid, thread.dead, ...open].join('\n');
}

function compare(path: string): void {
  const bytes = plainBytes(path);
  const { bytes: converted, origin } = toExitOnly(bytes, { keepsOpens: true });
  const old = read(bytes);
  const young = read(converted);
  assert.equal(young.store.rows, origin.length);
  assert.ok(young.store.rows < old.store.rows);
  const [a, b] = [new RowView(old), new RowView(young)];
  for (let row = 0; row < origin.length; row++) {
    a.moveToRow((origin[row] as number) - 1);
    b.moveToRow(row);
    const where = `event ${origin[row]} (${a.type.key})`;
    assert.equal(b.type.id, a.type.id, where);
    assert.equal(b.result, a.result, where);
    assert.equal(b.tid, a.tid, where);
    for (const name of ['comm', 'pid', 'exePath', 'uid', 'containerId'] as const) {
      assert.equal(b.thread?.[name], a.thread?.[name], `${where}: ${name}`);
    }
    assert.equal(b.thread?.leader.cwd, a.thread?.leader.cwd, `${where}: cwd`);
    if (a.fd === undefined) continue;
    assert.equal(fdText(b.fd), fdText(a.fd), where);
    assert.equal(b.fdNum, a.fdNum, where);
  }
  assert.deepEqual([...young.state.threads.keys()].sort(), [...old.state.threads.keys()].sort());
  for (const [tid, thread] of old.state.threads) {
    const other = young.state.threads.get(tid);
    const text = other === undefined ? undefined : threadText(young.state.fdDictionary, other);
    assert.equal(text, threadText(old.state.fdDictionary, thread), `thread ${tid}`);
  }
}

for (const path of [FILES_CAPTURE, DEMO_CAPTURE]) test(basename(path), () => compare(path));

for (const name of ['redis.scap', 'web.scap', 'containers.scap']) {
  const path = siblingCapture(name);
  test(name, { skip: path === undefined ? 'the capture is not there' : false }, () => {
    if (path !== undefined) compare(path);
  });
}

test('latency of a capture without enter events is unknown, not zero', () => {
  const young = read(toExitOnly(plainBytes(FILES_CAPTURE), { keepsOpens: true }).bytes);
  assert.equal(young.latencyRecorded, false, 'opens alone have both ends');
  const view = new RowView(young);
  let unknown = 0;
  for (let row = 0; row < young.store.rows; row++) {
    view.moveToRow(row);
    if (!view.kind.isExit) continue;
    assert.notEqual(view.latency, 0, `event ${row + 1}`);
    if (Number.isNaN(view.latency)) unknown++;
  }
  assert.ok(unknown > 10_000);
});
