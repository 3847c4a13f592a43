// SPDX-License-Identifier: Apache-2.0
// However a stream is cut, rows, threads and fds are the same as of one piece.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { FILES_CAPTURE, plainBytes } from '../scap/capture-files.js';

/** Bytes of each piece, in turn: smaller than a block's header, than a block, and larger than most. */
const CUTS: readonly (readonly number[])[] = [[7], [1, 64, 13], [4096, 3], [65_537]];

function read(bytes: Uint8Array, cuts: readonly number[]): Capture {
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  let turn = 0;
  for (let from = 0; from < bytes.length; ) {
    const to = Math.min(bytes.length, from + (cuts[turn++ % cuts.length] as number));
    capture.feed(bytes.slice(from, to));
    from = to;
  }
  capture.end();
  assert.equal(capture.defect, undefined);
  return capture;
}

function row(view: RowView): readonly unknown[] {
  const { thread, fd } = view;
  const own = [view.num, view.time, view.tid, view.fdNum, view.result, view.latency, view.cpu, view.type.key];
  return [...own, thread?.id, thread?.comm, thread?.cwd, fd?.id, fd?.name, fd?.openFlags, view.metric('vmRssKb')];
}

test('any cutting is one piece', () => {
  const bytes = plainBytes(FILES_CAPTURE);
  const whole = read(bytes, [bytes.length]);
  const a = new RowView(whole);
  for (const cuts of CUTS) {
    const cut = read(bytes, cuts);
    assert.equal(cut.store.rows, whole.store.rows);
    assert.equal(cut.state.fdDictionary.count, whole.state.fdDictionary.count);
    assert.equal(cut.state.snapshots.versions.count, whole.state.snapshots.versions.count);
    const b = new RowView(cut);
    for (let n = 0; n < whole.store.rows; n += 3) {
      assert.ok(a.moveToRow(n) && b.moveToRow(n));
      assert.deepEqual(row(b), row(a), `cut to ${cuts.join(', ')}: event ${n + 1}`);
    }
  }
});
