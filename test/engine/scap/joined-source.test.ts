// SPDX-License-Identifier: Apache-2.0
// Several captures as one: in the order of their first events, plain and gzip mixed, each a section of its own.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { openByteSources } from '../../../src/engine/scap/joined-source.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { DEMO_CAPTURE, FILES_CAPTURE, plainBytes } from './capture-files.js';

const folder = mkdtempSync(join(tmpdir(), 'sysdrill-joined-'));
after(() => rmSync(folder, { recursive: true }));

async function read(paths: readonly string[]): Promise<Capture> {
  const opened = await openByteSources(paths);
  assert.ok(opened.ok);
  const source = opened.value;
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  let last = 0;
  try {
    for await (const chunk of source.chunks()) {
      capture.feed(chunk);
      const progress = source.progress() ?? 0;
      assert.ok(progress >= last && progress <= 1);
      last = progress;
    }
    capture.end();
  } finally {
    await source.close();
  }
  return capture;
}

test('are read in the order of their times, whatever the order of their names', async () => {
  // files.scap is minutes older than demo.scap.
  const plain = join(folder, 'a-later.scap');
  const packed = join(folder, 'b-earlier.scap');
  writeFileSync(plain, plainBytes(DEMO_CAPTURE));
  writeFileSync(packed, gzipSync(plainBytes(FILES_CAPTURE)));
  const one = await read([packed]);
  const other = await read([plain]);
  for (const order of [
    [plain, packed],
    [packed, plain],
  ]) {
    const both = await read(order);
    assert.equal(both.defect, undefined);
    assert.equal(both.store.rows, one.store.rows + other.store.rows);
    assert.deepEqual(
      both.sections.map(({ row }) => row),
      [0, one.store.rows],
    );
    assert.equal(both.state.baseTime, one.state.baseTime);
  }
});

test('name the one that cannot be opened', async () => {
  const opened = await openByteSources([FILES_CAPTURE, '/nonexistent/x.scap']);
  assert.ok(!opened.ok);
  assert.equal(opened.error, '/nonexistent/x.scap does not exist');
});
