// SPDX-License-Identifier: Apache-2.0
// Looks at something every two seconds and says when it has changed: for engines that have no events to wait for.

import { setTimeout as sleep } from 'node:timers/promises';

const PERIOD = 2000;

/** Runs until `signal` fires; rejects when `look` does. */
export async function pollForChanges(
  look: () => Promise<string>,
  changed: () => void,
  signal: AbortSignal,
): Promise<void> {
  let last = await look();
  while (!signal.aborted) {
    try {
      await sleep(PERIOD, undefined, { signal });
    } catch {
      return; // Aborted.
    }
    const now = await look();
    if (now !== last) changed();
    last = now;
  }
}
