// SPDX-License-Identifier: Apache-2.0
// The evaluator against the plain filter: generated conditions must match the same events. Rows are asked for in pieces,
// and once more after the capture has forgotten what its numbers meant.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookupField } from '../../../src/engine/fields/catalogue.js';
import { compileFilter } from '../../../src/engine/filter/compile.js';
import { quoteText } from '../../../src/engine/filter/print.js';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { captureProgress } from '../../../src/engine/ingest/capture-progress.js';
import type { RowView } from '../../../src/engine/query/row-view.js';
import type { CompiledRule } from '../../../src/engine/rules/compiled-rule.js';
import { CompletedView } from '../../../src/engine/rules/completed-view.js';
import { RuleEvaluator } from '../../../src/engine/rules/rule-evaluator.js';
import { openByteSource } from '../../../src/engine/scap/byte-source.js';
import { RowFlag } from '../../../src/engine/store/event-store.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { generateFilters } from '../../oracle/generate-filters.js';
import { findCapture, loadCapture } from '../../oracle/oracle-captures.js';
import { load } from './loading.js';

/** Generated conditions that the language takes. Deltas and sums have no meaning for one event. */
function conditionsFor(capture: Capture, count: number, seed: number, leftOut: RegExp): readonly string[] {
  return generateFilters(capture, count, seed).filter(
    (text) => !leftOut.test(text) && compileFilter(text, { lookupField }).ok,
  );
}

/** Rules named by their number, each with one of the conditions. */
function rulesWith(conditions: readonly string[]): readonly CompiledRule[] {
  const items = conditions.map((condition, k) => ({
    rule: String(k),
    desc: 'd',
    condition,
    output: 'o',
    priority: 'info',
  }));
  // JSON is YAML.
  const { loader, report } = load(JSON.stringify(items));
  assert.deepEqual(report.errors, []);
  return loader.compiled.rules;
}

/** Row numbers that each condition matches, by the plain meaning of its filter. */
function plainMatches(capture: Capture, conditions: readonly string[], isSeen: (view: RowView) => boolean): number[][] {
  const view = new CompletedView(capture);
  return conditions.map((condition) => {
    const filter = compileFilter(condition, { lookupField });
    assert.ok(filter.ok, condition);
    const rows: number[] = [];
    for (const chunk of capture.store.chunks) {
      for (let i = 0; i < chunk.count; i++) {
        if ((chunk.flagsAt(i) & RowFlag.STATE_ONLY) !== 0) continue;
        if (isSeen(view.moveTo(chunk, i)) && filter.value.matches(view)) rows.push(view.row);
      }
    }
    return rows;
  });
}

function isExitOrNoCall({ type }: RowView): boolean {
  return type.isExit || type.origin !== 'syscall';
}

function evaluated(capture: Capture, rules: readonly CompiledRule[]): number[][] {
  const found: number[][] = rules.map(() => []);
  new RuleEvaluator(capture, rules, { matching: 'all' }).run((rule, view) => {
    found[Number(rule.name)]?.push(view.row);
    return true;
  });
  return found;
}

for (const name of ['files.scap', 'shell.scap', 'containers.scap']) {
  const path = findCapture(name);
  test(`generated conditions match what the filter matches: ${name}`, {
    skip: path === undefined && 'no capture',
  }, async () => {
    const capture = await loadCapture(path ?? '');
    const conditions = conditionsFor(capture, 400, 7, /delta|totexectime/);
    const expected = plainMatches(capture, conditions, isExitOrNoCall);
    const found = evaluated(capture, rulesWith(conditions));
    for (const [k, condition] of conditions.entries()) assert.deepEqual(found[k], expected[k], condition);
    assert.ok(expected.filter((rows) => rows.length > 0).length > conditions.length / 4);
  });
}

test('the same while the capture is read, and forgets what is old', async () => {
  const path = findCapture('files.scap');
  assert.ok(path !== undefined);
  const whole = await loadCapture(path);
  const conditions = conditionsFor(whole, 150, 11, /delta|totexectime|enter|latency/);
  const rules = rulesWith(conditions);
  const expected = evaluated(whole, rules);
  const opened = await openByteSource(path);
  assert.ok(opened.ok);
  const capture = new Capture(new StreamRawStore(1 << 20), { users: true });
  const evaluator = new RuleEvaluator(capture, rules, { matching: 'all' });
  const found: number[][] = rules.map(() => []);
  for await (const _ of captureProgress(opened.value, capture)) {
    if (!capture.isStartKnown) continue;
    evaluator.run((rule, view) => {
      found[Number(rule.name)]?.push(view.row);
      return true;
    });
    capture.trim(0);
  }
  for (const [k, condition] of conditions.entries()) assert.deepEqual(found[k], expected[k], condition);
});

test('the first rule that matches is the only one where one is asked for', async () => {
  const path = findCapture('files.scap');
  assert.ok(path !== undefined);
  const capture = await loadCapture(path);
  const rules = rulesWith([`evt.type = openat and proc.name = ${quoteText('find')}`, 'evt.type in (openat, close)']);
  const all = evaluated(capture, rules);
  const first: number[][] = [[], []];
  new RuleEvaluator(capture, rules, { matching: 'first' }).run((rule, view) => {
    first[Number(rule.name)]?.push(view.row);
    return true;
  });
  assert.deepEqual(first[0], all[0]);
  const taken = new Set(all[0]);
  assert.deepEqual(
    first[1],
    all[1]?.filter((row) => !taken.has(row)),
  );
});

test('an exit has the parameters that its call left at the enter', async () => {
  const path = findCapture('files.scap');
  assert.ok(path !== undefined);
  const capture = await loadCapture(path);
  // The file offset and what it counts from are passed, and recorded at the enter only.
  const conditions = [
    'evt.type = lseek and evt.arg.whence = SEEK_SET',
    'evt.type = lseek and evt.arg.offset exists',
    'evt.type = lseek',
  ];
  const [set, offset, all] = evaluated(capture, rulesWith(conditions));
  assert.ok(set !== undefined && all !== undefined && set.length > 0);
  assert.deepEqual(offset, all);
  const view = new CompletedView(capture);
  for (const row of set) {
    assert.ok(view.moveToRow(row));
    const enter = view.enterEvent();
    assert.ok(enter !== undefined && view.type.isExit);
    assert.equal(view.params().nparams, view.type.params.length);
    assert.equal(view.params().int(0), view.result);
  }
});
