// SPDX-License-Identifier: Apache-2.0
// The control groups of containers, as the recorder says them once a second (own event `cgroups`).

import type { CGROUPS } from '../scap/own-event-table.js';
import type { OwnRecord } from '../scap/own-payload.js';
import type { CgroupFigures } from './cgroup-figures.js';

export type CgroupRecord = OwnRecord<typeof CGROUPS>;

export interface CgroupSample {
  readonly row: number;
  /** ns since the capture's first event. */
  readonly time: number;
  readonly record: CgroupRecord;
}

export class CgroupSamples {
  /** By container, in the order of time. */
  readonly #samples = new Map<string, CgroupSample[]>();

  add(sample: CgroupSample): void {
    const id = sample.record.container;
    if (id === undefined) return;
    const known = this.#samples.get(id);
    if (known === undefined) this.#samples.set(id, [sample]);
    else known.push(sample);
  }

  /** At or before a row; undefined where nothing was said by then. */
  figures(container: string, row: number): CgroupFigures | undefined {
    const samples = this.#samples.get(container) ?? [];
    const at = samples.findLastIndex((sample) => sample.row <= row);
    const last = samples[at];
    return last === undefined ? undefined : figuresOf(last, samples[at - 1]);
  }

  /** Events before `row` have left. */
  forget(row: number): void {
    for (const [id, samples] of this.#samples) {
      const kept = samples.findIndex((sample) => sample.row >= row);
      samples.splice(0, kept < 0 ? samples.length : kept);
      if (samples.length === 0) this.#samples.delete(id);
    }
  }

  clear(): void {
    this.#samples.clear();
  }
}

type Counter = Exclude<keyof CgroupRecord, 'container'>;

function figuresOf({ record, time }: CgroupSample, before: CgroupSample | undefined): CgroupFigures {
  const level = (name: Counter): number => record[name] ?? Number.NaN;
  const limit = (name: Counter): number => level(name) || Number.NaN;
  const ns = time - (before?.time ?? Number.NaN);
  const gained = (name: Counter): number => {
    const difference = level(name) - (before?.record[name] ?? Number.NaN);
    // A container that was started again counts from 0.
    return difference >= 0 ? difference : Number.NaN;
  };
  const ofTime = (name: Counter): number => Math.min(100, (100 * gained(name)) / ns);
  const periods = gained('periods');
  return {
    cpu: (100 * gained('cpu')) / (ns * limit('cpu_limit')),
    cpuLimit: limit('cpu_limit'),
    throttled: periods === 0 ? 0 : (100 * gained('throttled')) / periods,
    memory: level('memory'),
    memoryLimit: limit('memory_limit'),
    memoryShare: (100 * level('memory')) / limit('memory_limit'),
    oomKills: level('oom_kills'),
    pids: level('pids'),
    pidsShare: (100 * level('pids')) / limit('pids_limit'),
    stallCpu: ofTime('stall_cpu'),
    stallMemory: ofTime('stall_memory'),
    stallIo: ofTime('stall_io'),
  };
}
