// SPDX-License-Identifier: Apache-2.0
// `npm test`: installs, builds, runs every test on node's own runner. What cannot run here is skipped by its test, which
// prints why. A first argument may name a lane, which installs only what it needs: unit, live, pty or oracle. Other
// arguments narrow it down: `npm test -- grid` runs the files whose path contains "grid".

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
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

/** Files that watch this machine or a terminal: what else runs here is a part of them. All others fail for good. */
const MAY_DEPEND = /^(pty|engine[\\/]live|cli[\\/]live-text)/;
/** More of them than this do not fail by chance. */
const AGAIN = 3;

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
/** Runs test files one after the other: the status of the run, and the files that had a failure. */
function run(paths) {
  const folder = mkdtempSync(join(tmpdir(), 'sysdrill-test-'));
  const list = join(folder, 'failed');
  const reporters = [
    [process.stdout.isTTY ? 'spec' : 'tap', 'stdout'],
    [new URL('failed-files.mjs', import.meta.url).href, list],
  ].flatMap(([reporter, to]) => [`--test-reporter=${reporter}`, `--test-reporter-destination=${to}`]);
  const words = ['--test', '--test-concurrency=1', ...reporters, ...paths];
  const { status } = spawnSync(process.execPath, words, { cwd: ROOT, stdio: 'inherit' });
  const failed = existsSync(list) ? readFileSync(list, 'utf8').trim() : '';
  rmSync(folder, { recursive: true });
  return { status: status ?? 1, failed: failed === '' ? [] : failed.split('\n') };
}

const { status, failed } = run(files);
process.exitCode = status;
const names = failed.map((path) => relative(join(ROOT, 'build', 'test'), path));
if (names.length > 0 && names.length <= AGAIN && names.every((name) => MAY_DEPEND.test(name))) {
  say(`failed, and run once more: ${names.join(', ')}. Where they pass now, they are to be mended all the same.`);
  process.exitCode = run(failed).status;
}
