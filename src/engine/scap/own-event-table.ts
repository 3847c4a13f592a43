// SPDX-License-Identifier: Apache-2.0
// The kinds of events that sysdrill itself puts into a stream. docs/reference/own-events.md is made of this table. A kind
// keeps its name, its version and the order of its fields for ever; new fields are appended.

import type { OwnEventKind } from './own-payload.js';

/**
 * Without it a thread without CPU samples may have been busy; with it, it was idle. Recordings of before December 2026 have
 * a notification instead (state/own-events.ts).
 */
export const CPU_SAMPLES = {
  name: 'cpu-samples',
  version: 1,
  description: 'From here on, CPU samples (procinfo) come for every thread that ran, each second.',
  fields: [],
} as const satisfies OwnEventKind;

export const OWN_EVENT_KINDS: readonly OwnEventKind[] = [CPU_SAMPLES];
