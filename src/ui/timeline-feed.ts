// SPDX-License-Identifier: Apache-2.0
// Keeps the timeline strip's heights up to date: one request to the engine at a time, and one more where the measure, the
// width, or what the engine holds has changed meanwhile.

import { concatMap, defer, merge, Subject, throttle, timer } from 'rxjs';
import type { RemoteCalls } from '../engine/protocol/engine-calls.js';
import type { Timeline, TimelineMeasure } from '../engine/protocol/protocol.js';
import { timelineCells } from './chrome/timeline-strip.js';

/** While the source grows the strip takes no more than this share of the engine's time: it looks at all that is held. */
const GROWING_SHARE = 20;

const MEASURES: readonly TimelineMeasure[] = ['events', 'errors', 'latency'];

export class TimelineFeed {
  readonly #wanted$ = new Subject<void>();
  /** Wanted again soon. */
  readonly #grows$ = new Subject<void>();
  #measure: TimelineMeasure = 'events';
  #timeline: Timeline | undefined;
  #cells = 0;
  /** ms that the last answer took. */
  #cost = 0;

  constructor(client: Pick<RemoteCalls, 'timeline'>, changed: () => void) {
    const answered$ = new Subject<void>();
    const ask$ = defer(() => {
      const started = performance.now();
      return client.timeline(this.#measure, this.#cells).then((answer) => {
        this.#cost = performance.now() - started;
        return answer;
      });
    });
    merge(this.#wanted$, this.#grows$.pipe(throttle(() => timer(GROWING_SHARE * this.#cost))))
      .pipe(
        throttle(() => answered$, { leading: true, trailing: true }),
        concatMap(() => ask$),
      )
      .subscribe((answer) => {
        if (answer.ok) {
          this.#timeline = answer.value;
          changed();
        }
        answered$.next();
      });
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
    this.#wanted$.next();
    return this.#measure;
  }

  /** As ask(), of a source that will be asked about again soon. */
  grows(width: number): void {
    if (timelineCells(width) === this.#cells) this.#grows$.next();
    else this.ask(width);
  }

  /** Asks for the heights on a screen of this width. */
  ask(width: number): void {
    this.#cells = timelineCells(width);
    this.#wanted$.next();
  }

  stop(): void {
    this.#grows$.complete();
    this.#wanted$.complete();
  }
}
