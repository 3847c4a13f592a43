// SPDX-License-Identifier: Apache-2.0
// Parameters that are strings and paths. A path is raw as the program passed it, and resolved to an absolute one where it
// is relative. Fields that build paths themselves (evt.abspath, fs.path.*) share baseDirectory.

import type { EventView } from '../fields/event-view.js';
import type { EventCursor } from '../scap/event-cursor.js';
import type { ParamSchema } from '../scap/event-types.js';
import { decodeCString } from '../scap/text.js';
import { joinPath } from '../state/paths.js';
import { AT_FDCWD } from './fd-text.js';
import type { ValuePrinter } from './value-printer.js';

export const printText: ValuePrinter = (_event, cursor, at, length, out) => {
  const text = decodeCString(cursor.bytes, at, at + length);
  out.raw = text === '(NULL)' && length === 7 ? '<NA>' : text;
};

export function pathPrinter(schema: ParamSchema): ValuePrinter {
  return (event, cursor, at, length, out) => {
    printText(event, cursor, at, length, out);
    const path = out.raw;
    if (path === '' || path.charCodeAt(0) === 0x2f || path === '<NA>' || event.thread === undefined) return;
    out.resolved = joinPath(baseDirectory(event, cursor, schema.dirFdParam), path);
  };
}

/** Where a relative path starts, with its final slash; "" where that directory is unknown. */
export function baseDirectory(event: EventView, cursor: EventCursor, dirFdParam: number): string {
  const dirFd = dirFdParam < 0 ? AT_FDCWD : cursor.int(dirFdParam);
  if (dirFd === undefined) return '';
  if (dirFd === AT_FDCWD) return event.thread?.leader.cwd ?? '';
  const name = event.fdAt(dirFd)?.name ?? '';
  return name === '' || name.endsWith('/') ? name : `${name}/`;
}
