// SPDX-License-Identifier: Apache-2.0
// The machine's own figures, as the recorder says them once a second (own events `host` and `host-cpus`).

import type { HOST, HOST_CPUS } from '../scap/own-event-table.js';
import type { OwnRecord } from '../scap/own-payload.js';

export interface HostSample {
  readonly row: number;
  /** ns since the capture's first event. */
  readonly time: number;
  readonly host: OwnRecord<typeof HOST>;
  /** Of each CPU that was online; empty until they are said. */
  cpus: readonly OwnRecord<typeof HOST_CPUS>[];
}

export class HostSamples {
  /** By time. */
  readonly #samples: HostSample[] = [];

  add(sample: HostSample): void {
    this.#samples.push(sample);
  }

  addCpus(cpus: readonly OwnRecord<typeof HOST_CPUS>[]): void {
    const last = this.#samples.at(-1);
    if (last !== undefined) last.cpus = cpus;
  }

  /** The last sample at or before `time`; before the first one, that. Undefined where there is none. */
  at(time: number): HostSample | undefined {
    let [low, high] = [0, this.#samples.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#samples[middle]?.time ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return this.#samples[Math.max(0, low - 1)];
  }

  /** Percent of the time between the samples at two times that a CPU was busy; NaN unknown. */
  busyShare(cpu: number, from: number, to: number): number {
    const last = this.at(to);
    const first = this.at(from) === last && last !== undefined ? this.before(last) : this.at(from);
    const [before, after] = [first, last].map((sample) => sample?.cpus.find((one) => one.cpu === cpu));
    const used = (key: 'user' | 'system' | 'waiting' | 'stolen' | 'idle') =>
      (after?.[key] ?? Number.NaN) - (before?.[key] ?? Number.NaN);
    const busy = used('user') + used('system');
    return (100 * busy) / (busy + used('idle') + used('waiting') + used('stolen'));
  }

  /** The sample before one. */
  before(sample: HostSample): HostSample | undefined {
    return this.#samples[this.#samples.indexOf(sample) - 1];
  }

  /** Events before `row` have left. */
  forget(row: number): void {
    const kept = this.#samples.findIndex((sample) => sample.row >= row);
    this.#samples.splice(0, kept < 0 ? this.#samples.length : kept);
  }

  clear(): void {
    this.#samples.length = 0;
  }
}
