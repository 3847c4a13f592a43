// SPDX-License-Identifier: Apache-2.0

import type { Capture } from '../ingest/capture.js';
import { Says, SnapshotTest } from './snapshot-predicate.js';

/** A question about the event kind. */
export class KindTest extends SnapshotTest {
  readonly column = 'kind';
  override readonly isByCell = true;
  readonly #capture: Capture;
  readonly #test: (kind: number) => boolean;
  #kinds = 0;

  constructor(capture: Capture, test: (kind: number) => boolean) {
    super();
    this.#capture = capture;
    this.#test = test;
    this.says = new Uint8Array(capture.kinds.size);
    this.sync();
  }

  sync(): void {
    const { kinds } = this.#capture;
    if (kinds.count === this.#kinds) return;
    this.#kinds = kinds.count;
    this.known = this.says.length;
    this.changes++;
    this.forgetChunk();
    for (const kind of kinds.defined()) this.says[kind] = this.#test(kind) ? Says.PASS : 0;
  }
}
