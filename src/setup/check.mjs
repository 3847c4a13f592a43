// SPDX-License-Identifier: Apache-2.0
// `npm run check`: format, lint, types, rooms, turns of phrase, locked packages, generated documents, and
// the tests of single functions. CI runs it before the tests.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bundleProgram, checkNode, installPackages, ROOT } from './prepare.mjs';

checkNode();
installPackages();

const bin = (name) => join(ROOT, 'node_modules', '.bin', name);
let failed = 0;

/** Runs a program; prints its name, and its output where it fails. Returns whether it succeeded. */
function check(name, command, ...args) {
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      words += text;
    });
  }
  return new Promise((resolve) => {
    child.on('close', (status) => {
      process.stdout.write(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}\n`);
      if (status !== 0) {
        failed++;
        process.stdout.write(`${words}\n`);
      }
      resolve(status === 0);
    });
  });
}

/** What imports the compiled sources comes after them. */
async function compiled() {
  if (!(await check('types', bin('tsc'), '-p', 'tsconfig.json'))) return;
  await check('documents', process.execPath, 'build/src/cli/reference-docs.js', '--check');
  await check('calls of the probe', process.execPath, 'libscap-shim/tools/probe-calls.mjs', '--check');
  await check('unit tests', process.execPath, 'src/setup/unit-tests.mjs');
}

await Promise.all([
  // The linter, the formatter, and the order of imports.
  check('format and lint', bin('biome'), 'check', '--error-on-warnings', '.'),
  check('rooms', process.execPath, 'src/setup/arrows.mjs'),
  check('English', process.execPath, 'src/setup/words.mjs'),
  check('packages', process.execPath, 'src/setup/locked.mjs'),
  compiled(),
]);
await bundleProgram();
process.exitCode = failed === 0 ? 0 : 1;
