// SPDX-License-Identifier: Apache-2.0
// The captures that `rules test` and `rules cost` read: files, folders and patterns, as -r takes them.

import type { Capture } from '../engine/ingest/capture.js';
import { captureProgress } from '../engine/ingest/capture-progress.js';
import { openInput } from '../engine/pipeline/open-input.js';
import { failure, ok, type Result } from '../engine/result.js';
import { capturePaths } from './capture-paths.js';

/** Columns and raw bytes kept while the rules are evaluated, for events that look back. */
const KEPT_BYTES = 96 << 20;

/** Reads to the end, or until `step` answers false; it is called after each chunk, and once at the end, with true. */
export async function readCaptures(
  paths: readonly string[],
  start: (capture: Capture) => (isEnd: boolean) => boolean,
): Promise<Result<Capture, string>> {
  const files = capturePaths(paths);
  if (!files.ok) return files;
  const opened = await openInput(
    { kind: 'file', paths: files.value },
    { rawBudget: KEPT_BYTES, names: { users: true }, asksAtOnce: true },
  );
  if (!opened.ok) return opened;
  const { capture, source, name } = opened.value;
  const step = start(capture);
  for await (const _ of captureProgress(source, capture)) {
    if (!capture.isStartKnown) continue;
    if (!step(false)) break;
    capture.trim(KEPT_BYTES);
  }
  step(true);
  const { defect } = capture;
  return capture.store.rows === 0 && defect !== undefined ? failure(`${name}: ${defect.reason}`) : ok(capture);
}
