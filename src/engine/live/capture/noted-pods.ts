// SPDX-License-Identifier: Apache-2.0
// Notes of the parent on their way into the stream; those of pods are kept, for they hold in further files too.

import { EventCursor } from '../../scap/event-cursor.js';
import { ownEventName, readOwnEvent } from '../../scap/own-event.js';
import { PODS } from '../../scap/own-event-table.js';

/** Pods of one machine; more than a kubelet takes. */
const MOST = 2000;

export class NotedPods {
  readonly #inject: (block: Uint8Array) => void;
  readonly #known = new Map<string, Uint8Array>();

  constructor(inject: (block: Uint8Array) => void) {
    this.#inject = inject;
  }

  /** `block` is valid until it returns. */
  take(block: Uint8Array): void {
    this.#inject(block);
    const id = podOf(block);
    if (id === undefined || (this.#known.size >= MOST && !this.#known.has(id))) return;
    this.#known.set(id, block.slice());
  }

  /** What was said of pods, for the head of a file. */
  blocks(): readonly Uint8Array[] {
    return [...this.#known.values()];
  }
}

/** Of an event of one pod. */
function podOf(block: Uint8Array): string | undefined {
  const cursor = new EventCursor();
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  if (!cursor.load(block, view, 0, block.length) || ownEventName(cursor) !== PODS.name) return undefined;
  return readOwnEvent(PODS, cursor)?.[0]?.uid;
}
