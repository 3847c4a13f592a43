// SPDX-License-Identifier: Apache-2.0
// A question about the fd of a row: a table by fd, but for rows without one that can answer all the same, and for sockets
// of threads in containers where the answer depends on whose addresses are ours.

import type { FieldSource } from '../fields/field.js';
import { readFd } from '../fields/read-field.js';
import type { Capture } from '../store/capture.js';
import { Trait } from '../store/event-kinds.js';
import type { Chunk } from '../store/event-store.js';
import { containedVersions, MachineAnswers } from './contained.js';
import type { RowTest, ValueTest } from './row-test.js';
import { RowView } from './row-view.js';
import type { SnapshotCodes } from './snapshot-codes.js';
import { keepByTable, narrowByTable, roomFor } from './snapshot-tables.js';
import { Cost } from './test-cost.js';

export class FdTest implements RowTest {
  readonly cost: number;
  readonly #capture: Capture;
  readonly #source: Extract<FieldSource, { kind: 'fd' }>;
  readonly #test: ValueTest;
  readonly #otherwise: ((chunk: Chunk, i: number) => boolean) | undefined;
  readonly #view: RowView;
  readonly #answers: MachineAnswers;
  #byFd = new Uint8Array(1024);
  /** 1 for fds whose answer is another one for threads in containers. */
  #depends = new Uint8Array(1024);
  #anyDepends = false;
  #contained: Uint8Array | undefined;
  #fds = 0;
  #generation = 0;

  constructor(capture: Capture, source: Extract<FieldSource, { kind: 'fd' }>, test: ValueTest) {
    this.#capture = capture;
    this.#source = source;
    this.#test = test;
    const { otherwise } = source;
    const view = new RowView(capture);
    this.#view = view;
    this.#answers = new MachineAnswers(capture);
    this.#otherwise = otherwise === undefined ? undefined : (chunk, i) => test(otherwise(view.moveTo(chunk, i)));
    this.cost = otherwise === undefined ? Cost.TABLE : Cost.COLUMN;
    this.sync();
  }

  sync(): void {
    const { fdDictionary, generation } = this.#capture.state;
    if (generation !== this.#generation) {
      this.#fds = 0;
      this.#generation = generation;
    }
    const { all } = fdDictionary;
    this.#byFd = roomFor(this.#byFd, all.length);
    this.#depends = roomFor(this.#depends, all.length);
    for (; this.#fds < all.length; this.#fds++) {
      this.#byFd[this.#fds] = this.#test(this.#answers.read(this.#source, all[this.#fds])) ? 1 : 0;
      this.#depends[this.#fds] = this.#answers.depends ? 1 : 0;
      if (this.#answers.depends) this.#anyDepends = true;
    }
    this.#contained = this.#anyDepends ? containedVersions(this.#capture) : undefined;
  }

  narrow({ column, codes }: SnapshotCodes): boolean {
    const isByFdAlone = this.#otherwise === undefined && this.#contained === undefined;
    return column === 'fd' && isByFdAlone && narrowByTable(this.#byFd, codes);
  }

  keep(chunk: Chunk, rows: Int32Array, n: number): number {
    if (this.#otherwise === undefined && this.#contained === undefined) {
      return keepByTable(this.#byFd, chunk.fd, rows, n);
    }
    let kept = 0;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      if (this.#passes(chunk, i)) rows[kept++] = i;
    }
    return kept;
  }

  #passes(chunk: Chunk, i: number): boolean {
    const f = chunk.fd[i] as number;
    if (f === 0 && this.#otherwise !== undefined) {
      // A row without an fd may have a value all the same: a failed open names its file.
      const hasFd = ((this.#capture.kinds.traits[chunk.kind[i] as number] as number) & Trait.HAS_FD) !== 0;
      return hasFd ? this.#otherwise(chunk, i) : this.#byFd[0] === 1;
    }
    if (this.#depends[f] === 1 && this.#contained?.[chunk.version[i] as number] === 1) {
      const view = this.#view.moveTo(chunk, i);
      return this.#test(view.fd === undefined ? undefined : readFd(this.#source, view.fd, view));
    }
    return this.#byFd[f] === 1;
  }
}
