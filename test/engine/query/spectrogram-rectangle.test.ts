// SPDX-License-Identifier: Apache-2.0
// What a rectangle of a spectrogram counts, and what Dig lists for the filter and the window made of it, are the same.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { captureProgress } from '../../../src/engine/ingest/capture-progress.js';
import { type QuerySession, querySession } from '../../../src/engine/session/query-session.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { joinFilter } from '../../../src/ui/filter-terms.js';
import { callsIn, latencyTerms, rectangle, timeSpan } from '../../../src/ui/spectrogram/rectangle.js';
import { VIEWS } from '../../../src/views/index.js';
import { openSource } from '../scap/capture-files.js';

const DEMO = fileURLToPath(new URL('../../../../docs/demo.scap', import.meta.url));
const EVERYTHING = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

let session: QuerySession;

before(async () => {
  const source = await openSource(DEMO);
  const capture = new Capture(new StreamRawStore(1 << 30));
  for await (const _ of captureProgress(source, capture));
  session = querySession(capture, VIEWS, [DEMO]);
});

function listed(filter: string, window: { readonly from: number; readonly to: number }): number {
  const answer = session.openEvents({ filter, window, format: undefined, buffers: 'dots' });
  assert.ok(answer.ok);
  return answer.value.total;
}

for (const selection of ['', 'evt.type!=switch', 'fd.type=file']) {
  describe(`the calls of "${selection}"`, () => {
    it('in any rectangle are the lines of Dig', () => {
      for (const [timeCells, latencyCells] of [
        [19, 65],
        [100, 33],
        [1, 8],
        [7, 200],
      ] as const) {
        const filter = joinFilter([selection, 'evt.dir=<']);
        const answer = session.spectrogram({ filter, window: EVERYTHING, timeCells, latencyCells });
        assert.ok(answer.ok);
        const picture = answer.value;
        assert.ok(picture.total > 100);
        assert.equal(listed(joinFilter([filter, 'evt.latency>=0']), EVERYTHING), picture.total);
        // Rectangles spread over the picture, from single cells to all of it.
        for (let i = 0; i < 40; i++) {
          const corner = (k: number): { readonly t: number; readonly l: number } => ({
            t: (k * 7919) % timeCells,
            l: (k * 104_729) % latencyCells,
          });
          const area =
            i === 0
              ? rectangle({ t: 0, l: 0 }, { t: timeCells - 1, l: latencyCells - 1 })
              : rectangle(corner(i), corner(i * 31 + 5));
          const terms = joinFilter([filter, ...latencyTerms(area, picture)]);
          assert.equal(
            listed(terms, timeSpan(area, picture)),
            callsIn(area, picture),
            `${terms} ${JSON.stringify(area)}`,
          );
        }
      }
    });
  });
}
