// SPDX-License-Identifier: Apache-2.0
// What sysdrill itself costs, now: CPU since the last reading and resident memory, of this process (interface and engine)
// and of the one that captures. A tool that watches a machine in trouble owes that to it.

import { readFile } from 'node:fs/promises';

export interface SelfCost {
  /** Percent of one core; undefined for the first reading. */
  readonly cpu: number | undefined;
  /** Resident in memory. Pages that both processes share count twice, as in every list of processes. */
  readonly bytes: number;
}

/** ms of a clock tick in /proc (USER_HZ is 100 on every Linux that sysdrill runs on). */
const TICK = 10;

interface ProcessCost {
  /** CPU time so far, ms. */
  readonly cpu: number;
  readonly bytes: number;
}

export class SelfMeter {
  /** CPU time by process at the last reading. */
  #before: ReadonlyMap<number, number> = new Map();
  #time = 0;

  /** `capture`: the process that captures, where there is one. */
  async read(capture: number | undefined): Promise<SelfCost> {
    const costs = new Map<number, ProcessCost>([[process.pid, ownCost()]]);
    const other = capture === undefined ? undefined : await costOf(capture);
    if (capture !== undefined && other !== undefined) costs.set(capture, other);
    const now = performance.now();
    const elapsed = now - this.#time;
    const isFirst = this.#time === 0;
    let used = 0;
    let bytes = 0;
    for (const [pid, cost] of costs) {
      used += cost.cpu - (this.#before.get(pid) ?? cost.cpu);
      bytes += cost.bytes;
    }
    this.#before = new Map([...costs].map(([pid, { cpu }]) => [pid, cpu]));
    this.#time = now;
    return { cpu: isFirst ? undefined : Math.max(0, (used / elapsed) * 100), bytes };
  }
}

function ownCost(): ProcessCost {
  const { user, system } = process.cpuUsage();
  return { cpu: (user + system) / 1000, bytes: process.memoryUsage.rss() };
}

/** proc(5): utime and stime are fields 14 and 15 of stat, counted after the name, which may hold anything. */
async function costOf(pid: number): Promise<ProcessCost | undefined> {
  try {
    const [stat, status] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'latin1'),
      readFile(`/proc/${pid}/status`, 'latin1'),
    ]);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[14 - 3]) + Number(fields[15 - 3]);
    // In KiB, whatever the size of a page.
    const resident = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
    return Number.isFinite(ticks) && Number.isFinite(resident) ? { cpu: ticks * TICK, bytes: resident } : undefined;
  } catch {
    // It has ended.
    return undefined;
  }
}
