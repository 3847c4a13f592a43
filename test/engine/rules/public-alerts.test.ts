// SPDX-License-Identifier: Apache-2.0
// What the public engine alerts: its own tests by rule and priority, the public rules over our captures line by line.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parsePriority } from '../../../src/engine/rules/priority.js';
import { ALL_RULES, selectedRules } from '../../../src/engine/rules/rule-selection.js';
import { findCapture } from '../../oracle/oracle-captures.js';
import { type Alert, alertsOf, rulesOf } from './alerts.js';
import { type PublicTest, publicFile, publicTests } from './public-tests.js';

const tests = publicTests();
const skip = tests === undefined && 'the tests of the public engine are not at hand';

test('its tests find the same by rule and priority', { skip }, async () => {
  let count = 0;
  for (const one of tests ?? []) {
    const path = one.captureFile === null ? undefined : findCapture(one.captureFile);
    if (path === undefined || one.config?.startsWith('configs.Drops') === true) continue;
    const rules = selectedRules(
      rulesOf(one.rules.map((name) => publicFile('tests', `${name}.yaml`))),
      selectionOf(one),
    );
    const alerts = await alertsOf(path, rules, { matching: 'first', containers: true });
    assert.deepEqual(countsOf(alerts.map(({ rule }) => rule)), one.engine.counts, one.name);
    assert.deepEqual(countsOf(alerts.map(({ priority }) => priority)), one.engine.priorities, one.name);
    count++;
  }
  assert.ok(count >= 40, `${count} tests ran`);
});

function selectionOf(one: PublicTest) {
  const least = one.WithMinRulePriority?.[0];
  return {
    ...ALL_RULES,
    leastPriority: least === undefined ? undefined : parsePriority(least),
    tags: one.WithEnabledTags ?? [],
    disabled: [...(one.WithDisabledRules ?? []), ...(one.WithDisabledTags ?? []).map((tag) => `tag:${tag}`)],
  };
}

function countsOf(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

const CAPTURES = ['build', 'cat_write', 'containers', 'curl_google', 'files', 'open-multiple-files', 'redis', 'shell'];

for (const name of [...CAPTURES, 'single_ipv6_conn', 'web']) {
  const path = findCapture(`${name}.scap`);
  const recorded = publicFile('alerts', `${name}.jsonl`);
  const isThere = path !== undefined && existsSync(recorded);
  test(`the public rules over ${name}`, { skip: !isThere && 'capture or recording are not at hand' }, async () => {
    const files = ['falco_rules.yaml', 'falco-incubating_rules.yaml'].map((file) => publicFile('public', file));
    const alerts = await alertsOf(path ?? '', rulesOf(files), { matching: 'all', containers: false });
    const expected = readFileSync(recorded, 'utf8').split('\n').filter(Boolean);
    assert.deepEqual(
      alerts.map(comparable),
      expected.map((line) => comparable(JSON.parse(line) as Alert)),
    );
  });
}

function comparable({ rule, priority, time, output, output_fields, source, tags }: Alert): unknown {
  return { rule, priority, time, output, output_fields, source, tags };
}
