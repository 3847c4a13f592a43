// SPDX-License-Identifier: Apache-2.0
// What the capture process tells its parent, one JSON line a second on fd 3:
//   {"drops":{"kernel":0,"shim":0},"events":123,"bytes":4567,"narrowed":0,"queue":0.02,"cpuMs":15,"ms":2000,
//    "containers":[{"name":"Docker","state":"connected","text":"Docker 27.1"}],"recorded":{"files":1,"bytes":4567}}
// Counters are sums since the start. `queue`: how full the shim's queue is, 0…1. `cpuMs`: what the capture process has
// used, all its threads, `ms` after its start. Engines that are not there are left out. `recorded` only where a file is written besides.

import { write } from 'node:fs';
import type { SourceReport } from '../containers/container-metadata.js';
import type { NativeStats } from './native.js';

const REPORT_FD = 3;
const PERIOD = 1000;

export interface CaptureReport {
  readonly drops: {
    /** Events that the kernel's side had no room for, or could not look at. */
    readonly kernel: number;
    /** Events lost behind it. */
    readonly shim: number;
  };
  readonly events: number;
  readonly bytes: number;
  /** Events that the filter left out in the kernel: not lost. */
  readonly narrowed: number;
  readonly queue: number;
  readonly cpuMs: number;
  /** Since the process began: what cpuMs is a share of, however late the line is read. */
  readonly ms: number;
  readonly containers: readonly { readonly name: string; readonly state: string; readonly text: string }[];
  /** Files of the recording, and what has reached them. */
  readonly recorded?: Recorded;
}

export interface Recorded {
  readonly files: number;
  readonly bytes: number;
}

export function reportOf(
  stats: NativeStats,
  sources: readonly SourceReport[],
  recorded: Recorded | undefined,
): CaptureReport {
  const { user, system } = process.cpuUsage();
  return {
    drops: {
      kernel: stats.drops_ring + stats.drops_ring_state + stats.drops_reentered + stats.misses,
      // Not drops_sampled: the next CPU sample makes up for one that is missing.
      shim: stats.drops_sink,
    },
    events: stats.events_out,
    bytes: stats.bytes_out,
    narrowed: stats.narrowed,
    queue: stats.queue_capacity === 0 ? 0 : stats.queue_bytes / stats.queue_capacity,
    cpuMs: Math.round((user + system) / 1000),
    ms: Math.round(performance.now()),
    containers: sources
      .filter(({ state }) => state.kind !== 'absent')
      .map(({ name, state }) => ({
        name,
        state: state.kind,
        text: state.kind === 'connected' ? state.version : state.reason,
      })),
    ...(recorded === undefined ? {} : { recorded }),
  };
}

/** ms that the last report may take; a parent that does not read misses it. */
const LAST = 200;

/** Sends a report each second; the answer stops it, with a last one. A parent that does not read misses some. */
export function startReports(report: () => CaptureReport): () => Promise<void> {
  let isBusy = false;
  const send = (done: () => void) => {
    if (isBusy) return;
    isBusy = true;
    write(REPORT_FD, `${JSON.stringify(report())}\n`, () => {
      isBusy = false;
      done();
    });
  };
  const timer = setInterval(send, PERIOD, () => undefined);
  timer.unref();
  send(() => undefined);
  return () => {
    clearInterval(timer);
    return new Promise((resolve) => {
      setTimeout(resolve, LAST).unref();
      send(resolve);
    });
  };
}
