// SPDX-License-Identifier: Apache-2.0
// Neighbouring tokens of a format that say something of the thread alone, or of the event's kind alone: ` curl (17498)`,
// ` < read`. Their bytes are written once per thread snapshot or kind and copied from then on; of the default line that
// is the greater part. format.ts finds the runs.

import type { EventKind } from '../event/event-kind.js';
import type { EventView } from '../event/event-view.js';
import type { ThreadInfo } from '../state/thread-info.js';
import type { ByteLine } from '../text/byte-line.js';
import { SnapshotCache } from '../text/snapshot-cache.js';

/** A part of a line. */
export interface LinePart {
  /** Appends the part, <NA> for what is missing; false where something is. */
  write(event: EventView, out: ByteLine): boolean;
}

interface Written {
  readonly bytes: Uint8Array;
  readonly isComplete: boolean;
}

export class ThreadRun implements LinePart {
  readonly #part: LinePart;
  readonly #written = new SnapshotCache<ThreadInfo, Written>();

  constructor(part: LinePart) {
    this.#part = part;
  }

  write(event: EventView, out: ByteLine): boolean {
    const { thread } = event;
    if (thread === undefined) return this.#part.write(event, out);
    const known = this.#written.get(thread);
    if (known !== undefined) {
      out.append(known.bytes);
      return known.isComplete;
    }
    const written = writeNew(this.#part, event, out);
    this.#written.set(thread, written);
    return written.isComplete;
  }
}

/** Kinds are some hundreds at most. */
export class KindRun implements LinePart {
  readonly #part: LinePart;
  readonly #written = new Map<EventKind, Written>();

  constructor(part: LinePart) {
    this.#part = part;
  }

  write(event: EventView, out: ByteLine): boolean {
    const { kind } = event;
    const known = this.#written.get(kind);
    if (known !== undefined) {
      out.append(known.bytes);
      return known.isComplete;
    }
    const written = writeNew(this.#part, event, out);
    this.#written.set(kind, written);
    return written.isComplete;
  }
}

function writeNew(part: LinePart, event: EventView, out: ByteLine): Written {
  const start = out.length;
  const isComplete = part.write(event, out);
  return { bytes: out.bytes.slice(start, out.length), isComplete };
}
