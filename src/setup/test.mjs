// SPDX-License-Identifier: Apache-2.0
// `npm test`: installs, builds, runs every test on node's own runner. What cannot run here is skipped by its test, which
// prints why. A first argument may name a lane, which installs only what it needs: unit, live, pty or oracle. Other
// arguments narrow it down: `npm test -- grid` runs the files whose path contains "grid".

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildAddons,
  buildAll,
  checkNode,
  debianPackages,
  installPackages,
  prepareLive,
  ROOT,
  say,
} from './prepare.mjs';

/** Imported by files that load the probe or real servers. */
const LIVE_FIXTURE = /from '[^']*fixtures\/(live-capture|servers)\.js'/;

/** The lane of a test file, by its path below test/. */
function laneOf(name) {
  if (/^pty[\\/]/.test(name)) return 'pty';
  if (/^oracle[\\/]/.test(name)) return 'oracle';
  return LIVE_FIXTURE.test(readFileSync(join(ROOT, 'test', name), 'utf8')) ? 'live' : 'unit';
}

const LANES = ['unit', 'live', 'pty', 'oracle'];
const args = process.argv.slice(2).filter((arg) => arg !== '--yes');
const lanes = LANES.includes(args[0]) ? [args.shift()] : LANES;

checkNode();
installPackages();
await buildAll();

/** Whether there is a terminal to test in. */
function prepareTerminal() {
  debianPackages(['make', 'g++', 'python3'], 'the terminal tests');
  return buildAddons(['node-pty']);
}
const hasTerminal = lanes.includes('pty') && prepareTerminal();
if (lanes.includes('pty') && !hasTerminal)
  say('node-pty could not be compiled: the stories in a real terminal are skipped.');
const problem = lanes.includes('live') || lanes.includes('pty') ? prepareLive() : undefined;
if (problem !== undefined) say(`${problem}: live tests are skipped.`);

// By their sources: the build may still hold what has gone.
const files = readdirSync(join(ROOT, 'test'), { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.test.ts') && args.every((part) => name.includes(part)))
  .filter((name) => lanes.includes(laneOf(name)) && (hasTerminal || laneOf(name) !== 'pty'))
  .sort()
  .map((name) => join(ROOT, 'build', 'test', name.replace(/\.ts$/, '.js')));
if (files.length === 0) {
  say(`no test file has ${args.join(' and ')} in its path.`);
  process.exit(1);
}
// One after the other: many of them watch this machine.
const reporter = process.stdout.isTTY ? 'spec' : 'tap';
const { status } = spawnSync(
  process.execPath,
  ['--test', '--test-concurrency=1', `--test-reporter=${reporter}`, ...files],
  { cwd: ROOT, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
