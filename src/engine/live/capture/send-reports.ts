// SPDX-License-Identifier: Apache-2.0
// The capture process reports on itself, once a second on fd 3 (protocol/capture-report.ts has the format).

import { write } from 'node:fs';
import { type CaptureReport, type Recorded, reportLine } from '../../protocol/capture-report.js';
import type { SourceReport } from '../containers/container-metadata.js';
import type { NativeStats } from './native.js';

const REPORT_FD = 3;
const PERIOD = 1000;

export function reportOf(
  stats: NativeStats,
  sources: readonly SourceReport[],
  recorded: Recorded | undefined,
): CaptureReport {
  const { user, system } = process.cpuUsage();
  // The reader of a recording gets counts of what reached the screen; the recording's own losses are reported at its end.
  const isWatched = recorded !== undefined;
  return {
    drops: {
      kernel: stats.drops_ring + stats.drops_ring_state + stats.drops_reentered + stats.misses,
      // Not drops_sampled: the next CPU sample makes up for one that is missing.
      shim: isWatched ? stats.drops_watch : stats.drops_sink,
    },
    events: isWatched ? stats.watched_events : stats.events_out,
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
    write(REPORT_FD, reportLine(report()), () => {
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
