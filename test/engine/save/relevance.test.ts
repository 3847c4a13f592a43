// SPDX-License-Identifier: Apache-2.0
// A part of a capture: its events print as they did in the whole, and whoever they do not speak of is not in it.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { compileFormat } from '../../../src/engine/format/format.js';
import type { Capture } from '../../../src/engine/ingest/capture.js';
import { EventList } from '../../../src/engine/query/list-query.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import { EVERYTHING } from '../../../src/engine/query/window.js';
import { saveCapture } from '../../../src/engine/save/save-capture.js';
import { ONE_FILE } from '../../../src/engine/save/save-capture-blocks.js';
import { filterOf, fromBytes, loaded } from '../query/loaded.js';
import { DEMO_CAPTURE } from '../scap/capture-files.js';

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
