// SPDX-License-Identifier: Apache-2.0
// The fd lists of poll and ppoll: `4:64 8:?1` is fd 4, an IPv6 socket, flags 0x4, then fd 8, unknown, flags 0x1.

import type { EventView } from '../event/event-view.js';
import { fdTypeChar } from '../state/fd-info.js';
import type { ByteLine } from './byte-line.js';

/** Bytes of one entry: i64 fd, u16 flags. */
const ENTRY = 10;
const HEADER = 2;

/** Calls `visit` with every fd of the PT_FDLIST at bytes[at, at + length) and its poll flags. */
export function forEachListedFd(
  view: DataView,
  at: number,
  length: number,
  visit: (fd: number, flags: number) => void,
): void {
  if (length < HEADER) return;
  const listed = view.getUint16(at, true);
  const count = Math.min(listed, Math.floor((length - HEADER) / ENTRY));
  for (let i = 0; i < count; i++) {
    const entry = at + HEADER + i * ENTRY;
    // An fd is an int of the kernel: its low word, signed, is the number.
    visit(view.getInt32(entry, true), view.getUint16(entry + 8, true));
  }
}

export function writeFdList(event: EventView, view: DataView, at: number, length: number, out: ByteLine): void {
  const start = out.length;
  forEachListedFd(view, at, length, (fd, flags) => {
    if (out.length > start) out.text(' ');
    out.decimal(fd);
    const info = event.fdAt(fd);
    out.text(`:${info === undefined ? '?' : fdTypeChar(info.type)}${flags.toString(16)}`);
  });
}
