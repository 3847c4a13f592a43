// SPDX-License-Identifier: Apache-2.0
// Keeps the timeline strip's heights up to date: one question to the engine at a time, asked again when the measure, the
// width, or what the engine holds has changed meanwhile.

import type { Timeline, TimelineMeasure } from '../engine/pipeline/protocol.js';
import { timelineCells } from './chrome/timeline-strip.js';
import type { UiEngine } from './page.js';

const MEASURES: readonly TimelineMeasure[] = ['events', 'errors', 'latency'];

export class TimelineFeed {
  readonly #client: UiEngine;
  readonly #changed: () => void;
  #measure: TimelineMeasure = 'events';
  #timeline: Timeline | undefined;
  #cells = 0;
  #isAsking = false;
  /** Somebody has asked while an answer was under way, which may be too old for that. */
  #asksAgain = false;

  constructor(client: UiEngine, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  get measure(): TimelineMeasure {
    return this.#measure;
  }

  get timeline(): Timeline | undefined {
    return this.#timeline;
  }

  /** The next measure; answers which. */
  next(): TimelineMeasure {
    this.#measure = MEASURES[(MEASURES.indexOf(this.#measure) + 1) % MEASURES.length] ?? 'events';
    void this.ask(undefined);
    return this.#measure;
  }

  /** Asks for the heights on a screen of this width; undefined: as before. */
  async ask(width: number | undefined): Promise<void> {
    if (width !== undefined) this.#cells = timelineCells(width);
    this.#asksAgain = this.#isAsking;
    if (this.#isAsking) return;
    this.#isAsking = true;
    const answer = await this.#client.timeline(this.#measure, this.#cells);
    this.#isAsking = false;
    if (!answer.ok) return;
    this.#timeline = answer.value;
    this.#changed();
    if (this.#asksAgain) void this.ask(undefined);
  }
}
