// SPDX-License-Identifier: Apache-2.0
// A stretch of a recording saved as a capture of its own.

import type { EpochSpan } from '../engine/pipeline/alert-spans.js';
import type { Result } from '../engine/result.js';
import { capturesIn, filesWithin, readRing } from '../engine/ring/ring-folder.js';
import type { Options } from './options.js';
import { saveEvents } from './save.js';

/** Undefined where the folder holds nothing of the span. */
export async function saveRingSpan(
  folder: string,
  options: Options,
  path: string,
  span: EpochSpan,
): Promise<Result<unknown, string> | undefined> {
  const files = await readRing(capturesIn(folder));
  if (!files.ok) return files;
  const read = filesWithin(files.value, span).map((file) => file.path);
  if (read.length === 0) return undefined;
  const bounds = { from: isoTime(span.from), to: isoTime(span.to), words: [], seconds: Number.POSITIVE_INFINITY };
  return saveEvents({ ...options, ...bounds, read, isOrdered: true, count: Number.POSITIVE_INFINITY }, path);
}

function isoTime(time: bigint): string {
  const seconds = new Date(Number(time / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(time % 1_000_000_000n).padStart(9, '0')}Z`;
}
