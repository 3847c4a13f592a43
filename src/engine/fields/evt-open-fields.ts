// SPDX-License-Identifier: Apache-2.0
// What an event of the open family asked for: reading, writing, creating, creating an executable.

import type { EventView } from '../event/event-view.js';
import { eventType } from '../scap/event-types.js';
import type { Field } from './field.js';
import { fieldTable, ofEvent } from './field-table.js';

/** Portable open flags (PPM_O_*). */
const O_RDONLY = 1 << 0;
const O_WRONLY = 1 << 1;
const O_CREAT = 1 << 2;
const O_TMPFILE = 1 << 13;
const O_F_CREATED = 1 << 14;
const ANY_EXEC = 0o111;

interface OpenLayout {
  readonly flags: number;
  /** -1: the call has no mode. */
  readonly mode: number;
}

/** Where the flags and the mode of an open are, by event type. The old openat has all of them in its enter event. */
const LAYOUTS: ReadonlyMap<number, OpenLayout> = new Map(
  Object.entries({
    open_x: { flags: 2, mode: 3 },
    openat_e: { flags: 2, mode: 3 },
    openat_2_x: { flags: 3, mode: 4 },
    openat2_x: { flags: 3, mode: 4 },
    open_by_handle_at_x: { flags: 2, mode: -1 },
  }).map(([key, layout]) => [eventType(key).id, layout]),
);
const CREAT = eventType('creat_x').id;
const CREAT_MODE = 2;

type OpenTest = (flags: number, event: EventView, layout: OpenLayout) => boolean;

/** A test of the open flags; false for every other event, as in sysdig. */
function testOpen(event: EventView, test: OpenTest): boolean {
  const layout = LAYOUTS.get(event.type.id);
  if (layout === undefined) return false;
  const flags = event.params().uint(layout.flags);
  return flags !== undefined && test(flags, event, layout);
}

function mayExecute(event: EventView, modeParam: number): boolean {
  const mode = modeParam < 0 ? undefined : event.params().uint(modeParam);
  return mode !== undefined && (mode & ANY_EXEC) !== 0;
}

const reads: OpenTest = (flags) => (flags & O_RDONLY) !== 0;
const writes: OpenTest = (flags) => (flags & O_WRONLY) !== 0;
const makesExecutable: OpenTest = (flags, event, { mode }) =>
  (flags & (O_CREAT | O_TMPFILE)) !== 0 && mayExecute(event, mode);
const creates: OpenTest = (flags, event) =>
  (flags & O_F_CREATED) !== 0 || ((flags & O_TMPFILE) !== 0 && event.result >= 0);

export const EVT_OPEN_FIELDS: readonly Field[] = fieldTable('evt', [
  ['evt.is_open_read', 'BOOL', 'Whether an open asks for reading.', ofEvent((event) => testOpen(event, reads))],
  ['evt.is_open_write', 'BOOL', 'Whether an open asks for writing.', ofEvent((event) => testOpen(event, writes))],
  [
    'evt.is_open_exec',
    'BOOL',
    'Whether an open or creat makes a file that somebody may execute.',
    ofEvent((event) => (event.type.id === CREAT ? mayExecute(event, CREAT_MODE) : testOpen(event, makesExecutable))),
  ],
  [
    'evt.is_open_create',
    'BOOL',
    'Whether an open made a file that was not there before.',
    ofEvent((event) => (event.type.id === CREAT ? event.result >= 0 : testOpen(event, creates))),
  ],
]);
