// SPDX-License-Identifier: Apache-2.0
// `npm run check`: format, lint, types, arrows, generated documents. Seconds; CI runs it behind the tests.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildAll, checkNode, installPackages, ROOT } from './prepare.mjs';

checkNode();
installPackages();
await buildAll();

const bin = (name) => join(ROOT, 'node_modules', '.bin', name);
const CHECKS = [
  ['format', [bin('biome'), 'format', '.']],
  // The linter, and the order of imports.
  ['lint', [bin('biome'), 'check', '--formatter-enabled=false', '--error-on-warnings', '.']],
  ['types', [bin('tsc'), '-p', 'tsconfig.json', '--noEmit']],
  ['arrows', [process.execPath, 'src/setup/arrows.mjs']],
  ['documents', [process.execPath, 'build/src/cli/reference-docs.js', '--check']],
];

let failed = 0;
for (const [name, [command, ...args]] of CHECKS) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' });
  process.stdout.write(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}\n`);
  if (status === 0) continue;
  failed++;
  process.stdout.write(`${stdout}${stderr}\n`);
}
process.exitCode = failed === 0 ? 0 : 1;
