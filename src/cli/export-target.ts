// SPDX-License-Identifier: Apache-2.0
// Where `sysdrill export` writes to: the options that name it, and what opens it.

import { openNdjson } from '../engine/export/ndjson-sink.js';
import type { RecordSink, SinkReport } from '../engine/export/record-sink.js';
import type { Result } from '../engine/result.js';
import type { Options } from './options.js';

/** Option → what its value is. */
export const TARGETS = {
  ndjson: 'FILE',
  parquet: 'DIR',
} as const;

export interface Target {
  readonly kind: keyof typeof TARGETS;
  readonly value: string;
}

export interface RecordTarget {
  readonly kind: Exclude<Target['kind'], 'parquet'>;
  readonly value: string;
}

/** The error is a sentence about the target. */
export async function openSink({ kind, value }: RecordTarget, options: Options): Promise<Result<RecordSink, string>> {
  switch (kind) {
    case 'ndjson':
      return openNdjson(value, options.compress);
  }
}

/** What went, in words; a sentence about what did not. */
export function reportLines(
  { name }: RecordSink,
  what: string,
  { sent, lost, problem }: SinkReport,
): readonly string[] {
  const failed =
    lost > 0 || problem !== undefined ? [`warning: ${lost} ${what} were lost: ${problem ?? 'refused'}`] : [];
  return [`${sent} ${what} to ${name}`, ...failed];
}
