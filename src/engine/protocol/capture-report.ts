// SPDX-License-Identifier: Apache-2.0
// The capture process reports on itself to the process that started it: one JSON line a second on fd 3. Type, writer and
// reader of that line. live/capture/send-reports.ts fills and sends it, pipeline/live-source.ts reads it.

import type { CaptureStatus } from './protocol.js';

/** Counters are sums since the start. */
export interface CaptureReport {
  readonly drops: {
    /** Events that the kernel's side had no room for, or could not look at. */
    readonly kernel: number;
    /** Events lost after it. */
    readonly shim: number;
  };
  readonly events: number;
  readonly bytes: number;
  /** Events that the filter left out in the kernel: not lost. */
  readonly narrowed: number;
  /** How full the shim's queue is, 0…1. */
  readonly queue: number;
  /** ms of CPU that the capture process has used, all its threads, `ms` after its start, however late the line is read. */
  readonly cpuMs: number;
  readonly ms: number;
  /** Engines that are there. */
  readonly containers: readonly { readonly name: string; readonly state: string; readonly text: string }[];
  /** Only where files are written besides. */
  readonly recorded?: Recorded;
  /** Processes that ran before are not in /proc for this user. */
  readonly hidden?: boolean;
  /** Only the processes of the user who watches are shown. */
  readonly limited?: boolean;
}

export const HIDDEN_PROCESSES =
  '/proc hides processes from this user (hidepid), or is not mounted: what ran before the capture is a number without a name';

/** Files of the recording, and the bytes that have reached them. */
export interface Recorded {
  readonly files: number;
  readonly bytes: number;
  /** Events that were lost to the files: in the kernel, and because they could not be written. */
  readonly lost?: number;
}

export function reportLine(report: CaptureReport): string {
  return `${JSON.stringify(report)}\n`;
}

/** What the reports so far amount to. */
export interface CaptureFigures extends Omit<CaptureStatus, 'behind' | 'every' | 'pid'> {
  readonly drops: CaptureReport['drops'];
  /** Events that it has handed over. */
  readonly events: number;
  /** Of the last report. */
  readonly used: Pick<CaptureReport, 'cpuMs' | 'ms'> | undefined;
}

export const NO_FIGURES: CaptureFigures = {
  drops: { kernel: 0, shim: 0 },
  events: 0,
  used: undefined,
  cpu: undefined,
  narrowed: 0,
  recorded: undefined,
  hidden: false,
  limited: false,
};

/** The figures after one more line. It comes from another process: what is not as expected keeps its last value. */
export function withReport(line: string, last: CaptureFigures): CaptureFigures {
  const report = parsed(line);
  if (report === undefined) return last;
  const drops = membersOf<CaptureReport['drops']>(report.drops);
  const recorded = membersOf<Recorded>(report.recorded);
  const [cpuMs, ms] = [numberOf(report.cpuMs), numberOf(report.ms)];
  const used = cpuMs === undefined || ms === undefined ? last.used : { cpuMs, ms };
  return {
    drops: {
      kernel: numberOf(drops?.kernel) ?? last.drops.kernel,
      shim: numberOf(drops?.shim) ?? last.drops.shim,
    },
    events: numberOf(report.events) ?? last.events,
    used,
    cpu: shareOf(last.used, used) ?? last.cpu,
    narrowed: numberOf(report.narrowed) ?? last.narrowed,
    recorded: recorded === undefined ? last.recorded : recordedOf(recorded),
    hidden: report.hidden === true,
    limited: report.limited === true,
  };
}

function recordedOf({ files, bytes, lost }: Members<Recorded>): Recorded {
  const figures = { files: numberOf(files) ?? 0, bytes: numberOf(bytes) ?? 0 };
  const known = numberOf(lost);
  return known === undefined ? figures : { ...figures, lost: known };
}

/** Percent of one CPU between two reports. */
function shareOf(before: CaptureFigures['used'], after: CaptureFigures['used']): number | undefined {
  if (before === undefined || after === undefined || after.ms <= before.ms) return undefined;
  return (100 * (after.cpuMs - before.cpuMs)) / (after.ms - before.ms);
}

/** The names are those of the writer, checked by the compiler; the values may be anything. */
type Members<T> = { readonly [K in keyof T]?: unknown };

function parsed(line: string): Members<CaptureReport> | undefined {
  try {
    return membersOf(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function membersOf<T>(value: unknown): Members<T> | undefined {
  return typeof value === 'object' && value !== null ? (value as Members<T>) : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
