// SPDX-License-Identifier: Apache-2.0
// For sysdig 0.29.3, which crashes when it prints a generic event whose portable code it has no name for: such codes become
// 0, "unknown". The native number beside them stays, and newer readers name the call by it. The shim does the same while
// it records (libscap-shim/src/blocks.c).

import { isEventBlock } from './block-types.js';
import type { EventCursor } from './event-cursor.js';

/** sysdig 0.29.3 has names for the codes below. */
const KNOWN_CODES = 329;
const GENERIC_EXIT = 1;
const LENGTH = 4;

/** Whole blocks, changed in place. */
export function makeCompatible(bytes: Uint8Array, cursor: EventCursor): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + 2 * LENGTH <= bytes.length; ) {
    const length = view.getUint32(at + LENGTH, true);
    if (length < 3 * LENGTH || at + length > bytes.length) return;
    if (isEventBlock(view.getUint32(at, true)) && cursor.load(bytes, view, at, at + length)) {
      if (cursor.type <= GENERIC_EXIT) hideCode(view, cursor);
    }
    at += length;
  }
}

function hideCode(view: DataView, cursor: EventCursor): void {
  const at = cursor.param(0);
  if (cursor.paramLength === 2 && view.getUint16(at, true) >= KNOWN_CODES) view.setUint16(at, 0, true);
}
