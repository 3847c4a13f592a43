// SPDX-License-Identifier: Apache-2.0
// Open fds of a process from /proc/PID/fd, as the fd list at the start of a live capture. The link's text distinguishes sockets,
// pipes and anonymous inodes; only what has a path costs a stat and a look at fdinfo (some 15 µs).

import { type Stats, statSync } from 'node:fs';
import type { ListedFd } from '../../scap/metadata.js';
import { FdType } from '../../state/fd-info.js';
import type { ListedSocket } from './proc-net.js';
import type { ProcReader } from './proc-reader.js';

/** Linux's open flags on x86-64 and arm64, in octal as fdinfo prints them, and the format's own bits for them. */
const ACCESS_MODE = 0o3;
const OPEN_FLAGS: readonly (readonly [linux: number, format: number])[] = [
  [0o100, 0x4], // O_CREAT
  [0o200, 0x20], // O_EXCL
  [0o1000, 0x100], // O_TRUNC
  [0o2000, 0x8], // O_APPEND
  [0o4000, 0x40], // O_NONBLOCK
  [0o10000, 0x10], // O_DSYNC
  [0o4010000, 0x80], // O_SYNC
  [0o2000000, 0x1000], // O_CLOEXEC
];
/** Bits that differ between the architectures. */
const OPEN_FLAGS_X86: typeof OPEN_FLAGS = [
  [0o40000, 0x200], // O_DIRECT
  [0o100000, 0x800], // O_LARGEFILE
  [0o200000, 0x400], // O_DIRECTORY
  [0o20200000, 0x2000], // O_TMPFILE
];
const OPEN_FLAGS_ARM: typeof OPEN_FLAGS = [
  [0o200000, 0x200],
  [0o400000, 0x800],
  [0o40000, 0x400],
  [0o20040000, 0x2000],
];

const ANONYMOUS: Readonly<Record<string, number>> = {
  '[eventfd]': FdType.EVENT,
  '[eventpoll]': FdType.EVENTPOLL,
  inotify: FdType.INOTIFY,
  '[signalfd]': FdType.SIGNALFD,
  '[timerfd]': FdType.TIMERFD,
  '[io_uring]': FdType.IOURING,
  '[userfaultfd]': FdType.USERFAULTFD,
  '[pidfd]': FdType.PIDFD,
  'bpf-map': FdType.BPF,
  'bpf-prog': FdType.BPF,
  bpf_link: FdType.BPF,
  'bpf-link': FdType.BPF,
  bpf_iter: FdType.BPF,
};

/** Format bits of Linux open flags. */
export function formatOpenFlags(linux: number, arch: string = process.arch): number {
  let flags = [1, 2, 3][linux & ACCESS_MODE] ?? 0;
  for (const [from, to] of [...OPEN_FLAGS, ...(arch === 'arm64' ? OPEN_FLAGS_ARM : OPEN_FLAGS_X86)]) {
    if ((linux & from) === from) flags |= to;
  }
  return flags;
}

export class ProcFds {
  readonly #reader: ProcReader;
  readonly #sockets: ReadonlyMap<number, ListedSocket>;
  /** Mount namespace of the process whose turn it is; undefined until asked for. */
  #namespace: string | undefined;
  /** Device numbers by mount id, per mount namespace. */
  readonly #mounts = new Map<string, ReadonlyMap<number, number>>();

  constructor(reader: ProcReader, sockets: ReadonlyMap<number, ListedSocket>) {
    this.#reader = reader;
    this.#sockets = sockets;
  }

  /** Fds of process `pid` that are still open when their turn comes. */
  of(pid: number): ListedFd[] {
    const list: ListedFd[] = [];
    this.#namespace = undefined;
    for (const fd of this.#reader.numbers(`${pid}/fd`)) {
      const link = this.#reader.link(`${pid}/fd/${fd}`);
      if (link === undefined) continue;
      const listed = this.#classify(pid, fd, link);
      if (listed !== undefined) list.push(listed);
    }
    return list;
  }

