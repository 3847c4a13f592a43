// SPDX-License-Identifier: Apache-2.0
// `npm run soak -- [LENGTH] [MEMORY]`, for example 60m 200M: the interface with a ring of files over a storm of forks, as root.
// Prints RSS, CPU time and descriptors of each of its processes as a table.

import { rmSync } from 'node:fs';
import { emptyFolder, whyNoLiveTests } from '../fixtures/live-capture.js';
import { type Sample, soak } from './soak.js';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
const ROWS = 6;

const [, number = '60', unit = 'm'] = /^(\d+)([smh])$/.exec(process.argv[2] ?? '60m') ?? [];
const length = Number(number) * (UNITS[unit] ?? 1000);
const memory = process.argv[3] ?? '200M';
const why = whyNoLiveTests();
if (why === undefined) {
  const folder = emptyFolder();
  const { samples, files } = await soak({ length, every: Math.min(10_000, length / 20), memory, folder });
  rmSync(folder, { recursive: true });
  process.stdout.write(`| process | at | RSS | CPU so far | fds |\n|---|--:|--:|--:|--:|\n`);
  for (const pid of new Set(samples.map((sample) => sample.pid))) print(samples.filter((sample) => sample.pid === pid));
  process.stdout.write(`ring: ${files.join(' ')}\n`);
} else {
  process.stderr.write(`soak: ${why}\n`);
  process.exitCode = 1;
}

function print(samples: readonly Sample[]): void {
  const step = Math.max(1, Math.floor(samples.length / ROWS));
  for (const { name, at, rss, cpu, fds } of samples.filter((_, i) => i % step === 0 || i === samples.length - 1)) {
    const minutes = (at / 60_000).toFixed(1);
    process.stdout.write(
      `| ${name} | ${minutes} min | ${(rss / 1e6).toFixed(0)} MB | ${cpu.toFixed(1)} s | ${fds} |\n`,
    );
  }
}
