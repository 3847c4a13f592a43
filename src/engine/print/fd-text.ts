// SPDX-License-Identifier: Apache-2.0
// A file descriptor in an event's text: `<f>/etc/passwd`, `<4t>127.0.0.1:1->127.0.0.1:80`, `AT_FDCWD`, `ENOENT`.

import type { EventView } from '../fields/event-view.js';
import { ERRNO_NAMES } from '../scap/enums.js';
import { type FdInfo, fdTypeChar, isIpSocket, L4, shownL4 } from '../state/fd-info.js';

/** "The current directory" of the *at calls, in the capture format's numbering. */
export const AT_FDCWD = -100;

/** What stands in brackets behind fd number `fd` of this event; "" where there is nothing to say. */
export function fdText(event: EventView, fd: number): string {
  if (fd >= 0) {
    const info = fd === event.fdNum && event.fd !== undefined ? event.fd : event.fdAt(fd);
    return info === undefined ? '' : describeFd(info);
  }
  return fd === AT_FDCWD ? 'AT_FDCWD' : (ERRNO_NAMES[-fd] ?? '');
}

/** `<` type letter, protocol letter `>` name. */
export function describeFd(info: FdInfo): string {
  return isIpSocket(info)
    ? `<${fdTypeChar(info.type)}${L4_LETTERS[shownL4(info)] ?? ''}>${info.name}`
    : `${TYPE_TAGS[info.type] ?? '<?>'}${info.name}`;
}

const L4_LETTERS: readonly string[] = Object.assign([], {
  [L4.TCP]: 't',
  [L4.UDP]: 'u',
  [L4.ICMP]: 'i',
  [L4.RAW]: 'r',
});

const TYPE_TAGS: readonly string[] = Array.from({ length: 22 }, (_, type) => `<${fdTypeChar(type)}>`);
