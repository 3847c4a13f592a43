// SPDX-License-Identifier: Apache-2.0
// Two hosts without a server. PATH has an `ssh` of the test: it runs its command on this machine.

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { sshHost } from '../../src/fleet/ssh-link.js';
import { run } from '../cli/program.js';
import { DEMO_CAPTURE, FILES_CAPTURE } from '../engine/scap/capture-files.js';
import { MAIN } from '../fixtures/program-file.js';

function script(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

test('a fleet over ssh is the same as one over a server', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'sysdrill-ssh-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  // Like sshd: the words are one line for a shell.
  script(join(directory, 'ssh'), 'while [ "$1" != -T ]; do shift; done; shift 2; exec sh -c "$*"');
  script(join(directory, 'sysdrill'), `exec '${process.execPath}' '${MAIN}' "$@"`);
  const PATH = `${directory}${delimiter}${process.env['PATH'] ?? ''}`;
  const urls = [`ssh://web-1${FILES_CAPTURE}`, `ssh://root@db-1:2222${DEMO_CAPTURE}`];
  const rows = (out: string) =>
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const { out, err, status } = await run(['fleet', ...urls, '-v', 'threads', '--json'], undefined, { PATH });
  assert.equal(status, 0, err);
  assert.match(err, /2 of 2 answered/);
  const own = await run(['-r', FILES_CAPTURE, '-v', 'threads', '--json']);
  const web = rows(out)
    .filter(({ HOST }) => HOST === 'web-1')
    .map(({ HOST: _, ...row }) => JSON.stringify(row));
  assert.deepEqual(
    web.sort(),
    rows(own.out)
      .map((row) => JSON.stringify(row))
      .sort(),
  );

  const broken = await run(
    ['fleet', urls[0] ?? '', 'ssh://db-1/no/such/capture', '-v', 'threads', '--json'],
    undefined,
    { PATH },
  );
  assert.match(broken.err, /db-1: ssh has ended with status 1/);
  assert.match(broken.err, /1 of 1 answered/);
});

test('an URL becomes words for ssh, and nothing in it an option or a command', () => {
  const host = sshHost("ssh://me@a.b:22/x/it's $(x).scap", 'sudo -n sysdrill');
  assert.ok(host.ok);
  assert.deepEqual(host.value, {
    name: 'a.b',
    words: [
      '-p',
      '22',
      '-T',
      'me@a.b',
      'sudo -n sysdrill',
      'agent',
      '-',
      '--name',
      "'a.b'",
      '-r',
      "'/x/it'\\''s $(x).scap'",
    ],
  });
  for (const url of ['ssh://-oProxyCommand=x', 'ssh://me@-x', 'ssh://', 'ssh://a b', 'http://a']) {
    assert.equal(sshHost(url, 'sysdrill').ok, false, url);
  }
});
