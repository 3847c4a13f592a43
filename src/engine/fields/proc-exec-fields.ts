// SPDX-License-Identifier: Apache-2.0
// The executable of a process and what the process holds: inode and age of the file, capabilities of the exec, memory,
// fds, standard streams, health probes.

import type { ContainerInfo, ContainerProbe } from '../state/container-info.js';
import { fdTypeName } from '../state/fd-info.js';
import { ExeFlag, type ThreadInfo } from '../state/thread-info.js';
import { ancestors } from './ancestry.js';
import type { Field, FieldSource } from './field.js';
import { fieldTable, ofEvent, ofMetric, ofThread, PERCENT } from './field-table.js';
import { nonZero } from './proc-fields.js';

function exeFlag(flag: number): FieldSource {
  return ofThread((t) => (t.exeFlags & flag) !== 0);
}

/** Nanoseconds from the last change of the executable's inode to the start of the process. */
function inodeAge(t: ThreadInfo): bigint | undefined {
  if (t.cloneTime === 0n || t.exeInoCtime === 0n) return undefined;
  return nonZero(t.cloneTime - t.exeInoCtime);
}

/** Nanoseconds from the start of the pid namespace (the container) to the last change of the executable's inode. */
function inodeAgeInContainer(t: ThreadInfo): bigint | undefined {
  if (t.pidnsInitStart === 0n || t.exeInoCtime <= t.pidnsInitStart) return undefined;
  return t.exeInoCtime - t.pidnsInitStart;
}

function streamType(fd: number): FieldSource {
  return ofEvent((event) => {
    const info = event.fdAt(fd);
    return info === undefined ? undefined : fdTypeName(info.type);
  });
}

function streamName(fd: number): FieldSource {
  return ofEvent((event) => event.fdAt(fd)?.name);
}

/**
 * A process belongs to a probe if its command line, or that of the ancestor that started it, is the probe's and it does
 * not descend from the container's init: the runtime starts probes from outside.
 */
function isProbe(probe: (container: ContainerInfo) => ContainerProbe | undefined): FieldSource {
  return ofThread((thread) => {
    if (thread.containerId === '') return false;
    const line = [thread.leader, ...ancestors(thread)];
    if (line.some((process) => process.vpid === 1 && process.containerId !== '')) return false;
    return line.some((process) => {
      const wanted = process.container === undefined ? undefined : probe(process.container);
      return wanted !== undefined && runs(process, wanted);
    });
  });
}

function runs(process: ThreadInfo, { exe, args }: ContainerProbe): boolean {
  return process.exe === exe && process.args.length === args.length && process.args.every((arg, i) => arg === args[i]);
}

export const PROC_EXEC_FIELDS: readonly Field[] = fieldTable('proc', [
  [
    'proc.is_exe_writable',
    'BOOL',
    'Whether the user may write to the executable that it runs.',
    exeFlag(ExeFlag.WRITABLE),
  ],
  [
    'proc.is_exe_upper_layer',
    'BOOL',
    'Whether the executable is in the written layer of an overlay file system: not part of the image.',
    exeFlag(ExeFlag.UPPER_LAYER),
  ],
  [
    'proc.is_exe_lower_layer',
    'BOOL',
    'Whether the executable is part of the image below an overlay.',
    exeFlag(ExeFlag.LOWER_LAYER),
  ],
  [
    'proc.is_exe_from_memfd',
    'BOOL',
    'Whether the executable has no file: it was run from a memfd.',
    exeFlag(ExeFlag.FROM_MEMFD),
  ],
  [
    'proc.exe_ino',
    'INT64',
    'Inode number of the executable.',
    ofThread((t) => (t.exeIno === 0 ? undefined : t.exeIno)),
  ],
  [
    'proc.exe_ino.ctime',
    'ABSTIME',
    'When the executable’s inode last changed, in nanoseconds since 1970.',
    ofThread((t) => nonZero(t.exeInoCtime)),
  ],
  [
    'proc.exe_ino.mtime',
    'ABSTIME',
    'When the executable was last written, in nanoseconds since 1970.',
    ofThread((t) => nonZero(t.exeInoMtime)),
  ],
  [
    'proc.exe_ino.ctime_duration_proc_start',
    'ABSTIME',
    'Nanoseconds between the last change of the executable’s inode and the start of the process.',
    ofThread(inodeAge),
  ],
  [
    'proc.exe_ino.ctime_duration_pidns_start',
    'ABSTIME',
    'Nanoseconds between the start of the pid namespace and the last change of the executable’s inode, where that is later.',
    ofThread(inodeAgeInContainer),
  ],
  [
    'proc.pidns_init_start_ts',
    'UINT64',
    'When the pid namespace (the container, or the machine) started, in nanoseconds since 1970.',
    ofThread((t) => nonZero(t.pidnsInitStart)),
  ],
  ['proc.nthreads', 'UINT64', 'Threads of the process, the main one included.', ofMetric('threadCount')],
  [
    'proc.nchilds',
    'UINT64',
    'Threads of the process without the main one.',
    ofEvent((event) => {
      const threads = event.metric('threadCount');
      return threads === undefined ? undefined : Math.max(threads - 1, 0);
    }),
  ],
  ['proc.fdopencount', 'UINT64', 'Fds that the process has open.', ofMetric('fdCount')],
  [
    'proc.fdlimit',
    'INT64',
    'Most fds that the process may have open.',
    ofThread((t) => (t.leader.fdLimit < 0 ? undefined : t.leader.fdLimit)),
  ],
  [
    'proc.fdusage',
    'DOUBLE',
    'Open fds in percent of the limit; 100 also where the limit was lowered below what is open.',
    ofEvent((event) => {
      const open = event.metric('fdCount');
      const limit = event.thread?.leader.fdLimit ?? -1;
      return open === undefined || limit < 0 ? undefined : limit === 0 ? 0 : Math.min(100, (100 * open) / limit);
    }),
    PERCENT,
  ],
  ['proc.vmsize', 'UINT64', 'Virtual memory, KiB.', ofMetric('vmSizeKb')],
  ['proc.vmrss', 'UINT64', 'Memory that is in RAM, KiB.', ofMetric('vmRssKb')],
  ['proc.vmswap', 'UINT64', 'Memory that is swapped out, KiB.', ofMetric('vmSwapKb')],
  ['proc.stdin.type', 'CHARBUF', 'Type of fd 0.', streamType(0)],
  ['proc.stdout.type', 'CHARBUF', 'Type of fd 1.', streamType(1)],
  ['proc.stderr.type', 'CHARBUF', 'Type of fd 2.', streamType(2)],
  ['proc.stdin.name', 'CHARBUF', 'Name of fd 0.', streamName(0)],
  ['proc.stdout.name', 'CHARBUF', 'Name of fd 1.', streamName(1)],
  ['proc.stderr.name', 'CHARBUF', 'Name of fd 2.', streamName(2)],
  [
    'proc.is_container_healthcheck',
    'BOOL',
    'Whether the process was started by the container’s health check.',
    isProbe((container) => container.healthcheck),
  ],
  [
    'proc.is_container_liveness_probe',
    'BOOL',
    'Whether the process was started by the container’s liveness probe.',
    isProbe((container) => container.livenessProbe),
  ],
  [
    'proc.is_container_readiness_probe',
    'BOOL',
    'Whether the process was started by the container’s readiness probe.',
    isProbe((container) => container.readinessProbe),
  ],
]);
