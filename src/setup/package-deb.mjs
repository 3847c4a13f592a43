// SPDX-License-Identifier: Apache-2.0
// `npm run deb`: sysdrill_VERSION_ARCH.deb, and `npm run tarball`: a folder that runs where it is unpacked. Both have their
// own Node, the one that runs this: Debian's is older than 20, and rights (setcap) never go to a node that others run.
// `-- FOLDER` writes them there; `-- FOLDER PACKED` takes what `npm pack` has written, and does not pack again.

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MAIN, ROOT, say } from './prepare.mjs';

const { version, description } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const ARCH = { x64: 'amd64', arm64: 'arm64' }[process.arch];
/** What the program and its Node are linked with; 2.34 is what npm run prebuild finds. */
const DEPENDS = 'libc6 (>= 2.34), libstdc++6, libgcc-s1';
const [what, target = ROOT, given] = process.argv.slice(2);
const COMPLETIONS = {
  bash: 'usr/share/bash-completion/completions/sysdrill',
  zsh: 'usr/share/zsh/vendor-completions/_sysdrill',
  fish: 'usr/share/fish/vendor_completions.d/sysdrill.fish',
};

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.error?.message ?? result.stderr}`);
  return result.stdout;
}

function write(path, contents, mode = 0o644) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
  chmodSync(path, mode);
}

function pack(folder) {
  run('npm', ['pack', '--silent', '--pack-destination', folder]);
  const [file = ''] = readdirSync(folder);
  return join(folder, file);
}

/** The program as it is packed, and Node, in one folder. */
function programInto(folder) {
  const packed = mkdtempSync(join(tmpdir(), 'sysdrill-pack-'));
  try {
    run('tar', ['-xzf', given ?? pack(packed), '-C', packed]);
    cpSync(join(packed, 'package'), folder, { recursive: true });
  } finally {
    rmSync(packed, { recursive: true, force: true });
  }
  copyFileSync(process.execPath, join(folder, 'node'));
  chmodSync(join(folder, 'node'), 0o755);
}

/** Starts the program with its own Node, from wherever it is. */
const starter = (folder) => `#!/bin/sh\nexec "${folder}/node" "${folder}/dist/main.js" "$@"\n`;

function sizeOf(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => statSync(join(folder, String(name))))
    .reduce((bytes, stat) => bytes + (stat.isFile() ? stat.size : 0), 0);
}

function control(root) {
  return [
    'Package: sysdrill',
    `Version: ${version}`,
    `Architecture: ${ARCH}`,
    'Maintainer: The sysdrill developers <sysdrill@localhost>',
    `Installed-Size: ${Math.ceil(sizeOf(root) / 1024)}`,
    `Depends: ${DEPENDS}`,
    'Section: admin',
    'Priority: optional',
    `Description: ${description}`,
    '',
  ].join('\n');
}

function deb(target) {
  const root = mkdtempSync(join(tmpdir(), 'sysdrill-deb-'));
  try {
    chmodSync(root, 0o755);
    const program = join(root, 'usr/lib/sysdrill');
    programInto(program);
    write(join(root, 'usr/bin/sysdrill'), starter('/usr/lib/sysdrill'), 0o755);
    write(join(root, 'usr/share/man/man1/sysdrill.1.gz'), gzipSync(readFileSync(join(ROOT, 'docs', 'sysdrill.1'))));
    for (const [shell, path] of Object.entries(COMPLETIONS))
      write(join(root, path), run(process.execPath, [MAIN, 'completion', shell]));
    for (const name of ['LICENSE', 'CHANGELOG.md'])
      write(join(root, 'usr/share/doc/sysdrill', name), readFileSync(join(ROOT, name)));
    for (const unit of readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.service')))
      write(join(root, 'lib/systemd/system', unit), readFileSync(join(ROOT, 'docs', unit)));
    write(join(root, 'DEBIAN/control'), control(root));
    const file = join(target, `sysdrill_${version}_${ARCH}.deb`);
    run('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', root, file]);
    return file;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function tarball(target) {
  const place = mkdtempSync(join(tmpdir(), 'sysdrill-folder-'));
  const name = `sysdrill-${version}-linux-${process.arch}`;
  try {
    programInto(join(place, name));
    write(join(place, name, 'sysdrill'), starter('$(dirname "$(readlink -f "$0")")'), 0o755);
    const file = join(target, `${name}.tar.gz`);
    run('tar', ['--owner=0', '--group=0', '-czf', file, '-C', place, name]);
    return file;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

const file = what === 'tarball' ? tarball(target) : deb(target);
say(`${file}: ${(statSync(file).size / 1e6).toFixed(1)} MB`);
