// SPDX-License-Identifier: Apache-2.0
// What `npm start` and `npm test` share: make a fresh clone runnable. Plain JavaScript, because it runs before anything is
// compiled. Every step is skipped when its result is there and newer than what it is made of.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, isBundled, newest, ROOT } from './bundle.mjs';
import { mayInstall } from './consent.mjs';

export { MAIN, ROOT } from './bundle.mjs';
export const DEMO = join(ROOT, 'docs', 'demo.scap');
const SHIM = join(ROOT, 'libscap-shim', 'build', 'libscapshim.so');
/** Debian packages that live capture is built with. */
export const LIVE_PACKAGES = ['clang', 'llvm', 'libbpf-dev', 'libelf-dev', 'zlib1g-dev', 'make', 'g++', 'python3'];

/** One line on standard error. */
export function say(text) {
  process.stderr.write(`sysdrill: ${text}\n`);
}

/** @param {string} command @param {readonly string[]} args */
export function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], ...options });
}

function npm(args, cwd = ROOT) {
  const cli = process.env['npm_execpath'];
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  return spawnSync(command, [...first, ...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

export function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 20) return;
  say(`Node ${process.versions.node} is too old: sysdrill needs Node 20 or newer.`);
  process.exit(1);
}

/** Packages from the lock file, without running any of their scripts: what has to be compiled is compiled when needed. */
export function installPackages() {
  const stamp = join(ROOT, 'node_modules', '.package-lock.json');
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs) return;
  say('installing packages …');
  const result = npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  if (result.status === 0) return;
  process.stderr.write(result.stderr);
  say('npm ci failed; its output is above.');
  process.exit(1);
}

/** dist/, which is what runs. The types are not looked at. */
export async function bundleProgram() {
  if (isBundled()) return;
  say('building …');
  try {
    await bundle();
  } catch {
    say('the build failed; its output is above.');
    process.exit(1);
  }
}

/** dist/, and build/ for the tests and tools: sources and tests one by one, their types checked. */
export async function buildAll() {
  await bundleProgram();
  const stamp = join(ROOT, 'build', '.tsbuildinfo');
  const sources = Math.max(
    newest(join(ROOT, 'src'), ['.ts']),
    newest(join(ROOT, 'test'), ['.ts']),
    statSync(join(ROOT, 'tsconfig.json')).mtimeMs,
  );
  if (existsSync(stamp) && statSync(stamp).mtimeMs > sources) return;
  say('compiling …');
  const result = run(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.json']);
  if (result.status !== 0) {
    say('the build failed; its output is above.');
    process.exit(1);
  }
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

const isRoot = process.getuid?.() === 0;

function has(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;
}

/** Debian packages of the list that are not installed. */
function missingPackages(packages) {
  return packages.filter((name) => {
    const { status, stdout } = spawnSync('dpkg', ['-s', name], { encoding: 'utf8' });
    return status !== 0 || !stdout.includes('install ok installed');
  });
}

/**
 * Installs Debian packages where this user may and does not refuse it; else says the exact command.
 * Returns true when all of them are there afterwards.
 */
export function debianPackages(packages, why) {
  if (!isDebian()) return false;
  const missing = missingPackages(packages);
  if (missing.length === 0) return true;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!isRoot) {
    say(`${why} needs packages that are not installed: sudo ${command}`);
    return false;
  }
  if (!mayInstall(`${why} needs ${missing.join(', ')}. Install with apt?`)) {
    say(`not installed. By hand: ${command}`);
    return false;
  }
  say(`${why} needs ${missing.join(', ')}: installing with apt …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env });
  const result = spawnSync('apt-get', command.split(' ').slice(1), { encoding: 'utf8', stdio: 'pipe', env });
  if (result.status === 0) return true;
  say(`apt could not install them: ${result.stderr.trim().split('\n').pop() ?? 'no reason given'}`);
  return false;
}

/** What FFI consists of: ffi-napi brings its own copy of ref-napi, under the name it has upstream. */
export const FFI_ADDONS = ['ffi-napi', 'ref-napi', '@2060.io/ref-napi'];

/** True when node-gyp has left an addon there; a build that failed leaves a folder without one. */
function isCompiled(name) {
  const folder = join(ROOT, 'node_modules', name, 'build', 'Release');
  return existsSync(folder) && readdirSync(folder).some((file) => file.endsWith('.node'));
}

/** Native addons are compiled by node-gyp; packages by the names of their folders. */
export function buildAddons(names) {
  const missing = names.filter((name) => !isCompiled(name));
  if (missing.length === 0) return true;
  say(`compiling ${missing.join(' and ')} …`);
  // `npm rebuild` passes over packages that are bundled with ours.
  return missing.every((name) => {
    const result = npm(['run', 'install'], join(ROOT, 'node_modules', name));
    if (result.status === 0 && isCompiled(name)) return true;
    say(`compiling failed: ${result.stderr.trim().split('\n').pop() || `no addon came of ${name}`}`);
    return false;
  });
}

/** The C shim and the BPF probe. */
export function buildShim() {
  const folder = join(ROOT, 'libscap-shim');
  const sources = newest(folder, ['.c', '.h', 'Makefile']);
  if (existsSync(SHIM) && statSync(SHIM).mtimeMs > sources) return true;
  if (!has('make') || !has('clang')) return false;
  say('building the probe …');
  const result = spawnSync('make', ['-C', folder], { encoding: 'utf8' });
  if (result.status === 0) return true;
  process.stderr.write(result.stderr);
  say('building the probe failed; its output is above.');
  return false;
}

/** Everything that live capture needs, as far as this user and machine allow. Returns why not, or undefined. */
export function prepareLive() {
  if (process.platform !== 'linux') return 'live capture needs Linux';
  if (!isRoot) return 'live capture needs root: sudo npm start';
  if (!existsSync('/sys/kernel/btf/vmlinux')) return 'this kernel has no BTF (/sys/kernel/btf/vmlinux)';
  debianPackages(LIVE_PACKAGES, 'live capture');
  if (!buildAddons(FFI_ADDONS)) return 'ffi-napi could not be compiled';
  if (!buildShim()) return 'the probe could not be built: clang, libbpf and libelf are needed';
  return undefined;
}
