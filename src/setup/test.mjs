// SPDX-License-Identifier: Apache-2.0
// `npm test`: installs, builds, runs every test on node's own runner. What cannot run here is skipped by its test, which
// prints why. Arguments narrow it down: `npm test -- grid` runs the files whose path contains "grid".

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildAddons,
  buildProgram,
  checkNode,
  debianPackages,
  installPackages,
  prepareLive,
  ROOT,
  say,
} from './prepare.mjs';

checkNode();
installPackages();
buildProgram();

debianPackages(['make', 'g++', 'python3'], 'the terminal tests');
const hasTerminal = buildAddons(['node-pty']);
if (!hasTerminal) say('node-pty could not be compiled: the stories in a real terminal are skipped.');
const problem = prepareLive();
if (problem !== undefined) say(`${problem}: live tests are skipped.`);

const wanted = process.argv.slice(2);
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
const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=1', ...files], {
  cwd: ROOT,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
