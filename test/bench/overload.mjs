// SPDX-License-Identifier: Apache-2.0
// npm run overload -- [LENGTH]: the test of a machine at its limit (test/engine/live/capture/overload.test.ts), for so long
// (5m; also 90s or 2h). Takes the whole machine: eight busy processes for each core. Needs root and a build.

import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const UNITS = { s: 1, m: 60, h: 3600 };
const [, number, unit] = /^(\d+)([smh]?)$/.exec(process.argv[2] ?? '5m') ?? [];
if (number === undefined) {
  console.error('usage: npm run overload -- [LENGTH], as in 90s, 5m or 1h');
  process.exit(1);
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const test = join(root, 'build', 'test', 'engine', 'live', 'capture', 'overload.test.js');
const env = { ...process.env, SYSDRILL_OVERLOAD_SECONDS: String(Number(number) * UNITS[unit || 's']) };
process.exit(spawnSync(process.execPath, ['--test', test], { stdio: 'inherit', env }).status ?? 1);
