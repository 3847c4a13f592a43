// SPDX-License-Identifier: Apache-2.0
// Records how the default lines of whole captures differ from the peer's:
// `node build/test/oracle/record-lines.js PROGRAM [CAPTURE…] > test/oracle/lines.json`, where PROGRAM is a sysdig.

import { spawn } from 'node:child_process';
import { compareLines, type RecordedLines } from './line-comparison.js';
import { findCapture, loadCapture, ORACLE_CAPTURES } from './oracle-captures.js';
import { PUBLIC_CAPTURES } from './public-captures.js';

const program = process.argv[2] ?? 'sysdig';
const wanted = process.argv.slice(3);
const recorded: Record<string, RecordedLines> = {};
const all = [...ORACLE_CAPTURES, ...PUBLIC_CAPTURES.map(([name]) => name)];
for (const name of wanted.length > 0 ? wanted : all) {
  const path = findCapture(name);
  if (path === undefined) continue;
  // Read first: the output of a process that has ended before anybody listens is lost.
  const capture = await loadCapture(path);
  const env = { ...process.env, TZ: 'UTC' };
  const { stdout } = spawn(program, ['-r', path], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  let complaints = 0;
  recorded[name] = await compareLines(capture, stdout, (theirs, ours) => {
    if (complaints++ < 20) process.stderr.write(`${name}\n  theirs ${theirs}\n  ours   ${ours}\n`);
  });
  process.stderr.write(`${name}: ${complaints} unexplained\n`);
}
process.stdout.write(`${JSON.stringify(recorded, undefined, 2)}\n`);
