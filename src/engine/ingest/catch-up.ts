// SPDX-License-Identifier: Apache-2.0
// What a live engine does when it falls behind: it goes to now in one step. Events of before still pass the state engine,
// so that what is known of threads and descriptors stays right; only their rows are left out, and counted.

import type { Capture } from './capture.js';

/** ns behind from which it skips, and until which it goes on skipping. */
const TOO_LATE = 5e9;
const CAUGHT_UP = 1e9;
const NS_PER_MS = 1_000_000n;

/** ns that the newest event is old; 0 where there is none. */
export function lagOf(capture: Capture, nowMs: number): number {
  const { newest, state } = capture;
  if (Number.isNaN(newest)) return 0;
  return Math.max(0, Number(BigInt(Math.floor(nowMs)) * NS_PER_MS - state.baseTime) - newest);
}

/** To be called after each chunk of a live stream; `nowMs`: the clock of the machine that the events are from. */
export function catchUp(capture: Capture, nowMs: number): void {
  capture.skips = lagOf(capture, nowMs) > (capture.skips ? CAUGHT_UP : TOO_LATE);
}
