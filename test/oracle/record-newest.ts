// SPDX-License-Identifier: Apache-2.0
// Records what the newest libraries select with filters of their language: `node build/test/oracle/record-newest.js PROGRAM
// > FILE`, where PROGRAM prints captures of exit events (options -a -s FILE -f FILTER -o FORMAT).

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBytes } from '../engine/query/loaded.js';
import { matchingNumbers } from './matching-numbers.js';
import { exitEventsOf, NEWEST_CAPTURES } from './newest-captures.js';
import { NEWEST_FILTERS } from './newest-language.js';
import { comparedWith } from './record-filters.js';

function main(program: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'sysdrill-newest-'));
  for (const name of NEWEST_CAPTURES) {
    const path = join(folder, 'exit.scap');
    const bytes = exitEventsOf(name);
    if (bytes === undefined) continue;
    writeFileSync(path, bytes);
    const capture = fromBytes(bytes);
    // The program prints internal events too.
    const listed = new Set(matchingNumbers(capture, 'evt.num > 0'));
    for (const filter of NEWEST_FILTERS) {
      const { stdout, stderr } = spawnSync(program, ['-a', '-s', path, '-f', filter, '-o', '*%evt.num '], {
        encoding: 'latin1',
        maxBuffer: 1 << 28,
      });
      if (/Unable to set filter/.test(stderr)) {
        process.stderr.write(`${filter}: ${stderr}`);
        continue;
      }
      const numbers = stdout.split('\n').filter((line) => /^\d+ $/.test(line));
      const theirs = numbers.map(Number).filter((number) => listed.has(number));
      process.stdout.write(`${JSON.stringify(comparedWith(theirs, { capture, name, filter }))}\n`);
    }
  }
  rmSync(folder, { recursive: true });
}

main(process.argv[2] ?? '');
