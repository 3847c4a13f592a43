// SPDX-License-Identifier: Apache-2.0
// Rules on the command line: alerts of a capture, files checked, listed and tried.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DEMO, run } from './program.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'sysdrill-rules-'));
after(() => rmSync(FOLDER, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  return path;
}

const RULES = file(
  'rules.yaml',
  `
- macro: started
  condition: evt.type in (execve, execveat) and evt.rawres = 0

- rule: Shell started
  desc: a shell
  condition: started and proc.name in (sh, bash)
  output: Shell started (command=%proc.cmdline user=%user.name)
  priority: NOTICE
  tags: [shell]

- rule: Program started
  desc: any program
  condition: started
  output: Started %proc.name
  priority: DEBUG
`,
);

interface Line {
  readonly rule: string;
  readonly output: string;
  readonly priority: string;
  readonly tags: readonly string[];
}

async function alerts(...args: readonly string[]): Promise<readonly Line[]> {
  const { out, err, status } = await run(['-r', DEMO, '--rules', RULES, '--json', ...args]);
  assert.equal(err, '');
  assert.equal(status, 0);
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}

test('the first rule that matches an event reports it, or all of them', async () => {
  const first = await alerts();
  const all = await alerts('--rule-matching', 'all');
  const shells = first.filter(({ rule }) => rule === 'Shell started').length;
  assert.ok(shells > 0 && shells < first.length);
  assert.equal(all.length, first.length + shells);
  assert.deepEqual(first.find(({ rule }) => rule === 'Shell started')?.tags, ['shell']);
});

test('rules are chosen by priority, tag and name', async () => {
  const names = async (...args: string[]) => [...new Set((await alerts(...args)).map(({ rule }) => rule))];
  assert.deepEqual(await names('--rules-priority', 'notice'), ['Shell started']);
  assert.deepEqual(await names('--rules-tag', 'shell'), ['Shell started']);
  assert.deepEqual(await names('--rules-disable', 'Shell*'), ['Program started']);
  assert.deepEqual(await names('--rules-disable', 'tag:shell'), ['Program started']);
  assert.deepEqual(await names('--rules-disable', '*'), []);
});

test('text lines have the time, the priority and the output', async () => {
  const { out } = await run(['-r', DEMO, '--rules', RULES, '-n', '1']);
  assert.match(out, /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}\+0000: (Notice|Debug) (Shell started|Started) .*\n$/);
});

test('a filter and a window narrow what is reported', async () => {
  const some = await alerts('proc.name=bash');
  assert.ok(some.length > 0 && some.every(({ output }) => /bash/.test(output)));
  const { out } = await run(['-r', DEMO, '--rules', RULES, '--json', '--to', '+0.000000001s']);
  assert.equal(out, '');
});

test('with a limit, what repeats is counted, and nothing is lost', async () => {
  const whole = await alerts();
  const { out } = await run(['-r', DEMO, '--rules', RULES, '--json', '--alert-limit', '1/3600']);
  const limited = out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line & { withheld?: number });
  assert.ok(limited.length < whole.length);
  assert.equal(
    limited.reduce((sum, { withheld = 0 }) => sum + 1 + withheld, 0),
    whole.length,
  );
});

test('alerts also go to a file', async () => {
  const path = join(FOLDER, 'alerts');
  const { out } = await run(['-r', DEMO, '--rules', RULES, '--json', '--alert-to', `file:${path}`]);
  assert.equal(readFileSync(path, 'utf8'), out);
  assert.match(
    (await run(['-r', DEMO, '--rules', RULES, '--alert-to', 'mail:root'])).err,
    /--alert-to: "mail:root" is not one of/,
  );
});

test('an invalid file is reported with its place, and nothing runs', async () => {
  const bad = file('bad.yaml', '- rule: x\n  desc: d\n  condition: proc.nam = a\n  output: o\n  priority: info\n');
  const { err, status, out } = await run(['-r', DEMO, '--rules', bad]);
  assert.match(err, /bad\.yaml:3:14: LOAD_ERR_COMPILE_CONDITION: rule 'x': there is no field proc\.nam/);
  assert.deepEqual([status, out], [1, '']);
  assert.equal((await run(['rules', 'check', bad])).status, 1);
  assert.equal((await run(['rules', 'check', join(FOLDER, 'missing.yaml')])).status, 1);
  const [report] = JSON.parse((await run(['rules', 'check', bad, '--json'])).out) as { errors: { code: string }[] }[];
  assert.equal(report?.errors[0]?.code, 'LOAD_ERR_COMPILE_CONDITION');
});