  #classify(pid: number, fd: number, link: string): ListedFd | undefined {
    const base = { fd, ino: 0, name: '', openFlags: 0, dev: 0 };
    const numbered = /^(socket|pipe):\[(\d+)\]$/.exec(link);
    if (numbered !== null) {
      const ino = Number(numbered[2]);
      if (numbered[1] === 'pipe') return { ...base, ino, type: FdType.FIFO, name: link };
      const socket = this.#sockets.get(ino);
      return socket === undefined ? undefined : { ...socket, fd };
    }
    if (link.startsWith('anon_inode:')) {
      const type = ANONYMOUS[link.slice('anon_inode:'.length)];
      return type === undefined ? { ...base, type: FdType.UNSUPPORTED, name: link } : { ...base, type };
    }
    if (!link.startsWith('/')) return { ...base, type: FdType.UNSUPPORTED, name: link };
    return this.#onPath(pid, fd, link);
  }

  #onPath(pid: number, fd: number, path: string): ListedFd | undefined {
    const stat = statOf(`${this.#reader.root}/${pid}/fd/${fd}`);
    if (stat === undefined) return undefined;
    const base = { fd, ino: stat.ino, name: path, openFlags: 0, dev: 0 };
    if (stat.isFIFO()) return { ...base, type: FdType.FIFO };
    if (stat.isDirectory()) return { ...base, type: FdType.DIRECTORY };
    if (stat.isSocket()) return undefined; // A socket's own file (O_PATH): no endpoint of anything.
    if (path.startsWith('/memfd:')) return { ...base, type: FdType.MEMFD };
    const info = this.#reader.asciiPiece(`${pid}/fdinfo/${fd}`) ?? '';
    const flags = /^flags:\s*([0-7]+)/m.exec(info)?.[1];
    const openFlags = flags === undefined ? 0 : formatOpenFlags(Number.parseInt(flags, 8));
    const mount = /^mnt_id:\s*(\d+)/m.exec(info)?.[1];
    const dev = this.#deviceOf(pid, Number(mount)) ?? kernelDevice(stat.dev);
    return { ...base, type: FdType.FILE_V2, openFlags, dev };
  }

  /**
   * Device of a mount. Not stat's: overlayfs and btrfs give each file system object a device of its own there, the
   * kernel's events name the mount's.
   */
  #deviceOf(pid: number, mount: number): number | undefined {
    this.#namespace ??= this.#reader.link(`${pid}/ns/mnt`) ?? '';
    const namespace = this.#namespace;
    let devices = this.#mounts.get(namespace);
    if (devices === undefined) {
      const text = this.#reader.text(`${pid}/mountinfo`);
      if (text === undefined) return undefined;
      devices = parseMountInfo(text);
      this.#mounts.set(namespace, devices);
    }
    return devices.get(mount);
  }
}

/** `36 35 98:0 /root /mount …`: mount id → device in the kernel's encoding. */
export function parseMountInfo(text: string): ReadonlyMap<number, number> {
  const devices = new Map<number, number>();
  for (const line of text.split('\n')) {
    const match = /^(\d+) \d+ (\d+):(\d+) /.exec(line);
    if (match !== null) devices.set(Number(match[1]), encodeDevice(Number(match[2]), Number(match[3])));
  }
  return devices;
}

/** The C library's 64-bit device number, as stat returns it, in the kernel's 32-bit encoding. */
function kernelDevice(dev: number): number {
  const big = BigInt(dev);
  const major = Number(((big >> 8n) & 0xfffn) | ((big >> 32n) & 0xfffff000n));
  const minor = Number((big & 0xffn) | ((big >> 12n) & 0xffffff00n));
  return encodeDevice(major, minor);
}

/** new_encode_dev() of the kernel (include/linux/kdev_t.h). */
function encodeDevice(major: number, minor: number): number {
  return ((minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12)) >>> 0;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
