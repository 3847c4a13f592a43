// SPDX-License-Identifier: Apache-2.0
// Every field of the catalogue that sysdig 0.36 knows prints for every event what the peer prints (recorded by
// record-fields.ts), apart from the kinds of differences.ts. Where a field differs, the recording has what ours printed and
// how many of its values are of which kind: any other output than that is a failure, nearer to the peer or not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KINDS } from './differences.js';
import { fieldLines, LineDigest, printableFields } from './field-lines.js';
import { findCapture, loadCapture, ORACLE_CAPTURES, recordedRows } from './oracle-captures.js';
import type { RecordedField } from './record-fields.js';

const KNOWN: ReadonlySet<string> = new Set(KINDS.map(({ name }) => name));
/** All fields of a hundred thousand events take minutes: of these captures they are compared where it is asked for. */
const BIG: ReadonlySet<string> = new Set([
  'shell.scap',
  'web.scap',
  'containers.scap',
  'redis.scap',
  'build.scap',
  'mixed-big.scap.gz',
]);
const isWholeRun = process.env['SYSDRILL_ORACLE'] === 'all';
/** Fields that stand for their class where not all are compared: the state of threads and of fds, and results. */
const SAMPLE: ReadonlySet<string> = new Set(['proc.cmdline', 'fd.name', 'evt.res', 'proc.aname[2]', 'fd.sport']);

const recorded = recordedRows<RecordedField>('fields.jsonl');

test('the recording has every capture, and in each the same fields', () => {
  const fieldsOf = (name: string) => recorded.filter(({ capture }) => capture === name).map(({ field }) => field);
  const first = fieldsOf(ORACLE_CAPTURES[0]);
  assert.ok(first.length > 240, `${first.length} fields`);
  for (const name of ORACLE_CAPTURES) assert.deepEqual(fieldsOf(name).sort(), [...first].sort(), name);
  const printable = new Set(printableFields());
  assert.deepEqual(
    first.filter((field) => !printable.has(field)),
    [],
  );
});

test('every recorded difference is of a known kind', () => {
  for (const { capture, field, ours, kinds = {} } of recorded) {
    const names = Object.keys(kinds);
    assert.equal(ours === undefined, names.length === 0, `${capture} ${field}`);
    for (const name of names) assert.ok(KNOWN.has(name), `${capture} ${field}: ${name}`);
  }
});

for (const name of ORACLE_CAPTURES) {
  const path = findCapture(name);
  test(`fields over ${name}`, { skip: path === undefined ? `${name} is not here` : false }, async (t) => {
    const capture = await loadCapture(path ?? '');
    const wrong: string[] = [];
    let same = 0;
    let compared = 0;
    for (const { capture: of, field, events, digest, ours } of recorded) {
      if (of !== name || (BIG.has(name) && !isWholeRun && !SAMPLE.has(field))) continue;
      const now = new LineDigest();
      let count = 0;
      for (const [num, value] of fieldLines(capture, field)) {
        now.add(num, value);
        count++;
      }
      const result = now.done();
      compared++;
      if (count !== events) wrong.push(`${field}: ${count} events, recorded ${events}`);
      else if (result === digest) same++;
      else if (ours === undefined) wrong.push(`${field}: no longer what the peer prints`);
      else if (result !== ours) wrong.push(`${field}: differs from the peer in another way than recorded`);
      if (result === digest && ours !== undefined) wrong.push(`${field}: is what the peer prints by now; record again`);
    }
    t.diagnostic(`${compared} fields, ${same} the same for every event`);
    assert.ok(compared > 0);
    assert.deepEqual(wrong, []);
  });
}
