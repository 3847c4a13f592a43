// SPDX-License-Identifier: Apache-2.0
// Programs as they are measured: seconds by the clock, of CPU, and the largest memory; medians, tables.

import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const MAIN = join(ROOT, 'dist', 'main.js');
const ENV = { ...process.env, TZ: 'UTC' };

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Runs a program to its end, its output thrown away. */
export function run(command, ...words) {
  const start = process.hrtime.bigint();
  const result = spawnSync('/usr/bin/time', ['-f', '%U %S %M', command, ...words], {
    env: ENV,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  const [user, system, kib] = (result.stderr ?? '').trim().split('\n').pop().split(' ').map(Number);
  if (result.status !== 0) throw new Error(`${command} ${words.join(' ')}: ${result.stderr}`);
  return { wall, cpu: user + system, mib: kib / 1024 };
}

/** sysdrill as it is shipped. */
export const sysdrill = (...words) => run(process.execPath, MAIN, ...words);

/** Whether a program is there. */
export function isThere(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** Programs in turn, `rounds` times: what each run took, by name. */
export function interleaved(rounds, programs) {
  const runs = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, program] of Object.entries(programs)) runs[name].push(program());
  }
  return runs;
}

/** Median of one figure of some runs. */
export const of = (runs, what) => median(runs.map((one) => one[what]));

/** Median of the ratios of the rounds. */
export const ratio = (ours, theirs, what) => median(ours.map((one, i) => what(one, i) / what(theirs[i], i)));

/** A table in Markdown. */
export function table(title, columns, rows) {
  console.log(`\n${title}\n`);
  for (const row of [columns, columns.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);
}
