// SPDX-License-Identifier: Apache-2.0

import type { Capture } from '../ingest/capture.js';
import type { ThreadInfo } from '../state/thread-info.js';
import type { Derived } from './query-cache.js';

/** A number for each ThreadInfo, by its id; NaN for "no thread". */
export class InfoNumbers implements Derived {
  values = new Float64Array(1024);
  readonly #capture: Capture;
  readonly #of: (info: ThreadInfo) => number;
  #known = 0;
  #generation = 0;

  constructor(capture: Capture, of: (info: ThreadInfo) => number) {
    this.#capture = capture;
    this.#of = of;
  }

  sync(): void {
    const { snapshots, generation } = this.#capture.state;
    const { infos } = snapshots;
    if (generation !== this.#generation) this.#known = 0;
    this.#generation = generation;
    if (infos.length > this.values.length) this.#grow(infos.length);
    for (; this.#known < infos.length; this.#known++) {
      const info = infos[this.#known];
      this.values[this.#known] = info === undefined || this.#known === 0 ? Number.NaN : this.#of(info);
    }
  }

  #grow(size: number): void {
    const bigger = new Float64Array(Math.max(size, this.values.length * 2));
    bigger.set(this.values);
    this.values = bigger;
  }
}
