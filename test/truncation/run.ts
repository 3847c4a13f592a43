// SPDX-License-Identifier: Apache-2.0
// `npm run truncation -- [PLACES]`: three captures, cut at every byte, are read to their last whole block; at so many random
// places (50) by the program, and by sysdig and tshark where they are. Ends at the first cut where that does not hold.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { below, random } from '../engine/scap/random.js';
import { checkCut, checkPrograms, readersHere, SECTION_BYTES, TRUNCATED, wholeCapture } from './cut.js';

const places = Number(process.argv[2] ?? 50);
const folder = mkdtempSync(join(tmpdir(), 'sysdrill-cut-'));
try {
  for (const [i, name] of TRUNCATED.entries()) {
    const capture = wholeCapture(name);
    const { length } = capture.bytes;
    for (let size = 0; size <= length; size++) checkCut(capture, size);
    process.stdout.write(`${name}: ${length + 1} cuts, ${capture.lines.length} events\n`);
    const next = random(i + 100);
    for (let place = 0; place < places; place++) {
      const size = SECTION_BYTES + below(next, length - SECTION_BYTES);
      checkPrograms(capture, size, join(folder, 'cut.scap'));
    }
    const names = readersHere().map((reader) => reader.name);
    process.stdout.write(`${name}: ${places} places, ${names.join(', ')}\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
