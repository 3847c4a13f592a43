// SPDX-License-Identifier: Apache-2.0
// Keeps the timeline strip's heights up to date: one question to the engine at a time, asked again when the measure, the
// width, or what the engine holds has changed meanwhile.

import type { RemoteCalls } from '../engine/protocol/engine-calls.js';
import type { Timeline, TimelineMeasure } from '../engine/protocol/protocol.js';
import { timelineCells } from './chrome/timeline-strip.js';

/** While the source grows the strip takes no more than this share of the engine's time: it looks at all that is held. */
const GROWING_SHARE = 20;

const MEASURES: readonly TimelineMeasure[] = ['events', 'errors', 'latency'];

export class TimelineFeed {
  readonly #client: Pick<RemoteCalls, 'timeline'>;
  readonly #changed: () => void;
  #measure: TimelineMeasure = 'events';
  #timeline: Timeline | undefined;
  #cells = 0;
  #isAsking = false;
  /** When a source that grows is asked about again. */
  #restsUntil = 0;
  /** Somebody has asked while an answer was under way, which may be too old for that. */
  #asksAgain = false;

  constructor(client: Pick<RemoteCalls, 'timeline'>, changed: () => void) {
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

  /** As ask(), of a source that will be asked about again soon. */
  grows(width: number): Promise<void> | undefined {
    const isSame = timelineCells(width) === this.#cells;
    return isSame && performance.now() < this.#restsUntil ? undefined : this.ask(width);
  }

  /** Asks for the heights on a screen of this width; undefined: as before. */
  async ask(width: number | undefined): Promise<void> {
    if (width !== undefined) this.#cells = timelineCells(width);
    this.#asksAgain = this.#isAsking;
    if (this.#isAsking) return;
    this.#isAsking = true;
    const started = performance.now();
    const answer = await this.#client.timeline(this.#measure, this.#cells);
    const now = performance.now();
    this.#restsUntil = now + GROWING_SHARE * (now - started);
    this.#isAsking = false;
    if (!answer.ok) return;
    this.#timeline = answer.value;
    this.#changed();
    if (this.#asksAgain) void this.ask(undefined);
  }
}
