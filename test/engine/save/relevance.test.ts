// SPDX-License-Identifier: Apache-2.0
// A part of a capture: its events print as they did in the whole, and what they do not refer to is not in it.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { compileFormat } from '../../../src/engine/format/format.js';
import type { Capture } from '../../../src/engine/ingest/capture.js';
import { EventList } from '../../../src/engine/query/list-query.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { saveCapture } from '../../../src/engine/save/save-capture.js';
import { ONE_FILE } from '../../../src/engine/save/save-capture-blocks.js';
import { ownEvent } from '../../../src/engine/scap/own-event.js';
import { LOCKS, WAITS } from '../../../src/engine/scap/own-event-table.js';
import type { WaitRecord } from '../../../src/engine/state/waits.js';
import { filterOf, fromBytes, loaded } from '../query/loaded.js';
import { DEMO_CAPTURE } from '../scap/capture-files.js';
import { eventBlockOf } from '../state/event-encoder.js';

let directory = '';
before(() => {
  directory = mkdtempSync(join(tmpdir(), 'sysdrill-part-'));
});
after(() => rmSync(directory, { recursive: true }));

const FORMAT =
  '*%evt.time %proc.name %proc.pid %proc.pname %proc.aname[2] %proc.aname[3] %proc.sname %proc.cwd %proc.env ' +
  '%user.name %group.name %fd.name %container.name %evt.info';

function lines(capture: Capture, filter: string | undefined): string[] {
  const format = compileFormat(FORMAT);
  assert.ok(format.ok);
  const view = new RowView(capture);
  const rows = new EventList(capture, {
    filter: filter === undefined ? undefined : filterOf(filter),
    window: EVERYTHING,
    internal: false,
  });
  return Array.from({ length: rows.length }, (_, i) => {
    assert.ok(view.moveToRow(rows.row(i)));
    return format.value.line(view) ?? '';
  });
}

async function part(capture: Capture, filter: string | undefined): Promise<Capture> {
  const path = join(directory, 'part.scap');
  rmSync(path, { force: true });
  const saved = await saveCapture(capture, {
    filter: filter === undefined ? undefined : filterOf(filter),
    window: EVERYTHING,
    count: Number.POSITIVE_INFINITY,
    path,
    compress: false,
    rotation: ONE_FILE,
    sources: [],
  });
  assert.ok(saved.ok);
  return fromBytes(readFileSync(path));
}

const processes = (capture: Capture) => new Set(capture.state.table.everyThread.map(({ tid }) => tid));

for (const filter of [
  'proc.name = cat and evt.type = openat',
  'evt.failed = true and proc.name = bash',
  'fd.type = ipv4',
  'evt.type = execve',
]) {
  test(`a part of "${filter}" prints as it did, with fewer processes`, async () => {
    const whole = loaded(DEMO_CAPTURE);
    const saved = await part(whole, filter);
    const before = lines(whole, filter);
    assert.ok(before.length > 0);
    assert.deepEqual(lines(saved, undefined), before);
    assert.ok(processes(saved).size < processes(whole).size);
  });
}

test('nobody is in a part but those that its events speak of, and their ancestors', async () => {
  const whole = loaded(DEMO_CAPTURE);
  const saved = await part(whole, 'proc.name = cat and evt.type = openat');
  const spoken = new Set<number>();
  const view = new RowView(saved);
  for (const chunk of saved.store.chunks) {
    for (let i = 0; i < chunk.count; i++) {
      for (let info = view.moveTo(chunk, i).thread; info !== undefined; info = info.parent) {
        for (const tid of [info.tid, info.pid, info.ptid, info.sid, info.pgid]) spoken.add(tid);
      }
    }
  }
  for (const tid of processes(saved)) assert.ok(spoken.has(tid), `thread ${tid} is in the part`);
  assert.ok(processes(saved).size < processes(whole).size / 2);
});

test('without a filter a part holds everybody', async () => {
  const whole = loaded(DEMO_CAPTURE, 500);
  assert.deepEqual(processes(await part(whole, undefined)), processes(whole));
});

/** Two threads of the capture that make events, with what each waits for: a path that says whose it is. */
function withWaits(): { whole: Capture; filter: string } {
  const whole = loaded(DEMO_CAPTURE);
  const [ours = 0, others = 0] = ['cat', 'bash'].map((name) => {
    const view = new RowView(whole);
    const row = Array.from({ length: whole.store.rows }, (_, i) => i).find(
      (i) => view.moveToRow(i) && view.thread?.comm === name,
    );
    assert.ok(row !== undefined && view.moveToRow(row));
    return view.thread?.tid ?? 0;
  });
  const record = (tid: number, path: string): WaitRecord => ({ ...NO_WAIT, tid, path });
  const time = whole.state.absoluteTime();
  const note = Buffer.concat([
    ownEvent(WAITS, { time }, [record(ours, '/ours'), record(others, '/home/others/diary')]),
    ownEvent(LOCKS, { time }, [
      { ...NO_LOCK, waiter: ours },
      { ...NO_LOCK, waiter: others },
    ]),
  ]);
  const bytes = gunzipSync(readFileSync(DEMO_CAPTURE));
  const last = eventBlockOf('getcwd_x', { res: -2 }, { tid: ours, time: time + 1n });
  return { whole: fromBytes(Buffer.concat([bytes, note, last])), filter: `thread.tid = ${ours}` };
}

const NO_WAIT: WaitRecord = {
  tid: 0,
  state: 'S',
  call: undefined,
  args: undefined,
  waited: 1,
  limit: 0,
  word: undefined,
  owner: undefined,
  path: undefined,
  stack: undefined,
  user_stack: undefined,
};
const NO_LOCK = { waiter: 0, holder: 1, kind: 'FLOCK', major: 8, minor: 1, inode: 7 };

test('what others wait for is not in a part', async () => {
  const { whole, filter } = withWaits();
  await part(whole, filter);
  const saved = readFileSync(join(directory, 'part.scap'), 'latin1');
  assert.ok(saved.includes('/ours'));
  assert.ok(!saved.includes('diary'));
  const { locks } = fromBytes(Buffer.from(saved, 'latin1')).state.waits;
  assert.equal(locks.length, 1);
  await part(whole, undefined);
  assert.ok(readFileSync(join(directory, 'part.scap'), 'latin1').includes('diary'));
});
