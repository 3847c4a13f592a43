// SPDX-License-Identifier: Apache-2.0
// A question about the fd of a row: asked once per fd, except for rows without one that have a value anyway, and for
// sockets of threads in containers where the answer depends on whose addresses are ours.

import { Trait } from '../event/event-kinds.js';
import type { FieldValue } from '../event/value.js';
import type { FieldSource } from '../fields/field.js';
import { readFd } from '../fields/read-field.js';
import type { Capture } from '../ingest/capture.js';
import { asksFd } from '../state/state-scope.js';
import type { Chunk } from '../store/event-store.js';
import { ContainedThreads, MachineAnswers } from './container-addresses.js';
import { roomFor } from './room-for.js';
import { RowView } from './row-view.js';
import { Says, SnapshotTest } from './snapshot-predicate.js';

export class FdTest extends SnapshotTest {
  readonly column = 'fd';
  override readonly isByCell: boolean;
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
  /** The same for a machine without containers. */
  #settled: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  #isSettled = false;
  #depends = false;
  #generation = 0;

  constructor(capture: Capture, source: Extract<FieldSource, { kind: 'fd' }>, test: (value: FieldValue) => boolean) {
    super();
    this.#capture = capture;
    this.#source = source;
    this.isByCell = source.byType === true;
    this.#test = test;
    this.#view = new RowView(capture);
    this.#answers = new MachineAnswers(capture);
    this.#threads = new ContainedThreads(capture);
    this.#withoutFd = test(undefined);
    this.sync();
  }

  sync(): void {
    const { fdDictionary, generation } = this.#capture.state;
    if (generation !== this.#generation) this.#startAgain(generation);
    this.forgetChunk();
    this.#answered = roomFor(this.#answered, fdDictionary.count);
    this.#settled = roomFor(this.#settled, fdDictionary.count);
    for (; this.known < fdDictionary.count; this.known++) this.#answer(this.known);
    this.#threads.sync();
    this.contained = this.#depends && this.#threads.any ? this.#threads : undefined;
    this.asks = this.#source.otherwise !== undefined || this.contained !== undefined;
    this.#choose();
  }

  #startAgain(generation: number): void {
    this.#generation = generation;
    this.known = 0;
    this.changes++;
  }

  #answer(fd: number): void {
    const said = this.#saidOf(fd);
    if ((said & Says.ASK_CONTAINED) !== 0) this.#depends = true;
    this.#answered[fd] = said;
    this.#settled[fd] = said & ~Says.ASK_CONTAINED;
  }

  #saidOf(fd: number): number {
    const { state } = this.#capture;
    if (fd === 0 && this.#source.otherwise !== undefined) return Says.ASK;
    // No row of such an fd passes the filter that this question is a part of.
    if (fd !== 0 && !asksFd(state.scope, state.fdDictionary.types[fd] as number)) return 0;
    const passes = this.#test(this.#answers.read(this.#source, state.fdDictionary.at(fd)));
    return (passes ? Says.PASS : 0) | (this.#answers.depends ? Says.ASK_CONTAINED : 0);
  }

  /** Without containers nobody's addresses but the machine's count. */
  #choose(): void {
    const isSettled = this.#depends && this.contained === undefined;
    if (isSettled !== this.#isSettled) this.changes++;
    this.#isSettled = isSettled;
    this.says = isSettled ? this.#settled : this.#answered;
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
