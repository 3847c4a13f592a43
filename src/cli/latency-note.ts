// SPDX-License-Identifier: Apache-2.0
// A note for results that look like "nothing is slow" because the capture has no times.

import type { Capture } from '../engine/ingest/capture.js';
import type { Options } from './options.js';

const LATENCY = /\bevt\.(wait_)?latency\b/;

/** One line where `asked` (fields and filters) needs a latency and no event of the capture, read to its end, has one. */
export function latencyNotes(options: Options, capture: Capture, asked: readonly string[]): string[] {
  if (capture.latencyRecorded || !capture.hasCalls || Number.isFinite(options.count)) return [];
  if (!asked.some((text) => LATENCY.test(text))) return [];
  return ['warning: the capture has no enter events: how long calls took was not recorded'];
}
