// SPDX-License-Identifier: Apache-2.0
// A recording in a folder: what its indexes say, which files a time means, what leaves when it is full.

import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { decodeIndex, encodeIndex, indexPath, SLOT_SECONDS } from '../../../src/engine/ring/file-index.js';
import {
  busiest,
  capturesIn,
  filesWithin,
  readIndex,
  readRing,
  readSpans,
  spanOf,
} from '../../../src/engine/ring/ring-folder.js';
import { RingKeeper, SPANS_FOLDER } from '../../../src/engine/ring/ring-keeper.js';
import { walkFile } from '../../../src/engine/ring/walk-file.js';
import { ownEvent } from '../../../src/engine/scap/own-event.js';
import { ALERT } from '../../../src/engine/scap/own-event-table.js';
import { peekSpan } from '../../../src/engine/scap/peek-file.js';
import { firstTime, readCapture, shifted } from '../../fixtures/shifted-capture.js';
import { FILES_CAPTURE } from '../scap/capture-files.js';

const HOUR = 3_600_000_000_000n;
const CAPTURE = readCapture(FILES_CAPTURE);
const START = firstTime(CAPTURE);
const FOLDER = mkdtempSync(join(tmpdir(), 'sysdrill-ring-'));
after(() => rmSync(FOLDER, { recursive: true }));

/** Files an hour apart. */
function ring(name: string, hours: number): string {
  const folder = join(FOLDER, name);
  mkdirSync(folder);
  for (let h = 0; h < hours; h++) writeFileSync(fileOf(folder, h), shifted(CAPTURE, BigInt(h) * HOUR));
  return folder;
}

function fileOf(folder: string, hour: number): string {
  return join(folder, `trace${hour}.scap`);
}

function keeper(folder: string, options: { bytes?: number; keep?: number }): RingKeeper {
  return new RingKeeper({
    folder,
    bytes: options.bytes ?? 1e12,
    spare: 0,
    keep: options.keep ?? 1e12,
    owner: undefined,
    lost: () => 7,
    complain: (message) => assert.fail(message),
  });
}

const ALERT_RECORD = {
  age: 5,
  rule: 'A rule',
  priority: 'Warning',
  source: 'syscall',
  tags: '',
  message: 'found',
  line: 'a line',
  json: '{"rule":"A rule"}',
  key: 'sh',
  filter: '',
  span: 0,
};

test('an index says what is in a file, and is read as it was written', async () => {
  const folder = ring('index', 1);
  const file = fileOf(folder, 0);
  appendFileSync(file, ownEvent(ALERT, { time: START + 15n, isShown: true }, [ALERT_RECORD]));
  const walked = await walkFile(file);
  assert.ok(walked.ok);
  const { value: index } = walked;
  assert.ok(index.events > 1000 && index.from <= START && index.to > index.from);
  assert.equal(
    index.slots.reduce((sum, { events }) => sum + events, 0),
    index.events,
  );
  assert.ok(index.slots.every(({ at }) => at % SLOT_SECONDS === 0));
  assert.ok(index.slots.some(({ errors }) => errors > 0) && index.slots.some(({ bytes }) => bytes > 0));
  assert.deepEqual(index.alerts, [
    { time: String(START + 10n), rule: 'A rule', priority: 'Warning', output: 'a line', json: '{"rule":"A rule"}' },
  ]);
  assert.deepEqual(decodeIndex(encodeIndex(index)), index);
});

test('an index of another version of the file is not used', async () => {
  const folder = ring('stale', 1);
  const file = fileOf(folder, 0);
  await keeper(folder, {}).tend(true);
  assert.equal(readIndex(file)?.drops, 7);
  appendFileSync(file, ownEvent(ALERT, { time: START + 15n, isShown: true }, [ALERT_RECORD]));
  assert.equal(readIndex(file), undefined);
  for (const text of ['', '{}', '[1]', '{"version":1,"size":1}', 'null']) {
    writeFileSync(indexPath(file), text);
    assert.equal(readIndex(file), undefined, text);
  }
});

