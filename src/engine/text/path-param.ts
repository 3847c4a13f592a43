// SPDX-License-Identifier: Apache-2.0
// Parameters that are strings and paths. A path is raw as the program passed it, and resolved to an absolute one where it
// is relative.

import type { EventView } from '../event/event-view.js';
import type { EventCursor } from '../scap/event-cursor.js';
import type { ParamSchema } from '../scap/event-types.js';
import { decodeText } from '../scap/text.js';
import { joinPath } from '../state/paths.js';
import type { ByteLine } from './byte-line.js';
import { AT_FDCWD } from './fd-text.js';
import { resolve, type ValuePrinter } from './value-printer.js';

const SLASH = 0x2f;
const MISSING = '<NA>';
/** What old captures hold for a string that the driver could not read, with its NUL. */
const NULL_TEXT = Buffer.from('(NULL)\0', 'latin1');

/** A string up to its NUL. Old captures write `(NULL)` for none. */
export const printText: ValuePrinter = (_event, cursor, at, length, out) => {
  writeString(cursor.bytes, at, at + length, out);
};

/** The path as it is, and the absolute one where that is another. */
export function pathPrinter({ dirFdParam }: ParamSchema): ValuePrinter {
  return (event, cursor, at, length, out) => {
    const { bytes } = cursor;
    const end = writeString(bytes, at, at + length, out);
    if (end === at || bytes[at] === SLASH || event.thread === undefined) return;
    const path = decodeText(bytes, at, end);
    if (path !== MISSING) resolve(out, joinPath(baseDirectory(event, cursor, dirFdParam), path));
  };
}

/** Returns where the string ended; `at` where there was none. */
function writeString(bytes: Uint8Array, at: number, limit: number, out: ByteLine): number {
  let end = at;
  while (end < limit && bytes[end] !== 0) end++;
  if (limit - at === NULL_TEXT.length && NULL_TEXT.equals(bytes.subarray(at, limit))) {
    out.text(MISSING);
    return at;
  }
  out.copy(bytes, at, end - at);
  return end;
}

/** Where a relative path starts, with its final slash; "" where that directory is unknown. */
function baseDirectory(event: EventView, cursor: EventCursor, dirFdParam: number): string {
  // A generic call without a directory fd starts from the current directory.
  const dirFd = dirFdParam < 0 || !cursor.has(dirFdParam) ? AT_FDCWD : cursor.int(dirFdParam);
  if (dirFd === undefined) return '';
  if (dirFd === AT_FDCWD) return event.thread?.leader.cwd ?? '';
  const name = event.fdAt(dirFd)?.name ?? '';
  return name === '' || name.endsWith('/') ? name : `${name}/`;
}
