// SPDX-License-Identifier: Apache-2.0
// The machine as a whole, as /proc says it: stat, meminfo, loadavg, diskstats, net/dev, pressure. What a kernel or a
// container does not show is undefined.

import type { HOST, HOST_CPUS } from '../../scap/own-event-table.js';
import type { OwnRecord } from '../../scap/own-payload.js';
import type { ProcReader } from './proc-reader.js';

export type HostRecord = OwnRecord<typeof HOST>;
export type HostCpuRecord = OwnRecord<typeof HOST_CPUS>;

/** ns of a tick of /proc/stat: USER_HZ is 100 on every architecture of Linux that is still built. */
const TICK = 10_000_000;
const SECTOR = 512;
const KIB = 1024;
const US = 1000;

export function readHost(reader: ProcReader): HostRecord {
  const memory = memoryFigures(reader.ascii('meminfo') ?? '');
  const [load1, load5, load15] = (reader.ascii('loadavg') ?? '').split(' ').slice(0, 3).map(finite);
  const [read, written] = diskFigures(reader.ascii('diskstats'), (name) => reader.ascii(`../sys/block/${name}/size`));
  const [received, sent] = netFigures(reader.ascii('net/dev'));
  return {
    load1,
    load5,
    load15,
    memory_total: memory.get('MemTotal'),
    memory_available: memory.get('MemAvailable'),
    memory_cached: memory.get('Cached'),
    swap_total: memory.get('SwapTotal'),
    swap_free: memory.get('SwapFree'),
    disk_read: read,
    disk_written: written,
    net_received: received,
    net_sent: sent,
    stall_cpu: stallOf(reader.ascii('pressure/cpu')),
    stall_memory: stallOf(reader.ascii('pressure/memory')),
    stall_io: stallOf(reader.ascii('pressure/io')),
  };
}

export function readHostCpus(reader: ProcReader): readonly HostCpuRecord[] {
  return [...(reader.ascii('stat') ?? '').matchAll(/^cpu(\d+) +(.+)$/gm)].map(([, cpu, text]) => {
    const ticks = (text ?? '').split(' ').map(Number);
    const sum = (...places: readonly number[]): number => places.reduce((all, i) => all + (ticks[i] ?? 0), 0) * TICK;
    return {
      cpu: Number(cpu),
      user: sum(0, 1),
      system: sum(2, 5, 6),
      idle: sum(3),
      waiting: sum(4),
      stolen: sum(7),
    };
  });
}

/** Bytes, by name. */
function memoryFigures(text: string): ReadonlyMap<string, number> {
  return new Map([...text.matchAll(/^(\w+): +(\d+) kB$/gm)].map(([, name = '', kib]) => [name, Number(kib) * KIB]));
}

/** Partitions, and devices that only pass on to others (dm, md, loop), would count the same bytes again. */
function diskFigures(
  text: string | undefined,
  sizeOf: (device: string) => string | undefined,
): readonly (number | undefined)[] {
  if (text === undefined) return [undefined, undefined];
  let [read, written] = [0, 0];
  for (const line of text.split('\n')) {
    const [, , name = '', , , sectorsRead, , , , sectorsWritten] = line.trim().split(/ +/);
    if (name === '' || /^(?:loop|ram|zram|dm-|md|sr|fd)\d/.test(name) || sizeOf(name) === undefined) continue;
    read += Number(sectorsRead) * SECTOR;
    written += Number(sectorsWritten) * SECTOR;
  }
  return [read, written];
}

function netFigures(text: string | undefined): readonly (number | undefined)[] {
  if (text === undefined) return [undefined, undefined];
  let [received, sent] = [0, 0];
  for (const [, name, figures = ''] of text.matchAll(/^ *([^ :]+): *(.+)$/gm)) {
    if (name === 'lo') continue;
    const numbers = figures.split(/ +/).map(Number);
    received += numbers[0] ?? 0;
    sent += numbers[8] ?? 0;
  }
  return [received, sent];
}

/** ns. Undefined without PSI (before Linux 4.20, or switched off). */
function stallOf(text: string | undefined): number | undefined {
  const us = /^some .*total=(\d+)/m.exec(text ?? '')?.[1];
  return us === undefined ? undefined : Number(us) * US;
}

function finite(text: string): number | undefined {
  const value = Number.parseFloat(text);
  return Number.isFinite(value) ? value : undefined;
}
