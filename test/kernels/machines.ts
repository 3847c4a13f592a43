// SPDX-License-Identifier: Apache-2.0
// The emulated machines: how qemu starts them, and the programs that run in them.

import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compileFixture, RECORD, ROOT, SHIM_FOLDER } from '../fixtures/live-capture.js';
import { type Architecture, copyNamed, run, unpacked } from './packages.js';

export interface Machine {
  readonly architecture: Architecture;
  readonly qemu: string;
  readonly options: string;
  /** Of the kernel. */
  readonly words: string;
  /** Copies recorder, fixtures, their libraries and busybox into an empty root. */
  readonly fill: (root: string) => void;
}

const FIXTURES = join(ROOT, 'test', 'fixtures');

function librariesOf(files: readonly string[]): string[] {
  const paths = files.flatMap((file) => run('ldd', [file]).match(/\/\S+\.so\S*/g) ?? []);
  return [...new Set(paths)].filter((path) => !path.includes('libscapshim'));
}

function fillAmd64(root: string): void {
  const programs = [RECORD, compileFixture('calls'), compileFixture('count.c')];
  const shim = join(SHIM_FOLDER, 'build', 'libscapshim.so');
  copyFileSync(run('sh', ['-c', 'command -v busybox']).trim(), join(root, 'bin', 'busybox'));
  for (const program of programs) copyFileSync(program, join(root, 'bin', basename(program)));
  for (const library of librariesOf([shim, ...programs])) {
    const place = library.startsWith('/lib64/') ? 'lib64' : 'lib';
    copyFileSync(library, join(root, place, basename(library)));
  }
  copyFileSync(shim, join(root, 'lib', basename(shim)));
}

const ARM64_PACKAGES =
  'busybox-static libbpf1 libbpf-dev libc6 libc6-dev libelf1 libelf-dev linux-libc-dev zlib1g zlib1g-dev'.split(' ');
const ARM64_LIBRARIES = ['ld-linux-aarch64.so.1', 'libc.so.6', 'libbpf.so.1', 'libelf.so.1', 'libz.so.1'];
const CROSS_COMPILER = 'aarch64-linux-gnu-gcc';

/** The shim and the fixtures, cross-compiled. */
function fillArm64(root: string): void {
  const sysroot = unpacked('arm64', 'arm64', ARM64_PACKAGES);
  const built = `${sysroot}-built`;
  mkdirSync(built, { recursive: true });
  const words = ['-s', `CC=${CROSS_COMPILER}`, 'ARCH=aarch64', `SYSROOT=${sysroot}`, `OUT=${built}`];
  run('make', ['-C', SHIM_FOLDER, ...words, `${built}/libscapshim.so`, `${built}/record`]);
  const calls = readdirSync(join(FIXTURES, 'calls')).filter((name) => name.endsWith('.c'));
  const programs = { calls: calls.map((name) => join(FIXTURES, 'calls', name)), count: [join(FIXTURES, 'count.c')] };
  for (const [name, sources] of Object.entries(programs)) {
    const target = ['-o', join(root, 'bin', name)];
    run(CROSS_COMPILER, [`--sysroot=${sysroot}`, '-O1', '-pthread', ...target, ...sources]);
  }
  copyFileSync(join(built, 'record'), join(root, 'bin', 'record'));
  copyFileSync(join(built, 'libscapshim.so'), join(root, 'lib', 'libscapshim.so'));
  copyNamed(sysroot, ARM64_LIBRARIES, join(root, 'lib'));
  copyNamed(sysroot, ['busybox'], join(root, 'bin'));
}

/**
 * The emulated counter of cycles is a clock that programs read by themselves, as on a real machine.
 * Without it each look at the time is a system call, and the fixture looks at it all the time.
 */
const CLOCK = 'tsc=reliable clocksource=tsc';

export const MACHINES: readonly Machine[] = [
  {
    architecture: 'amd64',
    qemu: 'qemu-system-x86_64',
    options: '',
    words: `console=ttyS0 ${CLOCK}`,
    fill: fillAmd64,
  },
  {
    architecture: 'arm64',
    qemu: 'qemu-system-aarch64',
    options: '-machine virt -cpu max,pauth-impdef=on',
    words: 'console=ttyAMA0',
    fill: fillArm64,
  },
];
