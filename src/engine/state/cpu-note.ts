// SPDX-License-Identifier: Apache-2.0
// A note at the head of our own recordings: CPU samples (procinfo) come for every thread that ran, each second. Without it
// a thread without samples may have been busy; with it, it was idle. Other readers see a notification that is not shown.

import type { EventCursor } from '../scap/event-cursor.js';
import { eventType } from '../scap/event-types.js';
import { eventBlock } from '../scap/scap-writer.js';
import { stateOnlyBlock } from '../scap/state-only-block.js';
import { encodeText } from '../scap/text.js';

const ID = 'sysdrill';
const TEXT = 'cpu samples of all threads that ran';

/** `time`: ns since the epoch. */
export function cpuNote(time: bigint): Uint8Array {
  const params = [encodeText(`${ID}\0`), encodeText(`${TEXT}\0`)];
  return stateOnlyBlock(eventBlock({ cpu: 0, time, tid: -1, type: eventType('notification_e').id, params }));
}

export function isCpuNote(event: EventCursor): boolean {
  return event.text(0) === ID && event.text(1) === TEXT;
}
