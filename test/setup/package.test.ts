// SPDX-License-Identifier: Apache-2.0
// The packages as they are installed, into a root that holds node and npm and no compiler: live as root, captures as
// nobody, nothing left after they are removed.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
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

/**
 * Mounts in a namespace of their own, which ends with the program: what removes the root afterwards, or after a run that was
 * killed, finds empty folders there and never the machine's devices.
 */
const MOUNT = 'for m in proc sys dev; do mount --bind "/$m" "$0/$m" || exit; done';

/** Runs a program inside the root; what it wrote, and its status. */
function inside(user: number, ...words: string[]): { status: number | null; text: string } {
  const enter = `${MOUNT}; exec /usr/sbin/chroot --userspec=${user}:${user} "$0" "$@"`;
  const { status, stdout, stderr } = spawnSync('unshare', ['--mount', '/bin/sh', '-c', enter, root, ...words], {
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
  for (const name of MOUNTS) mkdirSync(join(root, name));
}

// On a machine where nothing else runs there would be no call to see.
const busy = spawn('/bin/sh', ['-c', 'while sleep 0.05; do read -r line </etc/passwd; done'], { stdio: 'ignore' });

after(() => {
  busy.kill();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** Why it cannot be done here: binding /proc and /sys takes rights that a container need not have. */
function whyNoRoot(): string | false {
  if (problem !== undefined) return problem;
  for (const name of MOUNTS) mkdirSync(join(folder, 'bound', name), { recursive: true });
  const args = ['--mount', '/bin/sh', '-c', MOUNT, join(folder, 'bound')];
  const { status, stderr, error } = spawnSync('unshare', args, { encoding: 'utf8' });
  return status === 0 ? false : `mount --bind: ${error?.message ?? stderr.trim()}`;
}

/** Live as root, a capture as nobody; `place` is where the program has been installed. */
function works(place: string): void {
  const doctor = inside(0, 'sysdrill', 'doctor');
  assert.match(doctor.text, /Live capture works/);
  assert.ok(doctor.text.includes(`${place}/prebuilds/linux-x64/libscapshim.so`), doctor.text);
  const live = inside(0, 'sysdrill', '-M', '2', '-v', 'syscalls', '--json');
  assert.equal(live.status, 0, live.text);
  assert.match(live.text, /"SYSCALL":"read"/);
  const filter = 'proc.name regex "ng.*"';
  const user = inside(65_534, 'sysdrill', '-r', `${place}/docs/demo.scap`, '-v', 'procs', '--json', filter);
  assert.equal(user.status, 0, user.text);
  assert.match(user.text, /nginx/);
}

/** Packed once: it takes a minute, and all packages are made of it. */
function packed(): string {
  const find = () => readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (find() === undefined) run('npm', 'pack', '--silent', '--pack-destination', folder);
  return join(folder, find() ?? '');
}

const skip = whyNoRoot();
if (skip === false) makeRoot();

test('from the tarball into a root without a compiler: doctor, live, captures, uninstall', {
  skip,
}, () => {
  copyIn(packed(), '/tmp/sysdrill.tgz');
  const npm = (...words: string[]) =>
    inside(0, 'node', NPM, ...words, '--global', '--prefix', '/usr/local', '--offline');
  const installed = npm('install', '/tmp/sysdrill.tgz');
  assert.equal(installed.status, 0, installed.text);

  works('/usr/local/lib/node_modules/sysdrill');

  assert.equal(npm('uninstall', 'sysdrill').status, 0);
  assert.deepEqual(readdirSync(join(root, 'usr/local'), { recursive: true }).sort(), [
    'bin',
    'lib',
    'lib/node_modules',
  ]);
});

test('the .deb brings its own Node, and leaves nothing', {
  skip: skip || (spawnSync('dpkg-deb', ['--version']).status === 0 ? false : 'dpkg is not installed'),
}, () => {
  run('npm', 'run', '--silent', 'deb', '--', folder, packed());
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.deb'));
  for (const place of ['info', 'updates', 'triggers'])
    mkdirSync(join(root, 'var/lib/dpkg', place), { recursive: true });
  writeFileSync(join(root, 'var/lib/dpkg/status'), '');
  const dpkg = (...words: string[]) => run('dpkg', `--root=${root}`, '--force-depends', ...words);
  const before = readdirSync(join(root, 'usr'), { recursive: true }).sort();
  // A node that is found on the path must not be what runs.
  const [node, hidden] = [join(root, 'usr/bin/node'), join(root, 'usr/bin/hidden')];
  renameSync(node, hidden);
  dpkg('-i', join(folder, name));
  works('/usr/lib/sysdrill');
  assert.ok(existsSync(join(root, 'usr/share/man/man1/sysdrill.1.gz')));
  dpkg('--purge', 'sysdrill');
  renameSync(hidden, node);
  assert.deepEqual(readdirSync(join(root, 'usr'), { recursive: true }).sort(), before);
});

test('the folder of the tar.gz runs where it is unpacked', { skip }, () => {
  run('npm', 'run', '--silent', 'tarball', '--', folder, packed());
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.tar.gz'));
  run('tar', '-xzf', join(folder, name), '-C', folder);
  const program = join(folder, name.replace(/\.tar\.gz$/, ''), 'sysdrill');
  assert.match(run(program, '--version'), /^sysdrill \d/);
  const link = join(folder, 'linked');
  symlinkSync(program, link);
  assert.match(run(link, '-r', join(ROOT, 'docs/demo.scap'), '-v', 'procs', '--json'), /nginx/);
});
