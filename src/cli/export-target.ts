// SPDX-License-Identifier: Apache-2.0
// Where `sysdrill export` writes to: the options that name it, and what opens it.

import type { ExportColumn } from '../engine/export/export-columns.js';
import { openNdjson } from '../engine/export/ndjson-sink.js';
import type { RecordSink } from '../engine/export/record-sink.js';
import { failure, type Result } from '../engine/result.js';
import type { Options } from './options.js';

/** Option → what its value is. */
export const TARGETS = {
  ndjson: 'FILE',
} as const;

export interface Target {
  readonly kind: keyof typeof TARGETS;
  readonly value: string;
}

export interface TargetOptions {
  readonly options: Options;
  /** Of events. */
  readonly columns: readonly ExportColumn[];
}

/** The error is a sentence about the target. */
export async function openTarget(
  { kind, value }: Target,
  { options }: TargetOptions,
): Promise<Result<RecordSink, string>> {
  switch (kind) {
    case 'ndjson':
      return openNdjson(value, options.compress);
    default:
      return failure(`--${kind as string} is no target`);
  }
}

/** What went, in words; a sentence about what did not. */
export function reportLines(
  sink: RecordSink,
  what: string,
  { sent, lost, problem }: Awaited<ReturnType<RecordSink['close']>>,
): readonly string[] {
  const failed =
    lost > 0 || problem !== undefined ? [`warning: ${lost} ${what} were lost: ${problem ?? 'refused'}`] : [];
  return [`${sent} ${what} to ${sink.name}`, ...failed];
}
