// SPDX-License-Identifier: Apache-2.0
// What the program says of itself among the metrics: events seen, events lost, what it holds.

import type { MetricFamily } from '../engine/metrics/metric-family.js';
import type { OpenInput } from '../engine/pipeline/open-input.js';
import { packageVersion } from '../program-files.js';

export function programFamilies({ capture, live }: OpenInput): readonly MetricFamily[] {
  const one = (name: string, type: 'counter' | 'gauge', help: string, value: number): MetricFamily => ({
    name,
    type,
    help,
    series: [{ labels: [], value }],
  });
  return [
    one('sysdrill_events_total', 'counter', 'Events read.', capture.store.rows),
    one('sysdrill_store_bytes', 'gauge', 'Memory of the events that are held.', capture.memoryBytes),
    ...(live === undefined ? [] : [lostFamily(live.report().drops)]),
    {
      name: 'sysdrill_build_info',
      type: 'gauge',
      help: 'The version of sysdrill.',
      series: [{ labels: [['version', packageVersion()]], value: 1 }],
    },
  ];
}

function lostFamily({ kernel, shim }: { readonly kernel: number; readonly shim: number }): MetricFamily {
  return {
    name: 'sysdrill_lost_events_total',
    type: 'counter',
    help: 'Events that were lost, by where: in the rings of the kernel or in the queue after them.',
    series: [
      { labels: [['where', 'kernel']], value: kernel },
      { labels: [['where', 'queue']], value: shim },
    ],
  };
}
