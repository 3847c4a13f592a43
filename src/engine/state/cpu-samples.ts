// SPDX-License-Identifier: Apache-2.0
// The numbers of procinfo events: cumulative user and system time of a thread, in hundredths of a second. Our own probe
// appends the same in ns (libscap-shim/bpf/wire.h), which other readers pass over: a process that lives for a few
// milliseconds uses less than a hundredth, and thousands of them may be what keeps a machine busy.

import type { EventCursor } from '../scap/event-cursor.js';

const USER = 0;
const SYSTEM = 1;
const USER_NS = 2;
const SYSTEM_NS = 3;
const NS_PER_HUNDREDTH = 1e7;

export interface CpuSample {
  /** Hundredths of a second, with a fraction where the event has one. */
  readonly user: number;
  readonly system: number;
}

export function cpuSample(event: EventCursor): CpuSample {
  return { user: hundredths(event, USER_NS, USER), system: hundredths(event, SYSTEM_NS, SYSTEM) };
}

function hundredths(event: EventCursor, exact: number, rough: number): number {
  const ns = event.extra(exact);
  return ns === undefined ? (event.uint(rough) ?? 0) : ns / NS_PER_HUNDREDTH;
}

const UNKNOWN: CpuSample = { user: Number.NaN, system: Number.NaN };

/**
 * What was used since the last sample; unknown (NaN) without one (-1), and where the sum has become less: the number of a
 * thread passes to another one when that starts a program. The kernel estimates the parts: one may shrink while the sum
 * grows, and then the other one has all of it.
 */
export function usedSince(last: CpuSample, now: CpuSample): CpuSample {
  const user = now.user - last.user;
  const system = now.system - last.system;
  const total = user + system;
  if (last.user < 0 || last.system < 0 || total < 0) return UNKNOWN;
  if (user < 0) return { user: 0, system: total };
  return system < 0 ? { user: total, system: 0 } : { user, system };
}
