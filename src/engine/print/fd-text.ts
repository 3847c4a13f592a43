// SPDX-License-Identifier: Apache-2.0
// A file descriptor in an event's text: `<f>/etc/passwd`, `<4t>127.0.0.1:1->127.0.0.1:80`, `AT_FDCWD`, `ENOENT`.

import type { EventView } from '../fields/event-view.js';
import { ERRNO_NAMES } from '../scap/enums.js';
import { type FdInfo, fdTypeChar, isIpSocket, L4, shownL4 } from '../state/fd-info.js';
import type { ByteLine } from './byte-line.js';
import { resolve } from './value-printer.js';

/** "The current directory" of the *at calls, in the capture format's numbering. */
export const AT_FDCWD = -100;

/** Writes `(…`, what fd number `fd` of this event stands for; nothing where there is nothing to say. */
export function resolveFd(event: EventView, fd: number, out: ByteLine): void {
  if (fd < 0) {
    resolve(out, fd === AT_FDCWD ? 'AT_FDCWD' : (ERRNO_NAMES[-fd] ?? ''));
    return;
  }
  // The fd that the event is about needs no look-up in the history of the process's table.
  const info = fd === event.fdNum && event.fd !== undefined ? event.fd : event.fdAt(fd);
  if (info === undefined) return;
  out.beginResolved();
  out.text(fdTag(info));
  out.text(info.name);
}

/** `<` type letter, protocol letter `>`. */
function fdTag(info: FdInfo): string {
  if (!isIpSocket(info)) return TAGS[info.type] ?? '<?>';
  return SOCKET_TAGS[info.type]?.[shownL4(info)] ?? '<?>';
}

const L4_LETTERS: Readonly<Record<number, string>> = { [L4.TCP]: 't', [L4.UDP]: 'u', [L4.ICMP]: 'i', [L4.RAW]: 'r' };
const TAGS: readonly string[] = Array.from({ length: 22 }, (_, type) => `<${fdTypeChar(type)}>`);
/** By type, then by protocol. */
const SOCKET_TAGS: readonly (readonly string[])[] = Array.from({ length: 7 }, (_, type) =>
  Array.from({ length: 6 }, (_unused, l4) => `<${fdTypeChar(type)}${L4_LETTERS[l4] ?? ''}>`),
);
