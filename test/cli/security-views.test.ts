// SPDX-License-Identifier: Apache-2.0
// The views of alerts in a recording, of changed files and of code in the kernel.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { alertEvent } from '../../src/engine/rules/alert-event.js';
import { sampleAlert } from '../engine/rules/outputs/sample-alert.js';
import { FILES_CAPTURE } from '../engine/scap/capture-files.js';
import { firstTime, readCapture } from '../fixtures/shifted-capture.js';
import { run } from './program.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'sysdrill-views-'));
after(() => rmSync(FOLDER, { recursive: true }));

const CAPTURE = readCapture(FILES_CAPTURE);
const TIME = firstTime(CAPTURE) + 1_000_000_000n;
const ALERTS = join(FOLDER, 'alerts.scap');
const alert = (changes: Parameters<typeof sampleAlert>[0]) =>
  alertEvent(sampleAlert({ time: TIME - 1000n, ...changes }), -1, TIME);
writeFileSync(
  ALERTS,
  Buffer.concat([
    CAPTURE,
    alert({ rule: 'One', message: 'first' }),
    alert({ rule: 'One', message: 'second', tags: ['a', 'b'] }),
    alert({ rule: 'Two', json: 'x'.repeat(70_000), line: 'é'.repeat(70_000) }),
  ]),
);

async function rows(view: string, file: string, ...args: string[]): Promise<readonly Record<string, unknown>[]> {
  const { out, err, status } = await run(['-r', file, '-v', view, '--json', ...args]);
  assert.equal(err, '');
  assert.equal(status, 0);
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('alerts of a recording are incidents with counts, and a list', async () => {
  const incidents = await rows('alerts', ALERTS);
  assert.deepEqual(incidents.map(({ COUNT, RULE, KEY }) => [COUNT, RULE, KEY]).sort(), [
    [1, 'Two', 'sh'],
    [2, 'One', 'sh'],
  ]);
  const list = await rows('alert_list', ALERTS);
  assert.deepEqual(list.map(({ RULE, TEXT, TAGS }) => [RULE, TEXT, TAGS]).slice(0, 2), [
    ['One', 'first', list[0]?.['TAGS']],
    ['One', 'second', 'a,b'],
  ]);
});

test('alerts are fields of filters and formats; what was too long was cut or left out', async () => {
  const print = async (format: string, ...filter: string[]) =>
    (await run(['-r', ALERTS, '-p', format, ...filter])).out.split('\n').filter(Boolean);
  assert.deepEqual(await print('%evt.type', 'drill.alert.rule', '=', 'One'), ['sysdrill.alert', 'sysdrill.alert']);
  assert.deepEqual(await print('*%drill.alert.json', 'drill.alert.rule', '=', 'Two'), ['<NA>']);
  const [times] = await print('%evt.rawtime %drill.alert.time', 'drill.alert.output', '=', 'first');
  const [at = 0n, of = 0n] = (times ?? '').split(' ').map(BigInt);
  assert.equal(at - of, 1000n);
  assert.deepEqual(await print('%evt.num', 'drill.alert.rule', 'exists', 'and', 'proc.name', '=', 'nobody'), []);
});

test('alerts of a recording are kept when a part of it is saved', async () => {
  const part = join(FOLDER, 'part.scap');
  assert.equal((await run(['-r', ALERTS, '-w', part, 'drill.alert.rule', '=', 'One'])).status, 0);
  assert.deepEqual(
    (await rows('alerts', part)).map(({ COUNT, RULE }) => [COUNT, RULE]),
    [[2, 'One']],
  );
});

test('changes of files are listed by path, whatever the call', async () => {
  const changes = await rows('file_changes', FILES_CAPTURE);
  const how = new Set(changes.map(({ HOW }) => HOW));
  for (const call of ['openat', 'mkdir', 'unlinkat']) assert.ok(how.has(call), `${call}: ${[...how].join(' ')}`);
  const renamed = changes.find(({ FROM }) => typeof FROM === 'string' && FROM !== '');
  assert.ok(renamed !== undefined && renamed['PATH'] !== renamed['FROM']);
  // Opens for reading are most of them, and no changes.
  const opens = (
    await run(['-r', FILES_CAPTURE, '-p', '%evt.num', 'evt.type=openat and evt.dir=< and evt.failed=false'])
  ).out;
  assert.ok(changes.filter(({ HOW }) => HOW === 'openat').length < opens.split('\n').length / 2);
  const watched = await rows('integrity', FILES_CAPTURE);
  assert.ok(watched.every(({ PATH }) => /^\/(etc|bin|s?bin|lib|usr|boot|root|opt|var)/.test(String(PATH))));
});

test('code in the kernel is a view over any capture', async () => {
  for (const row of await rows('kernel_modules', FILES_CAPTURE)) assert.match(String(row['CALL']), /module|bpf|kexec/);
});
