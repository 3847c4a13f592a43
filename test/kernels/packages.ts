// SPDX-License-Identifier: Apache-2.0
// Packages of Debian, for this processor or another, unpacked below build/kernels. Nothing is installed.

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../fixtures/live-capture.js';

/** As Debian calls it. */
export type Architecture = 'amd64' | 'arm64';

export interface RunOptions {
  readonly cwd?: string;
  readonly timeout?: number;
  readonly env?: NodeJS.ProcessEnv;
}

const FOLDER = join(ROOT, 'build', 'kernels');
const SOURCES = ['bookworm', 'bookworm-security']
  .map((suite) => ({ suite, archive: suite.endsWith('security') ? 'debian-security' : 'debian' }))
  .map(({ suite, archive }) => `deb http://deb.debian.org/${archive} ${suite} main\n`);

/** What the command printed; throws where it fails. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): string {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (result.status === 0) return result.stdout;
  throw new Error(`${command} ${args.join(' ')}: ${result.error?.message ?? result.stderr.trim()}`);
}

/** apt with lists of its own, so that the packages of another processor are not mixed with those of this machine. */
function foreignApt(architecture: Architecture): NodeJS.ProcessEnv {
  const folder = join(FOLDER, `apt-${architecture}`);
  const config = join(folder, 'apt.conf');
  if (existsSync(config)) return { ...process.env, APT_CONFIG: config };
  for (const name of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'status'), '');
  writeFileSync(join(folder, 'sources.list'), SOURCES.join(''));
  const lines = [
    `APT::Architecture "${architecture}";`,
    `APT::Architectures { "${architecture}"; };`,
    `Dir::State "${folder}";`,
    `Dir::State::status "${join(folder, 'status')}";`,
    `Dir::Cache "${join(folder, 'cache')}";`,
    `Dir::Etc::sourcelist "${join(folder, 'sources.list')}";`,
    'Dir::Etc::sourceparts "/dev/null";',
  ];
  writeFileSync(config, lines.join('\n'));
  const env = { ...process.env, APT_CONFIG: config };
  run('apt-get', ['update'], { env });
  return env;
}

const aptFor = (architecture: Architecture): NodeJS.ProcessEnv =>
  architecture === (process.arch === 'arm64' ? 'arm64' : 'amd64') ? process.env : foreignApt(architecture);

/** Names of packages that begin so. */
export function packageNames(architecture: Architecture, start: string): string[] {
  return run('apt-cache', ['pkgnames', start], { env: aptFor(architecture) }).split('\n');
}

/** Downloads and unpacks packages into one folder, which is kept; the folder. */
export function unpacked(architecture: Architecture, name: string, packages: readonly string[] = [name]): string {
  const folder = join(FOLDER, name);
  if (existsSync(folder)) return folder;
  const debs = `${folder}.debs`;
  mkdirSync(debs, { recursive: true });
  run('apt-get', ['download', ...packages], { cwd: debs, env: aptFor(architecture) });
  for (const deb of readdirSync(debs)) run('dpkg-deb', ['-x', join(debs, deb), folder]);
  rmSync(debs, { recursive: true });
  return folder;
}

/** Copies files that are found anywhere below a folder, links followed; those that are not there are an error. */
export function copyNamed(from: string, names: readonly string[], to: string): void {
  for (const name of names) {
    const [path] = run('find', [from, '-name', name, '-not', '-path', '*/share/*']).split('\n');
    if (path === undefined || path === '') throw new Error(`no ${name} in ${from}`);
    copyFileSync(path, join(to, name));
  }
}
