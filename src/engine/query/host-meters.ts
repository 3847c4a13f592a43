// SPDX-License-Identifier: Apache-2.0
// The machine over a window of time: counters of two samples → shares and rates; levels as of the window's end.

import type { Capture } from '../ingest/capture.js';
import type { CpuShares, HostMeters } from '../protocol/host-meters.js';
import type { TimeWindow } from '../protocol/protocol.js';
import type { HostSample } from '../state/host-samples.js';
import { fixedWindow, heldWindow } from './window.js';

/** ns. Shorter windows take the second around their end: samples come once a second. */
const SHORTEST = 0.5e9;

/** Undefined where the capture has no such figures. */
export function hostMeters(capture: Capture, wanted: TimeWindow): HostMeters | undefined {
  const { hostSamples } = capture.state;
  const window = heldWindow(capture, fixedWindow(capture, wanted));
  const last = hostSamples.at(window.to);
  if (last === undefined) return undefined;
  const begin = hostSamples.at(window.from);
  const isShort = begin === undefined || last.time - begin.time < SHORTEST;
  return metersOf(last, isShort ? hostSamples.before(last) : begin);
}

function metersOf(last: HostSample, first: HostSample | undefined): HostMeters {
  const { host } = last;
  const seconds = first === undefined ? Number.NaN : (last.time - first.time) / 1e9;
  type Counter = 'disk_read' | 'disk_written' | 'net_received' | 'net_sent' | 'stall_cpu' | 'stall_memory' | 'stall_io';
  const rate = (name: Counter): number | undefined => positive(difference(host[name], first?.host[name]) / seconds);
  const share = (name: Counter): number | undefined => {
    const perSecond = rate(name);
    return perSecond === undefined ? undefined : Math.min(100, perSecond / 1e7);
  };
  return {
    time: last.time,
    cpus: last.cpus.map((cpu) =>
      shares(
        cpu,
        first?.cpus.find((other) => other.cpu === cpu.cpu),
      ),
    ),
    load: [host.load1, host.load5, host.load15],
    memory: { total: host.memory_total, available: host.memory_available, cached: host.memory_cached },
    swap: { total: host.swap_total, free: host.swap_free },
    disk: { read: rate('disk_read'), written: rate('disk_written') },
    net: { received: rate('net_received'), sent: rate('net_sent') },
    stall: { cpu: share('stall_cpu'), memory: share('stall_memory'), io: share('stall_io') },
  };
}

type CpuSample = HostSample['cpus'][number];

function shares(last: CpuSample, first: CpuSample | undefined): CpuShares {
  const of = (name: 'user' | 'system' | 'waiting' | 'stolen' | 'idle'): number => difference(last[name], first?.[name]);
  const all = of('user') + of('system') + of('waiting') + of('stolen') + of('idle');
  const percent = (value: number): number | undefined => positive((value / all) * 100);
  return {
    cpu: last.cpu ?? 0,
    user: percent(of('user')),
    system: percent(of('system')),
    waiting: percent(of('waiting')),
    stolen: percent(of('stolen')),
  };
}

function difference(last: number | undefined, first: number | undefined): number {
  return last === undefined || first === undefined ? Number.NaN : last - first;
}

/** Counters that went backwards (a device has left) say nothing. */
function positive(value: number): number | undefined {
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
