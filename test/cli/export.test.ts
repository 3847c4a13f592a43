// SPDX-License-Identifier: Apache-2.0
// `sysdrill export --ndjson`: the values that -p prints, typed; what is chosen; what is said.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { FILES_CAPTURE } from '../engine/scap/capture-files.js';
import { compileFixture, runProgram, whyNoLiveTests } from '../fixtures/live-capture.js';
import { DEMO, MAIN, run } from './program.js';

const skipLive = whyNoLiveTests() ?? false;
const folder = mkdtempSync(join(tmpdir(), 'sysdrill-export-'));
after(() => rmSync(folder, { recursive: true }));

type Row = Record<string, string | number | boolean | null>;

function rowsOf(text: string): Row[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}

/** An empty text and no value are the same to -p. */
const shown = (value: Row[string] | undefined) =>
  value === undefined || value === null || value === '' ? null : value;

test('every value is the one that -p prints as JSON', async () => {
  const choice = ['-r', FILES_CAPTURE, '-n', '5000', 'proc.name=find or evt.num < 4000'];
  const exported = await run(['export', '--ndjson', '-', ...choice]);
  assert.equal(exported.err, 'sysdrill: 5000 events to standard output\n');
  const rows = rowsOf(exported.out);
  const fields = Object.keys(rows[0] ?? {}).filter((name) => name !== 'evt.time');
  assert.ok(fields.length > 15);
  const printed = rowsOf(
    (await run(['--json', '-p', `*${fields.map((name) => `%${name}`).join(' ')}`, ...choice])).out,
  );
  assert.equal(rows.length, printed.length);
  for (const [k, row] of rows.entries()) {
    for (const name of fields)
      assert.deepEqual(shown(row[name]), shown(printed[k]?.[name]), `${name} of ${row['evt.num']}`);
  }
  const times = await run(['-p', '%evt.time.iso8601', ...choice]);
  assert.deepEqual(
    rows.map((row) => row['evt.time']),
    times.out
      .trimEnd()
      .split('\n')
      .map((time) => time.replace('+0000', 'Z')),
  );
});

test('fields by name or by a format, in a window, compressed, and for the eyes of the owner alone', async () => {
  const file = join(folder, 'a.ndjson.gz');
  const ended = await run([
    'export',
    '-r',
    DEMO,
    '--ndjson',
    file,
    '-z',
    '-p',
    'evt.num, proc.name',
    '--from',
    '+1s',
    '--to',
    '+2s',
  ]);
  assert.equal(ended.status, 0, ended.err);
  const rows = rowsOf(gunzipSync(readFileSync(file)).toString());
  const lines = (await run(['-r', DEMO, '-p', '*%evt.num %proc.name', '--from', '+1s', '--to', '+2s'])).out
    .trimEnd()
    .split('\n');
  assert.deepEqual(
    rows.map((row) => `${row['evt.num']} ${row['proc.name'] ?? '<NA>'}`),
    lines,
  );
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(ended.err, `sysdrill: ${rows.length} events to ${file}\n`);
  const { out } = await run(['export', '-r', DEMO, '--ndjson', '-', '-p', '*%-6evt.num x %proc.aname[1]', '-n', '1']);
  assert.deepEqual(Object.keys(rowsOf(out)[0] ?? {}), ['evt.num', 'proc.aname[1]']);
});

test('a view: its rows as --json has them', async () => {
  const { out } = await run(['export', '-r', DEMO, '--ndjson', '-', '-v', 'errors', 'proc.name=bash']);
  const json = await run(['-r', DEMO, '-v', 'errors', '--json', 'proc.name=bash']);
  assert.deepEqual(
    rowsOf(out),
    rowsOf(json.out).map((row) => ({ view: 'errors', ...row })),
  );
});

test('a reader that goes away ends it, a slow one is waited for', async () => {
  const child = spawn('sh', ['-c', '"$0" "$1" export -r "$2" --ndjson - | head -1', process.execPath, MAIN, DEMO]);
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  await once(child, 'close');
  assert.equal(rowsOf(out).length, 1);
  const slow = spawn('sh', [
    '-c',
    '"$0" "$1" export -r "$2" --ndjson - | (sleep 1; wc -l)',
    process.execPath,
    MAIN,
    DEMO,
  ]);
  let count = '';
  slow.stdout.setEncoding('utf8').on('data', (text: string) => {
    count += text;
  });
  await once(slow, 'close');
  const all = await run(['-r', DEMO, '-p', '%evt.num']);
  assert.equal(Number(count), all.out.trimEnd().split('\n').length);
});

test('what cannot be is said', async () => {
  const cases: readonly (readonly [args: readonly string[], status: number, words: RegExp])[] = [
    [['-r', DEMO], 2, /usage: sysdrill export/],
    [['-r', DEMO, '--ndjson'], 2, /--ndjson wants FILE/],
    [['-r', DEMO, '--ndjson', '-', '--ndjson', '-'], 2, /usage/],
    [['-r', DEMO, '--ndjson', '-', '-p', 'proc.nam'], 1, /no field proc\.nam/],
    [['-r', DEMO, '--ndjson', '-', '-v', 'nosuch'], 1, /no view nosuch/],
    [['-r', DEMO, '--ndjson', '-', '-v', 'procs', '-p', 'evt.num'], 1, /not with -v/],
    [['-r', DEMO, '--ndjson', DEMO], 1, /is the capture that is being read/],
    [['-r', DEMO, '--ndjson', '/nonexistent/a'], 1, /cannot write \/nonexistent\/a/],
    [['-r', '/nonexistent/a.scap', '--ndjson', '-'], 1, /does not exist/],
    [['-r', DEMO, '--ndjson', '-', 'proc.name='], 1, /index|filter/],
  ];
  for (const [args, status, words] of cases) {
    const ended = await run(['export', ...args]);
    assert.equal(ended.status, status, `${args.join(' ')}: ${ended.err}`);
    assert.match(ended.err, words);
    assert.equal(ended.out, '');
  }
});

suite('the running system', { skip: skipLive }, () => {
  test('events as they come, until -M', async () => {
    const count = compileFixture('count.c');
    const file = join(folder, 'live.ndjson');
    const work = setInterval(() => runProgram(count, 'mixed', '10'), 200);
    const ended = await run(['export', '--ndjson', file, '-M', '3', 'proc.name=count and evt.type=lseek']);
    clearInterval(work);
    assert.equal(ended.status, 0, ended.err);
    const rows = rowsOf(readFileSync(file, 'utf8'));
    assert.ok(rows.length > 0);
    assert.ok(rows.every((row) => row['evt.type'] === 'lseek' && row['proc.name'] === 'count'));
  });
});
