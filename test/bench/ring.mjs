// SPDX-License-Identifier: Apache-2.0
// A recording of 24 hours, simulated by one capture at many times, opened at hours of the day: how long until the first
// table, and with how much memory.
//
//   node test/bench/ring.mjs CAPTURE FOLDER [EVENTS]     after npm run build; EVENTS: 50 million by default
//
// FOLDER is filled where it is empty (some 70 bytes an event), and left: the second run only measures.

import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
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
    writeFileSync(indexPath(file), encodeIndex(index.value));
    events += index.value.events;
  }
  process.stdout.write(`${files} files, ${events} events\n`);
}

/** ms to the first line and to the end, and KiB of memory at most. */
function open(...args) {
  const started = performance.now();
  const command = ['-f', '%M', process.execPath, join(ROOT, 'dist/main.js'), '-r', folder, ...args];
  const child = spawn('/usr/bin/time', command, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TZ: 'UTC' },
  });
  let first;
  let rows = 0;
  let words = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    first ??= performance.now() - started;
    rows += text.split('\n').length - 1;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    words += text;
  });
  return new Promise((resolve) => {
    child.on('close', () => {
      resolve({ first, ms: performance.now() - started, rows, kib: Number(words.trim().split('\n').at(-1)) });
    });
  });
}

mkdirSync(folder, { recursive: true });
if (readdirSync(folder).length === 0) await fill();
process.stdout.write('| opened | first table, ms | rows | memory, MiB |\n|---|---|---|---|\n');
const names = readdirSync(folder).filter((name) => name.endsWith('.scap'));
const times = [0, 0.125, 0.5, 0.99].map((share) => names.sort()[Math.floor(share * names.length)] ?? '');
/** A capture of seconds stands for each part of the day: between them nothing was recorded. */
const clock = (name) => name.replace(/^(....)(..)(..T..)(..)(.*)Z.*$/, '$1-$2-$3:$4:$5Z');
for (const args of [...times.map((name) => ['--at', clock(name)]), ['--at', 'spike']]) {
  const { first, rows, kib } = await open(...args, '-v', 'procs', '--raw');
  process.stdout.write(`| ${args.join(' ')} | ${Math.round(first)} | ${rows} | ${Math.round(kib / 1024)} |\n`);
}
