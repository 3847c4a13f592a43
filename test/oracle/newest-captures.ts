// SPDX-License-Identifier: Apache-2.0
// The captures that the newest libraries are compared over: made to hold exit events alone, as those libraries read any
// capture, so that events have the same numbers on both sides.

import { plainBytes } from '../engine/scap/capture-files.js';
import { toExitOnly } from './exit-only-capture.js';
import { findCapture } from './oracle-captures.js';

export const NEWEST_CAPTURES: readonly string[] = ['files.scap', 'shell.scap'];

/** The capture with exit events alone; undefined where it is not there. */
export function exitEventsOf(name: string): Uint8Array | undefined {
  const path = findCapture(name);
  return path === undefined ? undefined : toExitOnly(plainBytes(path), { keepsOpens: false, fills: true }).bytes;
}
