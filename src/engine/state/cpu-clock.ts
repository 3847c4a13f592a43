// SPDX-License-Identifier: Apache-2.0
// When CPU times were sampled. A pass samples every thread that ran since the last
// one, all with one time: between two passes the CPU time of everything is known, in between it is not. Captures of other
// tools have samples without passes, or scheduler switches alone.

/** What a capture says of CPU time. */
export type CpuSource = 'samples' | 'switches' | 'none';

export class CpuClock {
  /** Times of the passes, ns since the capture's first event, in order. */
  readonly passes: number[] = [];
  /** ns: the longest that a thread had a CPU between two switches. */
  longestSlice = 0;
  #lastSample = Number.NaN;
  #hasSamples = false;
  #hasSwitches = false;

  /** `isComplete`: whether every thread that ran has samples. Other tools may have missed what lived for a short time. */
  source(isComplete: boolean): CpuSource {
    if (this.#hasSamples && (isComplete || !this.#hasSwitches)) return 'samples';
    return this.#hasSwitches ? 'switches' : 'none';
  }

  /** A CPU sample of a thread. Two of the same time are of a pass. */
  sampled(time: number): void {
    if (time === this.#lastSample) this.#addPass(time);
    this.#lastSample = time;
    this.#hasSamples = true;
  }

  /** A thread left a CPU that it had for so long, NaN unknown. */
  switched(ns: number): void {
    this.#hasSwitches = true;
    if (ns > this.longestSlice) this.longestSlice = ns;
  }

  #addPass(time: number): void {
    const last = this.passes.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (time > last) this.passes.push(time);
  }

  /** Times count from another event now. */
  shiftTimes(shift: number): void {
    for (const [i, time] of this.passes.entries()) this.passes[i] = time + shift;
    this.#lastSample += shift;
  }
}
