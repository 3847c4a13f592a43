// SPDX-License-Identifier: Apache-2.0
// The package as it is installed, from `npm pack`, into a root that holds node and npm and no compiler: live as root,
// captures as anybody, nothing left after it is removed.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { ROOT, whyNoLiveTests } from '../fixtures/live-capture.js';

const problem = whyNoLiveTests();
const folder = mkdtempSync(join(tmpdir(), 'sysdrill-package-'));
const root = join(folder, 'root');
const MOUNTS = ['proc', 'sys', 'dev'];
const ENV = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/root', TERM: 'xterm-256color' };
const NPM = '/usr/lib/node_modules/npm/bin/npm-cli.js';

function run(command: string, ...args: string[]): string {
  const result = spawnSync(command, args, { encoding: 'utf8', cwd: ROOT, env: { ...process.env, npm_command: '' } });
  assert.equal(result.status, 0, `${command} ${args.join(' ')}: ${result.stdout}${result.stderr}`);
  return result.stdout;
}

/** Runs a program inside the root; what it wrote, and its status. */
function inside(user: number, ...words: string[]): { status: number | null; text: string } {
  const args = [`--userspec=${user}:${user}`, root, ...words];
  const { status, stdout, stderr } = spawnSync('/usr/sbin/chroot', args, {
    encoding: 'utf8',
    env: ENV,
    timeout: 120_000,
  });
  return { status, text: `${stdout}${stderr}` };
}

function copyIn(path: string, to = path): void {
  mkdirSync(join(root, dirname(to)), { recursive: true });
  copyFileSync(realpathSync(path), join(root, to));
}

/** A program with the libraries that it is linked with. */
function programIn(path: string, to = path): void {
  copyIn(path, to);
  chmodSync(join(root, to), 0o755);
  for (const [library] of run('ldd', path).matchAll(/\/\S+/g)) copyIn(library);
}

function makeRoot(): void {
  programIn(process.execPath, '/usr/bin/node');
  programIn(realpathSync('/bin/sh'), '/bin/sh');
  programIn('/usr/bin/env');
  for (const file of ['/etc/passwd', '/etc/group', '/etc/hosts']) copyIn(file);
  const npm = join(dirname(realpathSync(run('sh', '-c', 'command -v npm').trim())), '..');
  cpSync(npm, join(root, 'usr/lib/node_modules/npm'), { recursive: true });
  mkdirSync(join(root, 'tmp'), { mode: 0o777 });
  chmodSync(join(root, 'tmp'), 0o777);
  for (const name of MOUNTS) {
    mkdirSync(join(root, name));
    run('mount', '--bind', `/${name}`, join(root, name));
  }
}

after(() => {
  for (const name of MOUNTS) {
    if (existsSync(join(root, name))) spawnSync('umount', [join(root, name)]);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** Why it cannot be done here: binding /proc and /sys takes rights that a container need not have. */
function whyNoRoot(): string | false {
  if (problem !== undefined) return problem;
  const place = join(folder, 'bound');
  mkdirSync(place);
  const { status, stderr } = spawnSync('mount', ['--bind', '/proc', place], { encoding: 'utf8' });
  if (status !== 0) return `mount --bind: ${stderr.trim()}`;
  spawnSync('umount', [place]);
  return false;
}

test('from the tarball into a root without a compiler: doctor, live, captures, uninstall', {
  skip: whyNoRoot(),
}, () => {
  makeRoot();
  run('npm', 'pack', '--silent', '--pack-destination', folder);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  copyIn(join(folder, tarball), '/tmp/sysdrill.tgz');
  const npm = (...words: string[]) =>
    inside(0, 'node', NPM, ...words, '--global', '--prefix', '/usr/local', '--offline');
  const installed = npm('install', '/tmp/sysdrill.tgz');
  assert.equal(installed.status, 0, installed.text);

  const doctor = inside(0, 'sysdrill', 'doctor');
  assert.match(doctor.text, /Live capture works/);
  assert.match(doctor.text, /prebuilds\/linux-x64\/libscapshim\.so/);
  const live = inside(0, 'sysdrill', '-M', '2', '-v', 'syscalls', '--json');
  assert.equal(live.status, 0, live.text);
  assert.match(live.text, /"SYSCALL":"read"/);

  const demo = '/usr/local/lib/node_modules/sysdrill/docs/demo.scap';
  const user = inside(65_534, 'sysdrill', '-r', demo, '-v', 'procs', '--json', 'proc.name regex "ng.*"');
  assert.equal(user.status, 0, user.text);
  assert.match(user.text, /nginx/);

  assert.equal(npm('uninstall', 'sysdrill').status, 0);
  assert.deepEqual(readdirSync(join(root, 'usr/local'), { recursive: true }).sort(), [
    'bin',
    'lib',
    'lib/node_modules',
  ]);
});
