// SPDX-License-Identifier: Apache-2.0
// A sample of the places where a capture may end. All of them: `npm run truncation`.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { below, random } from '../engine/scap/random.js';
import { checkCut, checkPrograms, SECTION_BYTES, TRUNCATED, wholeCapture } from './cut.js';

const EVERY = 61;
const PLACES = 1;
let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sysdrill-cut-'));
});
after(() => rmSync(folder, { recursive: true }));

for (const [i, name] of TRUNCATED.entries()) {
  const capture = wholeCapture(name);
  test(`${name}, cut at every ${EVERY}th byte, is read to its last whole block`, () => {
    for (let size = 0; size <= capture.bytes.length; size += EVERY) checkCut(capture, size);
  });
  test(`${name} is by sysdrill, sysdig and tshark too, where they are`, () => {
    const next = random(i);
    for (let place = 0; place < PLACES; place++) {
      const size = SECTION_BYTES + below(next, capture.bytes.length - SECTION_BYTES);
      checkPrograms(capture, size, join(folder, 'cut.scap'));
    }
  });
}
