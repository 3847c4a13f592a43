// SPDX-License-Identifier: Apache-2.0
// A row as rules see it: a call once, at its exit, with all of its parameters. Capture tools that record both ends of a
// call leave at its enter what it was passed (the request of ptrace, the domain of socket); the exit gets it from there,
// by name, where its own parameters end before. The engine converts such captures in the same way.

import type { EventView } from '../event/event-view.js';
import { RowView } from '../query/row-view.js';
import { EventCursor } from '../scap/event-cursor.js';
import type { EventType, ParamSchema } from '../scap/event-types.js';
import { eventBlock } from '../scap/scap-writer.js';

const NOTHING = new Uint8Array(0);

export class CompletedView extends RowView {
  readonly #completed = new EventCursor();
  /** The row that #completed holds; -1 none. */
  #row = -1;

  override params(): EventCursor {
    const own = super.params();
    const { type } = this;
    if (own.nparams === 0 || own.nparams >= type.params.length || !type.isExit) return own;
    if (this.#row === this.row) return this.#completed;
    const enter = this.enterEvent();
    return enter === undefined ? own : this.#complete(own, enter);
  }

  #complete(own: EventCursor, enter: EventView): EventCursor {
    const { type } = this;
    const { tid, cpu } = own;
    const params = type.params.map((_, k) => (k < own.nparams ? bytesOf(own, k) : NOTHING));
    // Own bytes are copied: the enter's may come to the same place.
    const passed = enter.params();
    for (let k = own.nparams; k < params.length; k++) {
      const index = indexOf(enter.type, type.params[k]);
      if (index >= 0) params[k] = bytesOf(passed, index);
    }
    const block = eventBlock({ type: type.id, tid, cpu, time: this.absoluteTime ?? 0n, params });
    this.#completed.load(block, new DataView(block.buffer, block.byteOffset), 0, block.length);
    this.#row = this.row;
    return this.#completed;
  }
}

/** Index of the parameter of the same name and type; -1 where there is none. */
function indexOf({ params }: EventType, wanted: ParamSchema | undefined): number {
  return params.findIndex(({ name, type }) => name === wanted?.name && type === wanted.type);
}

function bytesOf(cursor: EventCursor, index: number): Uint8Array {
  const at = cursor.param(index);
  return at < 0 ? NOTHING : cursor.bytes.slice(at, at + cursor.paramLength);
}
