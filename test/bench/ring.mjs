// SPDX-License-Identifier: Apache-2.0
// A recording of 24 hours, simulated by one capture at many times, opened at hours of the day: how long until the first
// table, and with how much memory.
//
//   node test/bench/ring.mjs CAPTURE FOLDER [EVENTS]     after npm run build; EVENTS: 50 million by default
//
// FOLDER is filled where it is empty (some 70 bytes an event), and left: the second run only measures. Medians of
// ROUNDS=n rounds, 3 by default. INDEX=0 writes no indexes, as a folder of another tool has none.

import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import xterm from '@xterm/headless';
import * as pty from 'node-pty';
import { MAIN, ROOT } from '../../src/setup/bundle.mjs';

const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const HAS_INDEX = process.env['INDEX'] !== '0';
const [capture, folder, wanted = '50000000'] = process.argv.slice(2);
if (capture === undefined || folder === undefined) throw new Error('usage: ring.mjs CAPTURE FOLDER [EVENTS]');

const DAY = 86_400_000_000_000n;
const START = BigInt(Date.parse('2026-11-23T00:00:00Z')) * 1_000_000n;

async function fill() {
  const { firstTime, readCapture, shifted } = await import(join(ROOT, 'build/test/fixtures/shifted-capture.js'));
  const { walkFile } = await import(join(ROOT, 'build/src/engine/ring/walk-file.js'));
  const { encodeIndex, indexPath } = await import(join(ROOT, 'build/src/engine/ring/file-index.js'));
  const bytes = readCapture(capture);
  const begin = firstTime(bytes);
  let events = 0;
  let files = 1;
  for (let k = 0; k < files; k++) {
    const at = START + (DAY * BigInt(k)) / BigInt(files);
    const name = new Date(Number(at / 1_000_000n)).toISOString().replace(/[-:]/g, '');
    const file = join(folder, `${name}.scap`);
    writeFileSync(file, shifted(bytes, at - begin));
    const index = await walkFile(file);
    if (!index.ok) throw new Error(index.error);
    if (k === 0) files = Math.ceil(Number(wanted) / index.value.events);
    if (HAS_INDEX) writeFileSync(indexPath(file), encodeIndex(index.value));
    events += index.value.events;
  }
  process.stdout.write(`${files} files, ${events} events\n`);
}

const ENV = {
  ...process.env,
  TZ: 'UTC',
  TERM: 'xterm-256color',
  HOME: '/nonexistent',
  XDG_CONFIG_HOME: '/nonexistent',
};
const MEMORY = '128M';
const PATIENCE = 60_000;

/** A table as text: ms to its first line, rows, and MiB of memory at most. */
function text(...args) {
  const started = performance.now();
  const command = ['-f', '%M', process.execPath, MAIN, '-r', folder, '--memory', MEMORY, ...args];
  const child = spawn('/usr/bin/time', command, { stdio: ['ignore', 'pipe', 'pipe'], env: ENV });
  let first;
  let rows = -1;
  let words = '';
  child.stdout.setEncoding('utf8').on('data', (data) => {
    first ??= performance.now() - started;
    rows += data.split('\n').length - 1;
  });
  child.stderr.setEncoding('utf8').on('data', (data) => {
    words += data;
  });
  return new Promise((resolve) => {
    child.on('close', () => resolve({ first, rows, mib: Number(words.trim().split('\n').at(-1)) / 1024 }));
  });
}

/** A process of the start view: its number comes first. */
const isRow = (line) => /^.\s*\d+\s+\d+\s/.test(line);

/** The screen: ms to the first rows. */
async function screen(...args) {
  const terminal = new xterm.Terminal({ cols: 120, rows: 40, allowProposedApi: true });
  const started = performance.now();
  const child = pty.spawn(process.execPath, [MAIN, '-r', folder, '--memory', MEMORY, ...args], {
    name: 'xterm-256color',
    cols: 120,
    rows: 40,
    env: ENV,
  });
  const ended = new Promise((resolve) => child.onExit(resolve));
  child.onData((data) => terminal.write(data));
  const rows = () =>
    Array.from({ length: 40 }, (_, y) => terminal.buffer.active.getLine(y)?.translateToString(true) ?? '').filter(
      isRow,
    );
  while (rows().length < 4) {
    if (performance.now() - started > PATIENCE) throw new Error('no rows on the screen');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const first = performance.now() - started;
  child.kill();
  await ended;
  return first;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

mkdirSync(folder, { recursive: true });
if (readdirSync(folder).length === 0) await fill();
process.stdout.write('| opened at | text, ms | screen, ms | rows | memory, MiB |\n|---|---|---|---|---|\n');
for (const at of ['00:00', '03:00', '12:00', '23:30', 'spike']) {
  const texts = [];
  const screens = [];
  for (let round = 0; round < ROUNDS; round++) {
    texts.push(await text('--at', at, '-v', 'procs', '--raw'));
    screens.push(await screen('--at', at));
  }
  const ms = [median(texts.map(({ first }) => first)), median(screens)].map(Math.round);
  const mib = Math.round(Math.max(...texts.map((one) => one.mib)));
  process.stdout.write(`| ${at} | ${ms.join(' | ')} | ${texts[0]?.rows} | ${mib} |\n`);
}
