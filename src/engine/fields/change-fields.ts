// SPDX-License-Identifier: Apache-2.0
// Which file a call has changed, or whose name, owner, mode or attributes: one path for all calls that can.

import type { EventKind } from '../event/event-kind.js';
import type { EventView } from '../event/event-view.js';
import type { FieldValue } from '../event/value.js';
import { EVT_OPEN_FIELDS } from './evt-open-fields.js';
import type { Field } from './field.js';
import { fieldTable, ofEventsOf } from './field-table.js';
import { namesPath, pathOfCall } from './fspath-fields.js';

/** Which of a call's paths is the one that is another file afterwards. */
const CHANGED: ReadonlyMap<string, 'name' | 'source' | 'target' | 'fd'> = new Map([
  ...words('rename renameat renameat2', 'target'),
  ...words('link linkat symlink symlinkat', 'source'),
  ...words('mkdir mkdirat rmdir unlink unlinkat chmod fchmod fchmodat fchmodat2', 'name'),
  ...words('chown lchown fchown fchownat truncate setxattr lsetxattr removexattr lremovexattr', 'name'),
  ...words('ftruncate fsetxattr fremovexattr fallocate', 'fd'),
]);
const OPENS: ReadonlySet<string> = new Set(['open', 'openat', 'openat2', 'creat', 'open_by_handle_at']);
const isOpenForWriting = EVT_OPEN_FIELDS.find(({ name }) => name === 'evt.is_open_write');

function words(names: string, which: 'name' | 'source' | 'target' | 'fd') {
  return names.split(' ').map((name) => [name, which] as const);
}

function mayChange(kind: EventKind): boolean {
  if (!kind.isExit) return false;
  return CHANGED.get(kind.name) === 'fd' || ((OPENS.has(kind.name) || CHANGED.has(kind.name)) && namesPath(kind));
}

/** Undefined where nothing was changed: the call failed, or the file was opened for reading only. */
function changedPath(event: EventView): FieldValue {
  const { name } = event.kind;
  if (OPENS.has(name)) return writes(event) ? pathOfCall(event, 'name') : undefined;
  const which = CHANGED.get(name);
  if (which === undefined) return undefined;
  if (which === 'fd') return event.result === 0 ? event.fd?.name : undefined;
  return pathOfCall(event, which);
}

function writes(event: EventView): boolean {
  if (event.kind.name === 'creat') return true;
  const source = isOpenForWriting?.source;
  return source?.kind === 'event' && source.of(event, undefined) === true;
}

export const CHANGE_FIELDS: readonly Field[] = fieldTable('drill', [
  [
    'drill.changed.path',
    'FSPATH',
    'Absolute path of a file that a successful call opened for writing, made, removed, renamed, linked, or whose mode, owner, length or attributes it changed; of a rename the new name.',
    ofEventsOf(mayChange, changedPath),
  ],
  [
    'drill.changed.from',
    'FSPATH',
    'Of a rename the old name, of a link what it points to.',
    ofEventsOf(mayChange, (event) => {
      const which = CHANGED.get(event.kind.name);
      if (which !== 'source' && which !== 'target') return undefined;
      return pathOfCall(event, which === 'target' ? 'source' : 'target');
    }),
  ],
]);
