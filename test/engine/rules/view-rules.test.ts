// SPDX-License-Identifier: Apache-2.0
// Rules on views: what is valid, and that a window's alerts are the rows of the view over that window.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { parseHaving } from '../../../src/engine/rules/having.js';
import { RuleLoader } from '../../../src/engine/rules/rule-loader.js';
import { ViewRuleRunner } from '../../../src/engine/rules/view-rule-runner.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { VIEWS } from '../../../src/views/index.js';
import { readCapture } from '../../fixtures/shifted-capture.js';
import { FILES_CAPTURE } from '../scap/capture-files.js';

function loaded(text: string) {
  const loader = new RuleLoader(VIEWS);
  const [error] = loader.load('rules.yaml', text).errors;
  return { error, rules: loader.compiled.viewRules };
}

function rule(lines: string): string {
  return `- rule: R\n  desc: d\n  output: o\n  priority: INFO\n  ${lines.replaceAll('\n', '\n  ')}\n`;
}

test('comparisons of columns and functions are read', () => {
  const having = parseHaving('BPS OUT > 50MB and count>=3 and p95(evt.latency) != 2ms and USER = "a b"');
  assert.ok(having.ok);
  assert.deepEqual(
    having.value.map(({ left, operator, right, column }) => [left, operator, right, column?.aggregate]),
    [
      ['BPS OUT', '>', '50MB', undefined],
      ['count', '>=', '3', 'SUM'],
      ['p95(evt.latency)', '!=', '2ms', 'P95'],
      ['USER', '=', 'a b', undefined],
    ],
  );
  assert.equal(parseHaving('BPS OUT').ok, false);
});

test('what is wrong is said with its code and place', () => {
  const problem = (lines: string) => {
    const { error } = loaded(rule(lines));
    return `${error?.code}: ${error?.message} ${error?.where.at(-1)?.line}`;
  };
  assert.match(problem('view: nothing\nhaving: count > 1'), /^LOAD_ERR_VALIDATE: there is no view 'nothing'/);
  assert.match(problem('view: procs\nhaving: SPEED > 1'), /^LOAD_ERR_VALIDATE: .*no column 'SPEED' 5$/);
  assert.match(problem('view: procs\nhaving: FILE > lots'), /'lots' is not a value/);
  assert.match(problem('view: procs\nhaving: USER > 1'), /only = and != compare it/);
  assert.match(problem('view: procs\nhaving: p95(no.such) > 1'), /no\.such/);
  assert.match(problem('view: file_opens\nhaving: count > 1'), /has no rows to count/);
  assert.match(problem('view: requests_top\nhaving: count > 1'), /not made of events/);
  assert.match(
    problem('view: procs\nwindow: soon\nhaving: count > 1'),
    /^LOAD_ERR_YAML_VALIDATE: 'soon' is not a time/,
  );
  assert.match(problem('view: procs\nhaving: count > 1\ncondition: no.field = 1'), /^LOAD_ERR_COMPILE_CONDITION/);
  assert.match(problem('view: procs'), /^LOAD_ERR_YAML_VALIDATE: the item has no key 'having'/);
});

test('a later rule of the same name replaces an earlier one, of either kind', () => {
  const onView = rule('view: procs\nhaving: count > 1');
  const onEvents = rule('condition: evt.type = open');
  const loader = new RuleLoader(VIEWS);
  loader.load('a', onView + onEvents);
  assert.deepEqual([loader.compiled.rules.length, loader.compiled.viewRules.length], [1, 0]);
  loader.load('b', onView);
  assert.deepEqual([loader.compiled.rules.length, loader.compiled.viewRules.length], [0, 1]);
});

/** Key, window and count of each row that passes; fed in pieces of a number of bytes. */
function found(text: string, piece: number): readonly string[] {
  const { error, rules } = loaded(text);
  assert.equal(error, undefined, error?.message);
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  const runner = new ViewRuleRunner(capture, rules);
  const rows: string[] = [];
  const look = (isEnd: boolean) =>
    runner.step((of, source, row, { from }) => {
      rows.push(`${source.key(row)} ${from / 1e6} ${source.cell(row, of.plan.columns.length - 1)}`);
      return true;
    }, isEnd);
  const bytes = readCapture(FILES_CAPTURE);
  for (let at = 0; at < bytes.length; at += piece) {
    capture.feed(bytes.subarray(at, at + piece));
    if (capture.isStartKnown) look(false);
  }
  capture.end();
  look(true);
  capture.close();
  return rows;
}

test('windows follow each other, and do not depend on how the stream is cut', () => {
  const text = `
- macro: opens
  condition: evt.type in (open, openat, openat2)
${rule('view: syscalls\nkey: proc.name\nwindow: 500ms\ncondition: opens\nhaving: count > 20')}`;
  const whole = found(text, 1 << 30);
  assert.ok(whole.length > 1);
  assert.deepEqual(found(text, 50_000).toSorted(), whole.toSorted());
  const windows = new Set(whole.map((row) => row.split(' ').at(-2)));
  assert.ok(windows.size > 1 && [...windows].every((from) => Number(from) % 500 === 0));
  assert.ok(whole.every((row) => Number(row.split(' ').at(-1)) > 20));
});

test('every event is in one window: counts add up to those of one long window', () => {
  const count = (window: string) =>
    found(rule(`view: syscalls\nkey: evt.type\nwindow: ${window}\nhaving: count > 0`), 1 << 30).reduce(
      (sum, row) => sum + Number(row.split(' ').at(-1)),
      0,
    );
  assert.equal(count('100ms'), count('1h'));
});
