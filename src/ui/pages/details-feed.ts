// SPDX-License-Identifier: Apache-2.0
// What the pane beside a table shows of the row under the cursor: asked for when the cursor has rested, and again with
// newer rows, so seldom that it takes a small part of the engine's time.

import type { RemoteCalls } from '../../engine/protocol/engine-calls.js';
import type { TableSnapshot } from '../../engine/protocol/protocol.js';
import type { RowDetails, RowDetailsRequest } from '../../engine/protocol/row-details.js';

/** ms that the cursor rests on a row before it is asked about. */
const REST = 150;
/** It takes one part in so many of the engine's time. */
const SHARE = 10;

interface Wanted {
  readonly snapshot: TableSnapshot;
  readonly request: RowDetailsRequest;
}

export class DetailsFeed {
  readonly #client: Pick<RemoteCalls, 'rowDetails'>;
  readonly #changed: () => void;
  #shown: { readonly key: string; readonly details: RowDetails } | undefined;
  #wanted: Wanted | undefined;
  #asked: Wanted | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isBusy = false;
  /** performance.now() before which nothing is asked again. */
  #notBefore = 0;

  constructor(client: Pick<RemoteCalls, 'rowDetails'>, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  /** Of that row; undefined until it is known. */
  of(key: string): RowDetails | undefined {
    return this.#shown?.key === key ? this.#shown.details : undefined;
  }

  want(request: RowDetailsRequest, snapshot: TableSnapshot): void {
    const { key, filter } = request;
    const before = this.#wanted;
    if (before?.snapshot === snapshot && before.request.key === key && before.request.filter === filter) return;
    const isOther = before?.request.key !== key;
    this.#wanted = { snapshot, request };
    if (isOther || this.#timer === undefined) this.#schedule(isOther ? REST : 0);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wanted = undefined;
  }

  #schedule(wait: number): void {
    clearTimeout(this.#timer);
    const delay = Math.max(wait, this.#notBefore - performance.now());
    this.#timer = setTimeout(() => void this.#ask(), delay);
    this.#timer.unref();
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    const wanted = this.#wanted;
    if (this.#isBusy || wanted === undefined || wanted === this.#asked) return;
    this.#isBusy = true;
    this.#asked = wanted;
    const answer = await this.#client.rowDetails(wanted.request);
    this.#isBusy = false;
    if (answer.ok) {
      this.#shown = { key: wanted.request.key, details: answer.value };
      this.#notBefore = performance.now() + SHARE * answer.value.queryTime;
      this.#changed();
    }
    if (this.#wanted !== wanted && this.#wanted !== undefined) this.#schedule(0);
  }
}
