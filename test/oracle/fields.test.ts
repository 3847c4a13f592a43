// SPDX-License-Identifier: Apache-2.0
// Every field of the catalogue that sysdig 0.36 knows prints for every event what the peer prints (recorded by
// record-fields.ts), apart from the kinds of field-differences.ts.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { FIELD_DIFFERENCES } from './field-differences.js';
import { digestOfLines, fieldLines } from './field-lines.js';
import { findCapture, loadCapture } from './oracle-captures.js';
import type { RecordedField } from './record-fields.js';

const RECORDED = fileURLToPath(new URL('../../../test/oracle/fields.jsonl', import.meta.url));
const KINDS: ReadonlySet<string> = new Set(FIELD_DIFFERENCES.map(({ kind }) => kind));
const captures = new Map<string, RecordedField[]>();
for (const line of readFileSync(RECORDED, 'utf8').split('\n').filter(Boolean)) {
  const entry = JSON.parse(line) as RecordedField;
  captures.set(entry.capture, [...(captures.get(entry.capture) ?? []), entry]);
}

for (const [name, fields] of captures) {
  const path = findCapture(name);
  test(`fields over ${name}`, { skip: path === undefined ? `${name} is not here` : false }, async (t) => {
    const capture = await loadCapture(path ?? '');
    const wrong: string[] = [];
    let same = 0;
    for (const { field, digest, ours, kinds } of fields) {
      const now = digestOfLines(fieldLines(capture, field));
      if (now === digest) same++;
      else if (ours === undefined) wrong.push(`${field}: no longer what the peer prints`);
      else if (now !== ours) wrong.push(`${field}: differs from the peer in another way than recorded; record again`);
      else if (!Object.keys(kinds ?? {}).every((kind) => KINDS.has(kind))) wrong.push(`${field}: unknown kind`);
    }
    t.diagnostic(`${same} of ${fields.length} fields the same for every event`);
    assert.deepEqual(wrong, []);
  });
}
