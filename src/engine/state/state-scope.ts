// SPDX-License-Identifier: Apache-2.0
// How much of the machine somebody who reads a stream wants to know of. Less is faster: what only others could see is not
// kept. What is kept is the same, event by event, as with everything.

export interface StateScope {
  /** Threads and which call each is in: the latency of calls, and on-CPU times. Else only results of calls are known. */
  readonly threads: boolean;
  /** Fds of events and tables of processes; needs threads. */
  readonly fds: boolean;
  /** Snapshots of the threads of events: names, users, containers, counters; needs all else. */
  readonly snapshots: boolean;
  /**
   * Types of fds whose events somebody asks about: bit n stands for type n of FdType. Events without such an fd have no
   * snapshot of their thread, and opened files have no path where neither files nor directories are among them. What
   * threads use is not kept (asksUse).
   */
  readonly fdTypes: number;
}

/** Events of every fd, and those without. */
export const EVERY_FD = -1;

/** Whether events on fds of a type are asked about. */
export function asksFd({ fdTypes }: StateScope, type: number): boolean {
  return ((fdTypes >>> type) & 1) === 1;
}

/**
 * Whether somebody asks what threads use: their memory, faults, time on CPUs. Events of an fd do not show it, and no others
 * are asked about where only some fds are.
 */
export function asksUse({ fdTypes }: StateScope): boolean {
  return fdTypes === EVERY_FD;
}

export const WHOLE_STATE: StateScope = { threads: true, fds: true, snapshots: true, fdTypes: EVERY_FD };
