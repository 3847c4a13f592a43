// SPDX-License-Identifier: Apache-2.0
// A file descriptor in an event's text: `<f>/etc/passwd`, `<4t>127.0.0.1:1->127.0.0.1:80`, `AT_FDCWD`, `ENOENT`.

import type { EventView } from '../event/event-view.js';
import { ERRNO_NAMES } from '../scap/enums.js';
import { eventType } from '../scap/event-types.js';
import { encodeText } from '../scap/text.js';
import { type FdInfo, fdTypeChar, isIpSocket, L4, shownL4 } from '../state/fd-info.js';
import type { ByteLine } from './byte-line.js';
import { SnapshotCache } from './snapshot-cache.js';
import { resolve } from './value-printer.js';

/** "The current directory" of the *at calls, in the capture format's numbering. */
export const AT_FDCWD = -100;

const CONNECT = eventType('connect_x').id;

export class FdTexts {
  readonly #texts = new SnapshotCache<FdInfo, Uint8Array>();

  /** Writes `(…`, what fd number `fd` of this event stands for; nothing where there is nothing to say. */
  resolve(event: EventView, fd: number, out: ByteLine): void {
    if (fd < 0) {
      resolve(out, fd === AT_FDCWD ? 'AT_FDCWD' : (ERRNO_NAMES[-fd] ?? ''));
      return;
    }
    // The fd that the event is about needs no look-up in the history of the process's table; only a connect that failed
    // calls it otherwise than the table does.
    const isOwn = fd === event.fdNum && event.fd !== undefined && event.type.id !== CONNECT;
    const info = isOwn ? event.fd : event.fdAt(fd);
    if (info === undefined) return;
    out.beginResolved();
    out.append(this.#textOf(info));
  }

  #textOf(info: FdInfo): Uint8Array {
    let text = this.#texts.get(info);
    if (text === undefined) {
      text = encodeText(fdTag(info) + info.name);
      this.#texts.set(info, text);
    }
    return text;
  }
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
