// SPDX-License-Identifier: Apache-2.0
// A kernel of Debian in qemu, without KVM: an initramfs of busybox, the C recorder with its libraries and two fixtures.

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { compileFixture, RECORD, ROOT, SHIM_FOLDER } from '../fixtures/live-capture.js';

/** The stream of the fixture has 21 MB. */
const DISK_BYTES = 256 << 20;
/** Emulated, on a machine with other work: 30 s to 3 minutes were seen. */
const BOOT_MS = 15 * 60_000;
const MODULES = /\/(virtio|virtio_ring|virtio_pci(_modern_dev|_legacy_dev)?|virtio_blk)\.ko(\.xz)?$/;
/**
 * The emulated counter of cycles is a clock that programs read by themselves, as on a real machine.
 * Without it each look at the time is a system call, and the fixture looks at it all the time.
 */
const CLOCK = 'tsc=reliable clocksource=tsc';

function run(command: string, args: readonly string[], options: { cwd?: string; timeout?: number } = {}): string {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (result.status === 0) return result.stdout;
  throw new Error(`${command} ${args.join(' ')}: ${result.error?.message ?? result.stderr.trim()}`);
}

/** Unpacks the package of a kernel, which is downloaded unless it is there; the folder. */
export function kernelFolder(packageName: string, folder: string): string {
  const unpacked = join(folder, packageName);
  if (existsSync(unpacked)) return unpacked;
  mkdirSync(folder, { recursive: true });
  run('apt-get', ['download', packageName], { cwd: folder });
  const deb = readdirSync(folder).find((name) => name.startsWith(`${packageName}_`) && name.endsWith('.deb'));
  if (deb === undefined) throw new Error(`apt-get has downloaded no file of ${packageName}`);
  run('dpkg-deb', ['-x', join(folder, deb), unpacked]);
  rmSync(join(folder, deb));
  return unpacked;
}

/** The newest of each series and kind of kernel in the archive: linux-image-6.1.0-57-amd64, -6.12.117+deb12-amd64, ... */
export function newestKernels(): string[] {
  const newest = new Map<string, string>();
  const names = run('apt-cache', ['pkgnames', 'linux-image-']).split('\n');
  for (const name of names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))) {
    const parts = /^linux-image-(\d+\.\d+)\.\d+[-+][a-z0-9]+-((?:cloud-|rt-)?amd64)$/.exec(name);
    if (parts !== null) newest.set(`${parts[1]} ${parts[2]}`, name);
  }
  return [...newest.values()];
}

function librariesOf(files: readonly string[]): string[] {
  const paths = files.flatMap((file) => run('ldd', [file]).match(/\/\S+\.so\S*/g) ?? []);
  return [...new Set(paths)].filter((path) => !path.includes('libscapshim'));
}

function copyModules(from: string, to: string): void {
  const paths = readdirSync(from, { recursive: true }).map(String);
  for (const path of paths.filter((name) => MODULES.test(name)))
    copyFileSync(join(from, path), join(to, basename(path)));
  const packed = readdirSync(to).filter((name) => name.endsWith('.xz'));
  if (packed.length > 0) run('unxz', packed, { cwd: to });
}

function fillRoot(root: string, kernel: string): void {
  const programs = [RECORD, compileFixture('calls'), compileFixture('count.c')];
  const shim = join(SHIM_FOLDER, 'build', 'libscapshim.so');
  for (const name of ['bin', 'lib', 'lib64', 'proc', 'sys', 'dev', 'tmp', 'modules'])
    mkdirSync(join(root, name), { recursive: true });
  copyFileSync(run('sh', ['-c', 'command -v busybox']).trim(), join(root, 'bin', 'busybox'));
  for (const program of programs) copyFileSync(program, join(root, 'bin', basename(program)));
  for (const library of librariesOf([shim, ...programs])) {
    const place = library.startsWith('/lib64/') ? 'lib64' : 'lib';
    copyFileSync(library, join(root, place, basename(library)));
  }
  copyFileSync(shim, join(root, 'lib', basename(shim)));
  copyModules(join(kernel, 'lib', 'modules'), join(root, 'modules'));
  copyFileSync(join(ROOT, 'test', 'kernels', 'init.sh'), join(root, 'init'));
  for (const file of ['init', 'bin/busybox']) chmodSync(join(root, file), 0o755);
}

/** Boots a kernel and runs init.sh; the folder with what it wrote. */
export function boot(kernel: string, folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  const root = join(folder, 'root');
  const initramfs = join(folder, 'initramfs');
  const disk = join(folder, 'disk');
  fillRoot(root, kernel);
  run('sh', ['-c', `find . | cpio -o -H newc --quiet > ${initramfs}`], { cwd: root });
  writeFileSync(disk, '');
  truncateSync(disk, DISK_BYTES);
  const image = readdirSync(join(kernel, 'boot')).find((name) => name.startsWith('vmlinuz'));
  if (image === undefined) throw new Error(`${kernel} has no kernel`);
  const options = `-m 1024 -smp 2 -nographic -no-reboot -nic none -kernel ${join(kernel, 'boot', image)} -initrd ${initramfs}`;
  const drive = ['-drive', `file=${disk},format=raw,if=virtio`, '-append', `console=ttyS0 quiet panic=-1 ${CLOCK}`];
  const shown = run('qemu-system-x86_64', [...options.split(' '), ...drive], { timeout: BOOT_MS });
  const results = join(folder, 'results');
  mkdirSync(results);
  spawnSync('tar', ['-xf', disk, '-C', results]);
  if (!existsSync(join(results, 'trace.scap')))
    throw new Error(`the guest has written nothing; its console:\n${shown}`);
  return results;
}
