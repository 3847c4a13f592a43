// SPDX-License-Identifier: Apache-2.0
// `npm test`: installs, builds, runs every test on node's own runner. What cannot run here is skipped by its test, which
// prints why. Arguments narrow it down: `npm test -- grid` runs the files whose path contains "grid".

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

checkNode();
installPackages();
await buildAll();

debianPackages(['make', 'g++', 'python3'], 'the terminal tests');
const hasTerminal = buildAddons(['node-pty']);
if (!hasTerminal) say('node-pty could not be compiled: the stories in a real terminal are skipped.');
const problem = prepareLive();
if (problem !== undefined) say(`${problem}: live tests are skipped.`);

const wanted = process.argv.slice(2).filter((arg) => arg !== '--yes');
// By their sources: the build may still hold what has gone.
const files = readdirSync(join(ROOT, 'test'), { recursive: true })
  .map(String)
  .filter((name) => hasTerminal || !/^pty[\\/]/.test(name))
  .filter((name) => name.endsWith('.test.ts') && wanted.every((part) => name.includes(part)))
  .sort()
  .map((name) => join(ROOT, 'build', 'test', name.replace(/\.ts$/, '.js')));
if (files.length === 0) {
  say(`no test file has ${wanted.join(' and ')} in its path.`);
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
  const args = ['--test', '--test-concurrency=1', ...reporters, ...paths];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
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
