// SPDX-License-Identifier: Apache-2.0
// Asks once before live events are thrown away that were not saved.

import type { EngineStatus } from '../engine/protocol/protocol.js';
import { formatCount } from './format.js';

/** ns of live events that nobody throws away by one wrong key. */
const WORTH_ASKING = 60e9;

export class QuitQuestion {
  #isAsked = false;

  /** Another key than that for quitting was pressed. */
  forget(): void {
    this.#isAsked = false;
  }

  /** What would be lost, the first time; undefined: quit. */
  ask(status: EngineStatus | undefined): string | undefined {
    if (this.#isAsked || status === undefined || !wouldLose(status)) return undefined;
    this.#isAsked = true;
    return `${formatCount(status.events)} live events are not saved: q again quits, W saves what the table shows`;
  }
}

function wouldLose({ live, capture, span }: EngineStatus): boolean {
  return live && capture?.recorded === undefined && span.to - span.from >= WORTH_ASKING;
}
