// SPDX-License-Identifier: Apache-2.0
// What cannot be done is said in one line that names the cause, with the right status, at once: no stack trace, no hang,
// nothing on standard output.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { random } from '../engine/scap/random.js';
import { DEMO, type Ended, run } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'sysdrill-input-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const head = readFileSync(DEMO);
const plain = head[0] === 0x1f ? gunzipSync(head) : head;

/** One line on stderr, two more where a caret shows the place in a filter. */
function assertSaid({ status, out, err }: Ended, wanted: number, words: RegExp): void {
  assert.equal(status, wanted, err);
  assert.equal(out, '');
  assert.match(err, words);
  assert.doesNotMatch(err, /^\s+at .*:\d+/m);
  assert.doesNotMatch(err, /node:internal|Error:|undefined|\[object/);
  const lines = err.trimEnd().split('\n');
  assert.ok(lines.length === 1 || (lines.length === 3 && /^ *\^$/.test(lines[2] ?? '')), err);
}

const emptyFolder = join(folder, 'empty');
mkdirSync(emptyFolder);

const CASES: readonly (readonly [args: readonly string[], status: number, words: RegExp])[] = [
  [['-r', '/nonexistent/a.scap'], 1, /^sysdrill: \/nonexistent\/a\.scap does not exist$/m],
  [['-r', emptyFolder], 1, /is a directory, not a capture file$/m],
  [['-r', file('empty.scap', '')], 1, /empty\.scap is empty$/m],
  [['-r', '/dev/null'], 1, /empty$/m],
  [['-r', file('text.scap', 'PID CPU COMMAND\n'.repeat(900))], 1, /this is not a scap capture/],
  [['-r', file('noise.scap', randomBytes(70_000))], 1, /this is not a scap capture|damaged/],
  [['-r', file('noise.gz', gzipSync(randomBytes(70_000)))], 1, /this is not a scap capture/],
  [['-r', file('half.gz', gzipSync(plain).subarray(0, 11))], 1, /ends early|not a scap capture/],
  [['-r', file('header.scap', plain.subarray(0, 28))], 1, /no events/],
  [['-r', DEMO, '-r', '/nonexistent/b.scap'], 1, /b\.scap does not exist$/m],
  [['-r', DEMO, '-v', 'nosuch'], 1, /no view nosuch\b.*--list-views/],
  [['-r', DEMO, '-v', 'mesos_tasks'], 1, /mesos_tasks needs data .*; try containers/],
  [['-r', DEMO, '-p', '%proc.nam'], 1, /no field proc\.nam/],
  [['-r', DEMO, '-p', '%'], 1, /%/],
  [['-r', DEMO, '--raw', 'proc.nam=x'], 1, /index 0, .*no field proc\.nam/],
  [['-r', DEMO, '--raw', 'proc.pid=', 'x'], 1, /not a valid number/],
  [['-r', DEMO, '--json', 'proc.name = bash and'], 1, /index 20/],
  [['-r', DEMO, '-w', join(folder, 'x.scap'), '(proc.name=a'], 1, /expected a '\)'/],
  [['-r', DEMO, '-w', DEMO], 1, /is the capture that is being read/],
  [['-r', DEMO, '-w', '/nonexistent/c.scap'], 1, /cannot write \/nonexistent\/c\.scap/],
  [['-r', DEMO, '-w', join(folder, 'none.scap'), 'proc.name=nobody-has-it'], 1, /no event passes the filter/],
  [['-r', DEMO, '--raw', '--from', 'noon'], 1, /--from wants/],
  [['-r', DEMO, '--raw', '--from', '+5s', '--to', '+1s'], 1, /--to is before --from/],
  [['-r', join(folder, '*.none')], 1, /no file matches/],
  [['captur', '-w', 'x'], 2, /there is no command captur; did you mean capture\?/],
  [['-r', DEMO, '-v', 'file', '--raw'], 1, /there is no view file; did you mean files\?/],
  [['--bad-option'], 2, /Unknown option '--bad-option'.*--help/],
  [['-r'], 2, /-r wants FILE/],
  [['-r', DEMO, 'proc.name=x', '--memory'], 2, /--memory wants SIZE/],
  [['-n', 'many', '-r', DEMO, '--raw'], 2, /-n wants a number/],
  [['-d', '50', '-r', DEMO, '--raw'], 2, /-d wants a number of at least 100/],
  [['-t', 'q', '-r', DEMO], 2, /-t is one of/],
  [['-x', '-A', '-r', DEMO, '-p', '%evt.buffer'], 2, /only one of/],
  [['--memory', 'lots', '-r', DEMO, '--raw'], 2, /--memory wants a size/],
  [['capture'], 2, /-w FILE/],
  [['capture', '-w', join(folder, 'x'), '-W', '3'], 2, /-W wants/],
  [['-l', 'nosuch'], 1, /no field class nosuch/],
  [['--view-file', '/nonexistent/v.yaml', '-r', DEMO, '--raw'], 1, /v\.yaml/],
];

for (const [args, status, words] of CASES) {
  test(`sysdrill ${args.join(' ').replaceAll(folder, '…').replaceAll(DEMO, 'demo.scap')}`, async () => {
    assertSaid(await run(args), status, words);
  });
}

test('standard input that is not a capture', async () => {
  assertSaid(await run(['-r', '-', '--raw'], Buffer.from('hello\n')), 1, /this is not a scap capture/);
  assertSaid(await run(['-r', '-', '--raw']), 1, /empty/);
});

test('what is not readable says so', { skip: process.getuid?.() === 0 ? 'root reads everything' : false }, async () => {
  const path = file('secret.scap', plain);
  mkdirSync(join(folder, 'locked'), { mode: 0o000 });
  assertSaid(await run(['-r', join(folder, 'locked', 'a.scap')]), 1, /may not be read|does not exist/);
  assert.ok(path.length > 0);
});

test('captures that are cut anywhere are shown up to the cut', async (t) => {
  const next = random(7);
  const bytes = plain.subarray(0, 1 << 20);
  const packed = gzipSync(bytes);
  let early = 0;
  let events = 0;
  const check = async (n: number): Promise<void> => {
    const whole = n % 2 === 0 ? bytes : packed;
    const cut = Math.floor(next() * whole.length);
    const path = file(`cut-${n}.scap`, whole.subarray(0, cut));
    const { status, out, err } = await run(['-r', path, '-D', '-p', '%evt.num']);
    rmSync(path);
    const where = `cut at ${cut} of ${whole.length}`;
    if (status === 1) {
      assert.equal(out, '', where);
      assert.match(err, /^sysdrill: .*\n$/, where);
      return;
    }
    assert.equal(status, 0, where);
    // Notes of the capture tool in front of the first event are events that are never shown.
    const numbers = out === '' ? [] : out.trimEnd().split('\n').map(Number);
    assert.ok(
      numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? 0)),
      where,
    );
    events += numbers.length;
    if (err === '') return;
    early++;
    assert.match(err, /^warning: .* ends early at byte \d+: .*\n$/, where);
  };
  for (let n = 0; n < 200; n += 4) await Promise.all([n, n + 1, n + 2, n + 3].map(check));
  t.diagnostic(`${early} of 200 ended early, ${events} events in all`);
  assert.ok(early > 150);
});