test('rules are listed and described', async () => {
  assert.match((await run(['rules', 'list', RULES])).out, /^Notice {8}enabled {2}Shell started {2}\[shell\]\n/);
  const { out } = await run(['rules', 'describe', RULES, '--rule', 'Shell started']);
  assert.match(out, /events {5}execve, execveat\n/);
  assert.match(
    out,
    /condition {2}\(evt\.type in \(execve, execveat\) and evt\.rawres = 0\) and proc\.name in \(sh, bash\)/,
  );
  assert.equal((await run(['rules', 'describe', RULES, '--rule', 'none'])).status, 1);
  assert.equal((await run(['rules', 'fly'])).status, 2);
});

test('rules are tried on a capture and compared with another version', async () => {
  const whole = await alerts('--rule-matching', 'all');
  const { out } = await run(['rules', 'test', RULES, '-r', DEMO]);
  assert.match(out, new RegExp(`^${whole.length} alerts by 2 of 2 rules in `));
  const narrower = file('narrower.yaml', readFileSync(RULES, 'utf8').replace('(sh, bash)', '(bash)'));
  const compared = await run(['rules', 'test', narrower, '-r', DEMO, '--against', RULES]);
  assert.match(compared.out, /changed {2}Shell started: \d+ → \d+ alerts \(\+0 −\d+\)/);
  assert.doesNotMatch(compared.out, /changed {2}Program started/);
});

test('the part of a condition that an event failed is named, with the value', async () => {
  const [shell] = JSON.parse((await run(['rules', 'test', RULES, '-r', DEMO, '--json'])).out).rules as {
    events: number[];
  }[];
  const number = String(shell?.events[0]);
  assert.match((await run(['rules', 'test', RULES, '-r', DEMO, '--explain', number])).out, /^Shell started: matches\n/);
  const { out } = await run(['rules', 'test', RULES, '-r', DEMO, '--explain', '100', '--rule', 'Shell started']);
  assert.match(out, /does not match\n {2}evt\.type in \(execve, execveat\): false {2}\(evt\.type is /);
});

test('the cost of rules is printed by rule', async () => {
  const { out } = await run(['rules', 'cost', RULES, '-r', DEMO]);
  assert.match(out, /^\d+ events, [\d.]+ ms for the rules\n +ms +asked of +tests +matches +rule\n/);
  assert.match(out, /Program started/);
});

test('rules on views and on sequences are tried, compared and measured with the others', async () => {
  const kinds = (limit: number): string => `
- rule: Many calls
  desc: d
  view: procs
  window: 1s
  having: count > ${limit}
  output: "{Command} is busy"
  priority: NOTICE

- rule: Started and left
  desc: d
  key: proc.pid
  window: 10s
  sequence:
    - evt.type = execve and evt.rawres = 0
    - evt.type = procexit
  output: "%proc.name came and went"
  priority: DEBUG
`;
  const now = file('kinds.yaml', kinds(1000));
  const before = file('kinds-old.yaml', kinds(5000));
  const tried = await run(['rules', 'test', now, '-r', DEMO, '--json', '--against', before]);
  assert.equal(tried.err, '');
  const { rules, changes } = JSON.parse(tried.out) as {
    rules: readonly { rule: string; count: number; first: readonly string[] }[];
    changes: readonly { name: string; kind: string; added: number; removed: number }[];
  };
  for (const { rule, count, first } of rules) assert.ok(count > 0 && first.length > 0, rule);
  assert.match(rules.find(({ rule }) => rule === 'Started and left')?.first[0] ?? '', /Debug \S+ came and went$/);
  assert.deepEqual(
    changes.map(({ name, kind, removed }) => [name, kind, removed]),
    [['Many calls', 'changed', 0]],
  );
  assert.ok((changes[0]?.added ?? 0) > 0);
  const cost = await run(['rules', 'cost', now, '-r', DEMO]);
  assert.match(cost.out, /\n +[\d.]+ +- +- +\d+ {2}Many calls\n/);
  assert.match(cost.out, /Started and left/);
  const alerts = await run(['-r', DEMO, '--rules', now]);
  assert.match(alerts.out, / Debug \S+ came and went\n/);
  const described = await run(['rules', 'describe', now, '--rule', 'Started and left', '--json']);
  assert.match(described.out, /"window_ms": 10000/);
});
