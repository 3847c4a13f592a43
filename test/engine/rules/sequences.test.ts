// SPDX-License-Identifier: Apache-2.0
// Rules on sequences and on different values, against a count that knows all events at once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookupField } from '../../../src/engine/fields/catalogue.js';
import type { FieldUse } from '../../../src/engine/fields/field.js';
import { readField } from '../../../src/engine/fields/read-field.js';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import { keyText } from '../../../src/engine/query/table.js';
import { RuleEvaluator } from '../../../src/engine/rules/rule-evaluator.js';
import { RuleLoader } from '../../../src/engine/rules/rule-loader.js';
import { SequenceRunner } from '../../../src/engine/rules/sequence-runner.js';
import { ViewRuleRunner } from '../../../src/engine/rules/view-rule-runner.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { VIEWS } from '../../../src/views/index.js';
import { readCapture } from '../../fixtures/shifted-capture.js';
import { FILES_CAPTURE } from '../scap/capture-files.js';

const BYTES = readCapture(FILES_CAPTURE);

function loaded(text: string) {
  const loader = new RuleLoader(VIEWS);
  const [error] = loader.load('rules.yaml', text).errors;
  return { error, compiled: loader.compiled };
}

function compiled(text: string) {
  const { error, compiled: items } = loaded(text);
  assert.equal(error, undefined, error?.message);
  return items;
}

/** The capture, read in pieces; `step` after each. */
function read(start: (capture: Capture) => (isEnd: boolean) => void, piece = 4096): Capture {
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  const step = start(capture);
  for (let at = 0; at < BYTES.length; at += piece) {
    capture.feed(BYTES.subarray(at, at + piece));
    if (capture.isStartKnown) step(false);
  }
  capture.end();
  step(true);
  return capture;
}

function field(name: string): FieldUse {
  const use = lookupField(name);
  assert.ok(use.ok);
  return use.value;
}

const FIRST = 'evt.type in (open, openat, openat2, creat) and evt.rawres >= 0';
const SECOND = 'evt.type in (close, unlink, unlinkat, rename, renameat, renameat2)';

function sequence(key: string, window: string, conditions = [FIRST, SECOND]): string {
  const steps = conditions.map((condition) => `    - ${condition}`).join('\n');
  return `- rule: S\n  desc: d\n  output: o %proc.name\n  priority: INFO\n  key: ${key}\n  window: ${window}\n  sequence:\n${steps}\n`;
}

interface Seen {
  readonly row: number;
  readonly time: number;
  readonly key: string;
  readonly step: number;
}

/** Rows of each condition alone, in order. */
function seenSteps(key: string): readonly Seen[] {
  const { rules } = compiled(
    [FIRST, SECOND]
      .map((condition, k) => `- rule: R${k}\n  desc: d\n  output: o\n  priority: INFO\n  condition: ${condition}\n`)
      .join(''),
  );
  const seen: Seen[] = [];
  read((capture) => {
    const evaluator = new RuleEvaluator(capture, rules, { matching: 'all' });
    const use = field(key);
    return () =>
      void evaluator.run(({ name }, view) => {
        const value = readField(use, view);
        if (value !== undefined) {
          seen.push({ row: view.row, time: view.time, key: keyText(value), step: Number(name.slice(1)) });
        }
        return true;
      });
  });
  return seen.sort((a, b) => a.row - b.row);
}

for (const [key, window, ms] of [
  ['fd.num', '1ms', 1],
  ['proc.pid', '200ms', 200],
  ['proc.name', '60s', 60_000],
] as const) {
  test(`two conditions by ${key} within ${window} match where both are met in this order`, () => {
    const expected: string[] = [];
    const began = new Map<string, number>();
    for (const { row, time, key: value, step } of seenSteps(key)) {
      const from = began.get(value);
      if (step === 0) began.set(value, time);
      else if (from !== undefined && time - from <= ms * 1e6) {
        expected.push(`${row} ${value} ${time - from}`);
        began.delete(value);
      }
    }
    for (const piece of [1 << 20, 777]) {
      const found: string[] = [];
      read((capture) => {
        const runner = new SequenceRunner(capture, compiled(sequence(key, window)).sequences);
        return () =>
          void runner.run((match, view) => {
            found.push(`${view.row} ${match.key} ${match.span}`);
            return true;
          });
      }, piece);
      assert.deepEqual(found, expected);
    }
    assert.ok(expected.length > 0);
  });
}

test('one event is one step: the same condition twice wants two events', () => {
  const found: number[] = [];
  read((capture) => {
    const runner = new SequenceRunner(capture, compiled(sequence('evt.num', '1h', [FIRST, FIRST])).sequences);
    return () => void runner.run((_, view) => found.push(view.row) > 0);
  });
  assert.deepEqual(found, []);
});

test('what is wrong with a sequence is said with its code and place', () => {
  const problem = (text: string) => {
    const { error } = loaded(text);
    return `${error?.code}: ${error?.message} ${error?.where.at(-1)?.line}`;
  };
  assert.match(problem(sequence('no.field', '1s')), /^LOAD_ERR_VALIDATE: .*no\.field.* 4$/);
  assert.match(problem(sequence('proc.pid', 'soon')), /'soon' is not a time/);
  assert.match(problem(sequence('proc.pid', '1s', [FIRST])), /two conditions or more/);
  assert.match(problem(sequence('proc.pid', '1s', [FIRST, 'no.field = 1'])), /^LOAD_ERR_COMPILE_CONDITION/);
  assert.match(problem(sequence('proc.pid', '1s').replace('%proc.name', '%no.field')), /^LOAD_ERR_COMPILE_OUTPUT/);
});

test('different values of a field are counted by row and window', () => {
  const text = `- rule: D
  desc: d
  view: procs
  key: proc.name
  window: 1h
  condition: fd.name exists
  having: distinct(fd.name) > 1
  output: "{distinct(fd.name)} files"
  priority: INFO
`;
  const { viewRules } = compiled(text);
  const found = new Map<string, unknown>();
  const capture = read((growing) => {
    const runner = new ViewRuleRunner(growing, viewRules);
    return (isEnd) =>
      void runner.step((rule, rows, row) => {
        const column = rule.distinct[0]?.column ?? -1;
        found.set(rows.key(row), rows.cell(row, column));
        return true;
      }, isEnd);
  });
  const expected = new Map<string, Set<string>>();
  const view = new RowView(capture);
  const [name, file] = [field('proc.name'), field('fd.name')];
  for (let row = 0; row < capture.store.rows; row++) {
    if (!view.moveToRow(row)) continue;
    const value = readField(file, view);
    if (value === undefined) continue;
    const key = keyText(readField(name, view));
    expected.set(key, (expected.get(key) ?? new Set()).add(keyText(value)));
  }
  const counts = [...expected].filter(([, values]) => values.size > 1).map(([key, values]) => [key, values.size]);
  assert.ok(counts.length > 0);
  assert.deepEqual(new Map([...found].sort()), new Map(counts.sort() as [string, number][]));
});

test('a count of different values wants a field that there is', () => {
  const { error } = loaded(
    '- rule: D\n  desc: d\n  view: procs\n  having: distinct(no.field) > 1\n  output: o\n  priority: INFO\n',
  );
  assert.match(error?.message ?? '', /no\.field/);
});
