// SPDX-License-Identifier: Apache-2.0
// A pipe that nobody writes to is named; one that has a writer is read.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DEMO_CAPTURE } from '../engine/scap/capture-files.js';
import { MAIN } from '../fixtures/program-file.js';

const folder = mkdtempSync(join(tmpdir(), 'sysdrill-waiting-'));
after(() => rmSync(folder, { recursive: true }));

test('a pipe that nobody writes to is named, and read when somebody does', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const child = spawn(process.execPath, [MAIN, '-r', pipe, '-v', 'procs', '--raw'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [words] = (await once(child.stderr, 'data')) as [Buffer];
  assert.equal(
    words.toString(),
    `sysdrill: ${pipe} is a pipe, and nobody writes to it yet: waiting (Ctrl-C ends it)\n`,
  );
  createReadStream(DEMO_CAPTURE).pipe(createWriteStream(pipe));
  const text: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (piece: string) => text.push(piece));
  const [status] = (await once(child, 'close')) as [number];
  assert.equal(status, 0);
  assert.match(text.join(''), /^ +PID/);
});
