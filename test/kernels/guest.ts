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
import { ROOT } from '../fixtures/live-capture.js';
import type { Machine } from './machines.js';
import { packageNames, run, unpacked } from './packages.js';

/** The stream of the fixture has 2 to 21 MB. */
const DISK_BYTES = 256 << 20;
/** Emulated, on a machine with other work: 20 s to 3 minutes were seen. */
const BOOT_MS = 15 * 60_000;
const MODULES = /\/(virtio|virtio_ring|virtio_pci(_modern_dev|_legacy_dev)?|virtio_blk)\.ko(\.xz)?$/;

/** The newest of each series and kind of kernel in the archive: linux-image-6.1.0-57-amd64, -6.12.117+deb12-amd64, ... */
export function newestKernels({ architecture }: Machine): string[] {
  const newest = new Map<string, string>();
  const form = new RegExp(`^linux-image-(\\d+\\.\\d+)\\.\\d+[-+][a-z0-9]+-((?:cloud-|rt-)?${architecture})$`);
  const names = packageNames(architecture, 'linux-image-');
  for (const name of names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))) {
    const parts = form.exec(name);
    if (parts !== null) newest.set(`${parts[1]} ${parts[2]}`, name);
  }
  return [...newest.values()];
}

function copyModules(from: string, to: string): void {
  const paths = readdirSync(from, { recursive: true }).map(String);
  for (const path of paths.filter((name) => MODULES.test(name)))
    copyFileSync(join(from, path), join(to, basename(path)));
  const packed = readdirSync(to).filter((name) => name.endsWith('.xz'));
  if (packed.length > 0) run('unxz', packed, { cwd: to });
}

function fillRoot(machine: Machine, root: string, kernel: string): void {
  for (const name of ['bin', 'lib', 'lib64', 'proc', 'sys', 'dev', 'tmp', 'modules'])
    mkdirSync(join(root, name), { recursive: true });
  machine.fill(root);
  copyModules(join(kernel, 'lib', 'modules'), join(root, 'modules'));
  copyFileSync(join(ROOT, 'test', 'kernels', 'init.sh'), join(root, 'init'));
  for (const file of ['init', 'bin/busybox']) chmodSync(join(root, file), 0o755);
}

function imageOf(kernel: string): string {
  const image = readdirSync(join(kernel, 'boot')).find((name) => name.startsWith('vmlinuz'));
  if (image === undefined) throw new Error(`${kernel} has no kernel`);
  return join(kernel, 'boot', image);
}

/** Runs qemu until the guest switches itself off; what its console showed. */
function emulate({ qemu, options, words }: Machine, image: string, folder: string): string {
  const common = '-m 1024 -smp 2 -nographic -no-reboot -nic none';
  const drive = ['-drive', `file=${join(folder, 'disk')},format=raw,if=virtio`, '-append', `${words} quiet panic=-1`];
  const boot = ['-kernel', image, '-initrd', join(folder, 'initramfs')];
  const given = `${common} ${options}`.trim().split(' ');
  return run(qemu, [...given, ...boot, ...drive], { timeout: BOOT_MS });
}

/** Boots the kernel of a package and runs init.sh; the folder with what it wrote. */
export function boot(machine: Machine, packageName: string, folder: string): string {
  const kernel = unpacked(machine.architecture, packageName);
  rmSync(folder, { recursive: true, force: true });
  const root = join(folder, 'root');
  fillRoot(machine, root, kernel);
  run('sh', ['-c', `find . | cpio -o -H newc --quiet > ${join(folder, 'initramfs')}`], { cwd: root });
  writeFileSync(join(folder, 'disk'), '');
  truncateSync(join(folder, 'disk'), DISK_BYTES);
  const shown = emulate(machine, imageOf(kernel), folder);
  const results = join(folder, 'results');
  mkdirSync(results);
  spawnSync('tar', ['-xf', join(folder, 'disk'), '-C', results]);
  if (!existsSync(join(results, 'trace.scap')))
    throw new Error(`the guest has written nothing; its console:\n${shown}`);
  return results;
}
