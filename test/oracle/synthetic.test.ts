// SPDX-License-Identifier: Apache-2.0
// Every event type of the table, ten times with other values in its parameters, prints what sysdig 0.36 or the newest
// libraries print (recorded by record-synthetic.ts), apart from the kinds of differences.ts.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { EVENT_TYPES, eventType } from '../../src/engine/scap/event-types.js';
import { inOrder, type KindName } from './differences.js';
import { ourEvents, type RecordedEvents, syntheticDifferences } from './synthetic-lines.js';

const FILE = fileURLToPath(new URL('../../../test/oracle/synthetic.json.gz', import.meta.url));
const recorded = JSON.parse(gunzipSync(readFileSync(FILE)).toString('utf8')) as readonly RecordedEvents[];

/** Lines that differ, by kind. */
const DIFFERENCES: Partial<Record<KindName, number>> = {
  'newer event table': 172,
  'names by directory fd': 8,
  sockets: 40,
  'threads that are not there': 70,
  'control characters': 11,
  'numbers that the peer does not compute': 16,
  'buffers and sets': 40,
  'the reading machine': 27,
};

test('every event type prints as in the peers', (t) => {
  assert.deepEqual(
    recorded.map(({ key }) => key),
    EVENT_TYPES.map(({ key }) => key),
  );
  const counts: Partial<Record<KindName, number>> = {};
  const unexplained: string[] = [];
  let same = 0;
  let compared = 0;
  for (const { key, lines } of recorded) {
    const type = eventType(key);
    for (const [round, ours] of ourEvents(type).entries()) {
      const theirs = lines[round];
      if (theirs === null || theirs === undefined) continue;
      compared++;
      if (theirs === ours) {
        same++;
        continue;
      }
      const kinds = syntheticDifferences(type, theirs, ours);
      if (kinds === undefined) unexplained.push(`${key} ${round}: theirs ${theirs}, ours ${ours}`);
      for (const kind of kinds ?? []) counts[kind] = (counts[kind] ?? 0) + 1;
    }
  }
  t.diagnostic(`${compared} events, ${same} the same`);
  assert.deepEqual(unexplained, []);
  assert.deepEqual(inOrder(counts), DIFFERENCES);
});

test('events that no peer prints show all their parameters', () => {
  const alone = recorded.filter(({ peer }) => peer === 'none').map(({ key }) => eventType(key));
  for (const type of alone) {
    for (const line of ourEvents(type)) {
      assert.ok(line.startsWith(`${type.name} ${type.isExit ? '<' : '>'}`), `${type.key}: ${line}`);
      assert.equal(line.split(/ (?=\w+=)/).length - 1, type.params.length, line);
    }
  }
  assert.ok(alone.length < 30, `${alone.length} types`);
});
