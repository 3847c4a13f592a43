// SPDX-License-Identifier: Apache-2.0
// `npm run prebuild`, and before `npm pack`: the native parts as they are shipped, so that installing the package needs
// no compiler. prebuilds/PLATFORM-ARCH/ gets the shim with the probe in it, the program that confines helpers, and the
// libraries that the shim needs (found by $ORIGIN), with their licences; the FFI addons are packed with their packages.

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import {
  buildAddons,
  buildShim,
  bundleProgram,
  checkNode,
  debianPackages,
  FFI_ADDONS,
  installPackages,
  LIVE_PACKAGES,
  ROOT,
  say,
} from './prepare.mjs';

const BUILT = join(ROOT, 'libscap-shim', 'build');
const FOLDER = join(ROOT, 'prebuilds', `${process.platform}-${process.arch}`);
const PROGRAMS = ['libscapshim.so', 'confine'];
/** What every system with glibc has, and must not be shipped. */
const OF_THE_SYSTEM = /^(linux-vdso|ld-linux|libc|libm|libdl|libpthread|librt)[.-]/;

function output(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
  return stdout;
}

/** name → path of the libraries that a file needs, those of others included. */
function librariesOf(file) {
  const lines = output('ldd', file).matchAll(/^\s*(\S+) => (\/\S+)/gm);
  return [...lines].filter(([, name]) => !OF_THE_SYSTEM.test(name)).map(([, name, path]) => ({ name, path }));
}

/** The licence that Debian's package of a library states. */
function licence(path) {
  for (const place of [path, realpathSync(path), realpathSync(path).replace(/^\/usr/, '')]) {
    const { status, stdout } = spawnSync('dpkg', ['-S', place], { encoding: 'utf8' });
    if (status !== 0) continue;
    const [name = ''] = stdout.split(':');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders.
    const version = output('dpkg-query', '-W', '-f', '${source:Package} ${source:Version}', name);
    return `${basename(path)}: from ${version} of Debian\n\n${readFileSync(`/usr/share/doc/${name}/copyright`, 'utf8')}`;
  }
  throw new Error(`no Debian package owns ${path}: its licence is not known`);
}

/** The newest version of glibc that any of these files refers to. */
function neededGlibc(files) {
  const versions = files.flatMap((file) => output('objdump', '-T', file).match(/GLIBC_[0-9.]+/g) ?? []);
  const numbers = [...new Set(versions)].map((name) => name.slice('GLIBC_'.length));
  return numbers.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
}

function addonFiles() {
  return FFI_ADDONS.flatMap((name) =>
    output('find', join(ROOT, 'node_modules', name, 'build', 'Release'), '-maxdepth', '1', '-name', '*.node')
      .trim()
      .split('\n'),
  );
}

function prebuild() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const libraries = librariesOf(join(BUILT, 'libscapshim.so'));
  const sources = [...PROGRAMS.map((name) => ({ name, path: join(BUILT, name) })), ...libraries];
  for (const { name, path } of sources) {
    const copy = join(FOLDER, name);
    copyFileSync(path, copy);
    chmodSync(copy, 0o755);
    output('strip', '--strip-unneeded', copy);
  }
  writeFileSync(join(FOLDER, 'NOTICES'), libraries.map(({ path }) => licence(path)).join(`\n${'-'.repeat(78)}\n\n`));
  return neededGlibc([...sources.map(({ name }) => join(FOLDER, name)), ...addonFiles()]);
}

/** True as the hook of `npm run build`: npm takes a script named prebuild for one. npm's title is its command. */
function isHookOfBuild() {
  for (let pid = process.ppid, steps = 0; pid > 1 && steps < 4; steps++) {
    const [title = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    if (/^npm\b/.test(title)) return /\bbuild$/.test(title) && !/\bprebuild$/.test(title);
    pid = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').match(/\) \S (\d+)/)?.[1] ?? 0);
  }
  return false;
}

if (isHookOfBuild()) process.exit(0);
checkNode();
installPackages();
await bundleProgram();
debianPackages(LIVE_PACKAGES, 'the native parts');
if (!buildAddons(FFI_ADDONS) || !buildShim() || !existsSync(join(BUILT, 'confine'))) {
  say('the native parts are not built: the package would have no live capture.');
  process.exit(1);
}
say(`${FOLDER.slice(ROOT.length + 1)} is ready; it needs glibc ${prebuild()} or newer.`);
