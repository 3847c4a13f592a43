// SPDX-License-Identifier: Apache-2.0
// A question about the fd of a row: asked once per fd, except for rows without one that have a value anyway, and for
// sockets of threads in containers where the answer depends on whose addresses are ours.

import { Trait } from '../event/event-kinds.js';
import type { FieldValue } from '../event/value.js';
import type { FieldSource } from '../fields/field.js';
import { readFd } from '../fields/read-field.js';
import type { Capture } from '../ingest/capture.js';
import type { Chunk } from '../store/event-store.js';
import { ContainedThreads, MachineAnswers } from './container-addresses.js';
import { roomFor } from './room-for.js';
import { RowView } from './row-view.js';
import { Says, SnapshotTest } from './snapshot-predicate.js';

export class FdTest extends SnapshotTest {
  readonly column = 'fd';
  readonly #capture: Capture;
  readonly #source: Extract<FieldSource, { kind: 'fd' }>;
  readonly #test: (value: FieldValue) => boolean;
  readonly #view: RowView;
  readonly #answers: MachineAnswers;
  readonly #threads: ContainedThreads;
  /** The answer of rows that have no fd, where nothing else has one for them. */
  readonly #withoutFd: boolean;
  /** What the fds say; whether containers matter is known only when all have been asked. */
  #answered: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  #depends = false;
  #fds = 0;
  #generation = 0;

  constructor(capture: Capture, source: Extract<FieldSource, { kind: 'fd' }>, test: (value: FieldValue) => boolean) {
    super();
    this.#capture = capture;
    this.#source = source;
    this.#test = test;
    this.#view = new RowView(capture);
    this.#answers = new MachineAnswers(capture);
    this.#threads = new ContainedThreads(capture);
    this.#withoutFd = test(undefined);
    this.sync();
  }

  sync(): void {
    const { fdDictionary, generation } = this.#capture.state;
    if (generation !== this.#generation) {
      this.#fds = 0;
      this.#generation = generation;
    }
    const { count } = fdDictionary;
    this.forgetChunk();
    const { otherwise } = this.#source;
    this.#answered = roomFor(this.#answered, count);
    for (; this.#fds < count; this.#fds++) {
      const passes = this.#test(this.#answers.read(this.#source, fdDictionary.at(this.#fds)));
      this.#answered[this.#fds] = (passes ? Says.PASS : 0) | (this.#answers.depends ? Says.ASK_CONTAINED : 0);
      if (this.#answers.depends) this.#depends = true;
    }
    if (otherwise !== undefined) this.#answered[0] = Says.ASK;
    this.#threads.sync();
    this.contained = this.#depends && this.#threads.any ? this.#threads : undefined;
    this.asks = otherwise !== undefined || this.contained !== undefined;
    // Without containers nobody's addresses but the machine's count.
    const isSettled = this.#depends && this.contained === undefined;
    this.says = isSettled ? this.#answered.map((says) => says & ~Says.ASK_CONTAINED) : this.#answered;
  }

  protected override ask(chunk: Chunk, i: number): boolean {
    if (chunk.fdAt(i) !== 0) {
      const view = this.#view.moveTo(chunk, i);
      return this.#test(view.fd === undefined ? undefined : readFd(this.#source, view.fd, view));
    }
    // A row without an fd may still have a value: a failed open names its file.
    const hasFd = ((this.#capture.kinds.traits[chunk.kindAt(i)] as number) & Trait.HAS_FD) !== 0;
    return hasFd ? this.#test(this.#source.otherwise?.(this.#view.moveTo(chunk, i))) : this.#withoutFd;
  }
}
