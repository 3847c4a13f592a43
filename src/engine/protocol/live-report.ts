// SPDX-License-Identifier: Apache-2.0
// What the capture process says of itself, one JSON line a second (live/capture-report.ts writes them). It comes from
// another process: what is not as expected keeps its last value.

import type { CaptureStatus } from './protocol.js';

export interface CaptureReport extends Omit<CaptureStatus, 'behind' | 'pid'> {
  readonly drops: { readonly kernel: number; readonly shim: number };
  /** Events that it has handed over. */
  readonly events: number;
  /** ms of CPU that it had used `time` ms after its start. */
  readonly used: { readonly cpu: number; readonly time: number } | undefined;
}

export const NO_REPORT: CaptureReport = {
  drops: { kernel: 0, shim: 0 },
  events: 0,
  used: undefined,
  cpu: undefined,
  narrowed: 0,
  recorded: undefined,
};

export function reportOfLine(line: string, last: CaptureReport): CaptureReport {
  const said = parsed(line);
  if (said === undefined) return last;
  const drops = membersOf(said['drops']);
  const recorded = membersOf(said['recorded']);
  const cpu = numberOf(said['cpuMs']);
  const time = numberOf(said['ms']);
  const used = cpu === undefined || time === undefined ? last.used : { cpu, time };
  return {
    drops: {
      kernel: numberOf(drops?.['kernel']) ?? last.drops.kernel,
      shim: numberOf(drops?.['shim']) ?? last.drops.shim,
    },
    events: numberOf(said['events']) ?? last.events,
    used,
    cpu: shareOf(last.used, used) ?? last.cpu,
    narrowed: numberOf(said['narrowed']) ?? last.narrowed,
    recorded:
      recorded === undefined
        ? last.recorded
        : { files: numberOf(recorded['files']) ?? 0, bytes: numberOf(recorded['bytes']) ?? 0 },
  };
}

/** Percent of one CPU between two reports. */
function shareOf(before: CaptureReport['used'], after: CaptureReport['used']): number | undefined {
  if (before === undefined || after === undefined || after.time <= before.time) return undefined;
  return (100 * (after.cpu - before.cpu)) / (after.time - before.time);
}

type Members = Readonly<Record<string, unknown>>;

function parsed(line: string): Members | undefined {
  try {
    return membersOf(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function membersOf(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null ? (value as Members) : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
