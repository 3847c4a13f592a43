// SPDX-License-Identifier: Apache-2.0
// Records what the peer selects with conditions in the style of detection rules, those of conditions.ts and those of the
// filter's own tests: `node build/test/oracle/record-conditions.js PROGRAM [CAPTURE…] > FILE`, where PROGRAM is a sysdig. Conditions
// that the peer does not understand are left out, and those that select nothing on either side are kept for one capture.

import { FILE_CONDITIONS, PROCESS_CONDITIONS } from '../engine/filter/rule-conditions.js';
import {
  CONTAINER_CONDITIONS,
  LANGUAGE_CONDITIONS,
  NETWORK_CONDITIONS,
} from '../engine/filter/rule-conditions-more.js';
import { CONDITIONS } from './conditions.js';
import { findCapture, loadCapture, ORACLE_CAPTURES } from './oracle-captures.js';
import { comparedWith, peerNumbers } from './record-filters.js';

/** The capture in which a condition that selects nothing is still recorded. */
const NOTHING_SEEN = 'shell.scap';

const ALL = [
  ...CONDITIONS,
  ...FILE_CONDITIONS,
  ...PROCESS_CONDITIONS,
  ...NETWORK_CONDITIONS,
  ...CONTAINER_CONDITIONS,
  ...LANGUAGE_CONDITIONS,
];

async function main(program: string, wanted: readonly string[]): Promise<void> {
  for (const name of wanted.length > 0 ? wanted : ORACLE_CAPTURES) {
    const path = name.endsWith('.gz') ? undefined : findCapture(name);
    if (path === undefined) continue;
    const capture = await loadCapture(path);
    for (const filter of ALL) {
      const theirs = await peerNumbers(program, path, filter);
      if (theirs === undefined) continue;
      const entry = comparedWith(theirs, { capture, name, filter });
      const isEmpty = entry.count === 0 && entry.ours === undefined;
      if (!isEmpty || name === NOTHING_SEEN) process.stdout.write(`${JSON.stringify(entry)}\n`);
    }
    process.stderr.write(`${name}\n`);
  }
}

await main(process.argv[2] ?? 'sysdig', process.argv.slice(3));