test('files come in the order of their numbers, and by the time that is asked for', async () => {
  const folder = ring('hours', 11);
  assert.deepEqual(
    capturesIn(folder).slice(0, 3),
    [0, 1, 2].map((h) => fileOf(folder, h)),
  );
  assert.equal(capturesIn(folder).at(-1), fileOf(folder, 10));
  const read = await readRing(capturesIn(folder));
  assert.ok(read.ok);
  const span = spanOf(read.value);
  assert.equal(span.to - span.from > 10n * HOUR, true);
  const third = filesWithin(read.value, { from: START + 3n * HOUR, to: START + 3n * HOUR + 1n });
  assert.deepEqual(
    third.map(({ path }) => path),
    [fileOf(folder, 3)],
  );
  assert.deepEqual(filesWithin(read.value, { from: span.to + 1n, to: span.to + HOUR }), []);
  const spike = busiest(read.value, 'events');
  assert.equal(spike.to - spike.from, BigInt(SLOT_SECONDS) * 1_000_000_000n - 1n);
  assert.equal(filesWithin(read.value, spike).length, 1);
});

test('files without an index are not read to know their spans', async () => {
  const folder = ring('unread', 5);
  const exact = await readRing(capturesIn(folder));
  const read = await readSpans(capturesIn(folder));
  assert.ok(exact.ok && read.ok);
  assert.deepEqual(
    read.value,
    exact.value.map(({ path, from, to }) => ({ path, from, to })),
  );
  // Damage in the middle of each is met by a reader only.
  for (const path of capturesIn(folder)) damage(path);
  const damaged = await readSpans(capturesIn(folder));
  assert.deepEqual(damaged, read);
});

function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 4096);
  writeFileSync(path, bytes);
}

test('a compressed file lasts until the next, the last one is read', async () => {
  const folder = ring('packed', 3);
  const exact = await readRing(capturesIn(folder));
  assert.ok(exact.ok);
  for (const path of capturesIn(folder)) writeFileSync(path, gzipSync(readFileSync(path)));
  const read = await readSpans(capturesIn(folder));
  assert.ok(read.ok);
  const [first, second, last] = exact.value;
  assert.deepEqual(
    read.value.map(({ from, to }) => [from, to]),
    [
      [first?.from, (second?.from ?? 0n) - 1n],
      [second?.from, (last?.from ?? 0n) - 1n],
      [last?.from, last?.to],
    ],
  );
});

test('a file that is cut, empty or of something else has no span to be peeked at', () => {
  const file = join(FOLDER, 'odd.scap');
  const text = (bytes: Uint8Array) => {
    writeFileSync(file, bytes);
    return peekSpan(file);
  };
  assert.deepEqual(text(Buffer.from('no capture at all')), { from: undefined, to: undefined });
  assert.deepEqual(text(Buffer.alloc(0)), { from: undefined, to: undefined });
  assert.deepEqual(text(gzipSync(CAPTURE).subarray(0, 30)), { from: undefined, to: undefined });
  assert.deepEqual(text(CAPTURE.subarray(0, CAPTURE.length - 3)), { from: START, to: undefined });
  assert.throws(() => peekSpan(join(FOLDER, 'none.scap')), /ENOENT/);
});

test('a keeper writes indexes, not of the newest file, and lets the oldest go', async () => {
  const folder = ring('kept', 5);
  await keeper(folder, {}).tend();
  assert.deepEqual(
    capturesIn(folder).map((file) => existsSync(indexPath(file))),
    [true, true, true, true, false],
  );
  await keeper(folder, { bytes: 2.5 * CAPTURE.length }).tend();
  assert.deepEqual(
    capturesIn(folder),
    [3, 4].map((h) => fileOf(folder, h)),
  );
  assert.equal(existsSync(indexPath(fileOf(folder, 0))), false);
  const old = new Date(Date.now() - 100_000);
  utimesSync(fileOf(folder, 3), old, old);
  utimesSync(fileOf(folder, 4), old, old);
  await keeper(folder, { keep: 50_000 }).tend();
  assert.deepEqual(capturesIn(folder), [fileOf(folder, 4)]);
});

test('saved spans have their share of the folder', async () => {
  const folder = ring('spans', 1);
  mkdirSync(join(folder, SPANS_FOLDER));
  for (const [k, name] of ['a', 'b', 'c'].entries()) {
    const file = join(folder, SPANS_FOLDER, `${name}.scap`);
    writeFileSync(file, Buffer.alloc(1000));
    utimesSync(file, 1000 + k, 1000 + k);
  }
  await keeper(folder, { bytes: 20_000 }).tend();
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => existsSync(join(folder, SPANS_FOLDER, `${name}.scap`))),
    [false, true, true],
  );
});
