// SPDX-License-Identifier: Apache-2.0
// Is the process of a number still the one that the row means? Numbers are used again: its start time must be the same, just
// before anything is done to it. Also what else /proc says of it: its nice value.

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Clock ticks in a second; 100 on every Linux that sysdrill runs on (USER_HZ). */
const TICKS = 100n;
const NS = 1_000_000_000n;
/**
 * ns. Both sides come from the ticks of /proc and the time of boot, each to 10 ms, or from the event of the clone. No number
 * is used again within a second: all others come first.
 */
const TOLERANCE = 1_000_000_000n;

export interface ProcessNow {
  /** ns since the epoch. */
  readonly started: bigint;
  readonly nice: number;
}

/** Readings of the two clocks; a busy machine may come between them, not between all of them. */
const READINGS = 5;

/**
 * When this machine was started, ns since the epoch; undefined where nothing says. Asked once, as the capture does at its
 * start: somebody may set the clock meanwhile, and the starts of processes must stay what they were.
 */
export function bootTime(root = '/proc'): bigint | undefined {
  let best: { readonly took: number; readonly boot: bigint } | undefined;
  for (let i = 0; i < READINGS; i++) {
    const before = performance.now();
    const boot = readBootTime(root);
    const took = performance.now() - before;
    if (boot !== undefined && (best === undefined || took < best.took)) best = { took, boot };
  }
  return best?.boot;
}

function readBootTime(root: string): bigint | undefined {
  try {
    const up = /^(\d+)\.(\d\d)/.exec(readFileSync(`${root}/uptime`, 'latin1'));
    return up === null ? undefined : BigInt(Date.now()) * 1_000_000n - BigInt(`${up[1]}${up[2]}`) * (NS / 100n);
  } catch {
    return undefined;
  }
}

/** What /proc says of a process; undefined where there is none. `boot`: from bootTime. */
export async function processNow(
  pid: string,
  boot: bigint | undefined,
  root = '/proc',
): Promise<ProcessNow | undefined> {
  if (boot === undefined) return undefined;
  try {
    return parse(await readFile(`${root}/${pid}/stat`, 'latin1'), boot);
  } catch {
    return undefined;
  }
}

/** proc(5): field 2 is the name in parentheses and may hold anything; 19 is nice, 22 the start in ticks after boot. */
function parse(stat: string, boot: bigint): ProcessNow | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [nice, ticks] = [Number(fields[19 - 3]), fields[22 - 3]];
  if (ticks === undefined || !/^\d+$/.test(ticks) || !Number.isInteger(nice)) return undefined;
  return { started: boot + (BigInt(ticks) * NS) / TICKS, nice };
}

export interface KnownStart {
  /** `proc.pid.ts` of the row: ns since the epoch as a decimal text; null for processes older than the capture. */
  readonly started: string | null;
  /** ns since the epoch of the capture's first event. */
  readonly captureStart: bigint | undefined;
}

/**
 * Why the process is not to be touched; undefined where it is the one that was meant. One that is older than the capture
 * must be so still: a process that has its number now but started later is another one.
 */
export function identityProblem(
  pid: string,
  { started, captureStart }: KnownStart,
  now: ProcessNow | undefined,
): string | undefined {
  if (now === undefined) return `process ${pid} has ended`;
  const another = `process ${pid} has ended, its number belongs to another one now`;
  if (started !== null && /^\d+$/.test(started)) {
    const apart = BigInt(started) - now.started;
    return apart <= TOLERANCE && apart >= -TOLERANCE ? undefined : another;
  }
  if (captureStart === undefined) return `when process ${pid} started is not known: it may be another one by now`;
  return now.started <= captureStart + TOLERANCE ? undefined : another;
}
