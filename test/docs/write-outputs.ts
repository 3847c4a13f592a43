// SPDX-License-Identifier: Apache-2.0
// Writes into the pages what their commands print now: `node build/test/docs/write-outputs.js [PAGE…]`.
// The outputs are looked at before they are committed: examples.test.ts only keeps them from going stale.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Example, examplesIn, isRunnable, makePlayground, runExample, showsFailure } from './examples.js';
import { allPages, ROOT } from './pages.js';

const wanted = process.argv.slice(2);
const playground = makePlayground();
for (const { path, text } of allPages()) {
  if (wanted.length > 0 && !wanted.includes(path)) continue;
  const lines = text.split('\n');
  // From the end, so that the lines above keep their numbers.
  for (const example of examplesIn(text).reverse()) {
    const { commands, output, outputLine } = example;
    if (output === undefined || outputLine === undefined || !commands.every(isRunnable)) continue;
    const printed = await outputOf(example);
    if (printed === undefined) continue;
    const now = printed.trimEnd().split('\n');
    lines.splice(outputLine, output.length, ...now.map((line) => line.trimEnd()));
  }
  const next = lines.join('\n');
  if (next === text) continue;
  writeFileSync(join(ROOT, path), next);
  process.stdout.write(`${path}\n`);
}
rmSync(playground.directory, { recursive: true });
rmSync(playground.bin, { recursive: true });

/** What an example prints; undefined, with a word about it, where it does not do what the page says. */
async function outputOf(example: Example): Promise<string | undefined> {
  let printed = '';
  for (const command of example.commands) {
    const { status, stdout, stderr } = await runExample(command, playground);
    const isExpected = showsFailure(example) ? status === 1 || status === 2 : status === 0 && stderr === '';
    if (!isExpected) {
      process.stderr.write(`line ${example.line}: ${command}: status ${status}: ${stderr.slice(0, 200)}\n`);
      process.exitCode = 1;
      return undefined;
    }
    printed += showsFailure(example) ? stdout + stderr : stdout;
  }
  return printed;
}
