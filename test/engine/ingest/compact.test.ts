// SPDX-License-Identifier: Apache-2.0
// A capture that forgets its oldest rows, threads and dictionary entries says the same of the rows that it still holds as
// one that forgets nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { compileFormat } from '../../../src/engine/format/format.js';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { matchingNumbers } from '../../oracle/matching-numbers.js';
import { openSource } from '../scap/capture-files.js';

const DEMO = fileURLToPath(new URL('../../../../docs/demo.scap', import.meta.url));
/** Everything that reads versions, ThreadInfos, ancestors, fd tables and raw bytes. */
const FORMAT =
  '*%evt.num %proc.cmdline %proc.ppid %proc.aname[2] %thread.tid %user.name %container.name %proc.vmsize ' +
  '%proc.fdopencount %proc.nthreads %thread.pfminor %fd.name %fd.num %evt.latency %fdlist.names %evt.info';

/** The demo twice in a row, so that chunks leave; the second section starts the machine again. */
async function load(budget: number): Promise<Capture> {
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  for (let round = 0; round < 2; round++) {
    const source = await openSource(DEMO);
    for await (const chunk of source.chunks()) {
      capture.feed(chunk.slice());
      capture.trim(budget);
    }
    await source.close();
  }
  capture.end();
  return capture;
}

test('rows that are held read the same after rows and dictionaries were compacted', async (t) => {
  const whole = await load(Number.POSITIVE_INFINITY);
  const trimmed = await load(1);
  assert.ok(trimmed.state.generation > 0, 'nothing was compacted');
  assert.ok(trimmed.store.evicted > 0);
  assert.ok(trimmed.state.snapshots.infos.length < whole.state.snapshots.infos.length);
  assert.ok(trimmed.state.fdDictionary.count < whole.state.fdDictionary.count);
  assert.ok(trimmed.memoryBytes < whole.memoryBytes);

  const format = compileFormat(FORMAT);
  assert.ok(format.ok);
  const [left, right] = [new RowView(whole), new RowView(trimmed)];
  for (let row = trimmed.store.evicted; row < trimmed.store.rows; row++) {
    assert.ok(left.moveToRow(row) && right.moveToRow(row));
    assert.equal(format.value.line(right), format.value.line(left));
  }
  for (const filter of [
    'proc.name=bash',
    'fd.name contains usr',
    'proc.vmsize>1000 and fd.type=file',
    'proc.aname=sshd',
  ]) {
    const expected = matchingNumbers(whole, filter).filter((num) => num > trimmed.store.evicted);
    assert.deepEqual(matchingNumbers(trimmed, filter), expected, filter);
  }
  t.diagnostic(`${trimmed.store.rows - trimmed.store.evicted} of ${trimmed.store.rows} rows held`);
});
