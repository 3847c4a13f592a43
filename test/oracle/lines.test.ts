// SPDX-License-Identifier: Apache-2.0
// The default line of every event of every capture, against what sysdig 0.36 printed (TZ=UTC). Differences must be of a
// known kind, and as many as were recorded by record-lines.ts. Where the peer's output is at hand
// (../expected/NAME/default-lines.txt.gz beside the checkout), it is compared line by line; elsewhere our lines are
// compared with those that were.

import assert from 'node:assert/strict';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { DIFFERENCES } from '../engine/format/line-differences.js';
import { LineDigest } from './field-lines.js';
import { compareLines, ourLines, type RecordedLines } from './line-comparison.js';
import { expectedFolder, findCapture, loadCapture, ORACLE_CAPTURES } from './oracle-captures.js';
import { PUBLIC_CAPTURES } from './public-captures.js';

const FILE = fileURLToPath(new URL('../../../test/oracle/lines.json', import.meta.url));
const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as Readonly<Record<string, RecordedLines>>;

test('every rule is needed by some capture', () => {
  // A rule that no capture needs is a licence to be wrong.
  const needed = new Set(Object.values(recorded).flatMap(({ rules }) => Object.keys(rules)));
  assert.deepEqual(
    DIFFERENCES.filter(({ name }) => !needed.has(name)).map(({ name }) => name),
    [],
  );
});

for (const name of [...ORACLE_CAPTURES, ...PUBLIC_CAPTURES.map(([name]) => name)]) {
  const path = findCapture(name);
  test(`lines of ${name}`, { skip: path === undefined ? `${name} is not here` : false }, async (t) => {
    const capture = await loadCapture(path ?? '');
    const expected = recorded[name];
    const output = join(expectedFolder() ?? '', name.replace(/\.scap(\.gz)?$/, ''), 'default-lines.txt.gz');
    if (expectedFolder() !== undefined && existsSync(output)) {
      const stream = createReadStream(output).pipe(createGunzip());
      const now = await compareLines(capture, stream, (theirs, ours) => assert.equal(ours, theirs));
      assert.deepEqual(now, expected);
    } else {
      const digest = new LineDigest();
      let lines = 0;
      for (const line of ourLines(capture)) digest.add(++lines, line);
      assert.equal(lines, expected?.lines);
      assert.equal(digest.done(), expected?.digest, 'other lines than those that were compared with the peer');
    }
    t.diagnostic(`${expected?.lines} lines, ${JSON.stringify(expected?.rules)}`);
  });
}
