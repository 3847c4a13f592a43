// SPDX-License-Identifier: Apache-2.0
// What the machine-info block of a live capture says.

import { cpus, hostname, totalmem } from 'node:os';
import type { MachineInfo } from '../../scap/metadata.js';
import type { ProcReader } from './proc-reader.js';

const NS_PER_MS = 1_000_000n;

export function readMachine(reader: ProcReader): MachineInfo {
  return {
    cpus: cpus().length,
    memoryBytes: totalmem(),
    maxPid: Number.parseInt(reader.ascii('sys/kernel/pid_max') ?? '', 10) || 0,
    hostname: hostname(),
    bootTime: bootTime(reader),
  };
}

/**
 * When the machine was started, ns since the epoch; 0n unknown. Now minus the time since boot, suspend included, which
 * /proc/uptime gives to 10 ms: closer than the whole seconds of btime in /proc/stat.
 */
function bootTime(reader: ProcReader): bigint {
  const uptime = Number.parseFloat(reader.ascii('uptime') ?? '');
  if (!Number.isFinite(uptime)) return 0n;
  return BigInt(Math.round(Date.now() - uptime * 1000)) * NS_PER_MS;
}
