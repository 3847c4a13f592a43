// SPDX-License-Identifier: Apache-2.0
// A public rule set compiles, and selects the events that sysdig selects: with SYSDRILL_RULES, the folder of its YAML
// files, and SYSDRILL_SYSDIG, a sysdig. Rules are others' text, so neither they nor what they select is recorded.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lookupField } from '../../src/engine/fields/catalogue.js';
import { compileFilter } from '../../src/engine/filter/compile.js';
import { formatFilterError } from '../../src/engine/filter/error-text.js';
import type { KindName } from './differences.js';
import { filterDifferenceOf } from './filter-differences.js';
import { findCapture, loadCapture, ORACLE_CAPTURES, recordedRows } from './oracle-captures.js';
import type { RecordedField } from './record-fields.js';
import { comparedWith, peerNumbers } from './record-filters.js';
import { ruleConditions } from './rule-set.js';

const RULES = process.env['SYSDRILL_RULES'];
const SYSDIG = process.env['SYSDRILL_SYSDIG'];

test('macros and lists are written out, empty ones too', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sysdrill-rules-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const rules = `
- list: none
  items: []
- list: shells
  items: [sh, '"a b"', a b, none, more]
- list: more
  items: [zsh]
- macro: opened
  condition: evt.type in (open, openat) and not seldom
- macro: seldom
  condition: (proc.name in (none))
- rule: A shell opens
  condition: opened and proc.name in (shells, none, x) or proc.pname in none and fd.name = "opened, seldom"
- rule: Leading
  condition: proc.name in (none, none, x, none) and proc.aname[2] in (shells)
`;
  writeFileSync(join(folder, 'a.yaml'), rules);
  const conditions = new Map(ruleConditions(folder).map(({ name, condition }) => [name, condition]));
  assert.equal(
    conditions.get('A shell opens'),
    '(evt.type in (open, openat) and not ((proc.name in ()))) and ' +
      'proc.name in (sh, "a b", "a b", zsh, x) or proc.pname in () and fd.name = "opened, seldom"',
  );
  assert.equal(conditions.get('Leading'), 'proc.name in ( x ) and proc.aname[2] in (sh, "a b", "a b", zsh)');
});

const noRules = RULES === undefined ? 'SYSDRILL_RULES names no folder' : false;

test('a public rule set compiles', { skip: noRules }, (t) => {
  const conditions = ruleConditions(RULES ?? '');
  t.diagnostic(`${conditions.length} conditions`);
  assert.ok(conditions.length > 0);
  const wrong = conditions.flatMap(({ name, condition }) => {
    const filter = compileFilter(condition, { lookupField });
    return filter.ok ? [] : [`${name}: ${formatFilterError(filter.error)}`];
  });
  assert.deepEqual(wrong, []);
});

for (const name of ORACLE_CAPTURES.filter((capture) => !capture.endsWith('.gz'))) {
  const path = findCapture(name);
  const noProgram = SYSDIG === undefined ? 'SYSDRILL_SYSDIG names no program' : false;
  const skip = noRules || noProgram || (path === undefined ? `${name} is not here` : false);
  test(`a public rule set on ${name}`, { skip }, async (t) => {
    const capture = await loadCapture(path ?? '');
    const own = recordedRows<RecordedField>('fields.jsonl').filter((entry) => entry.capture === name);
    const differing = new Map(own.map(({ field, kinds = {} }) => [field, Object.keys(kinds) as KindName[]]));
    const wrong: string[] = [];
    let selecting = 0;
    for (const { name: rule, condition } of ruleConditions(RULES ?? '')) {
      const theirs = await peerNumbers(SYSDIG ?? '', path ?? '', condition);
      if (theirs === undefined) continue;
      const { ours, count, onlyPeer, onlyOurs } = comparedWith(theirs, { capture, name, filter: condition });
      if (count > 0) selecting++;
      if (ours === undefined) continue;
      const kinds = filterDifferenceOf(condition, differing);
      t.diagnostic(`${rule}: ${count} events, ${onlyPeer} only the peer's, ${onlyOurs} only ours: ${kinds.join(', ')}`);
      if (kinds.length === 0) wrong.push(rule);
    }
    t.diagnostic(`${selecting} select something`);
    assert.deepEqual(wrong, []);
  });
}
