// SPDX-License-Identifier: Apache-2.0
// Questions about the thread of a row: about what it was, and about its counters.

import type { FieldValue } from '../event/value.js';
import type { FieldSource, FieldUse } from '../fields/field.js';
import { readMetric } from '../fields/read-field.js';
import type { Capture } from '../ingest/capture.js';
import type { Chunk } from '../store/event-store.js';
import { roomFor } from './room-for.js';
import { RowView } from './row-view.js';
import { Says, SnapshotTest } from './snapshot-predicate.js';

type ValueTest = (value: FieldValue) => boolean;

/** Versions of threads: the tables start again when the capture has renumbered them. */
abstract class VersionTest extends SnapshotTest {
  readonly column = 'version';
  protected readonly capture: Capture;
  #generation = 0;

  constructor(capture: Capture) {
    super();
    this.capture = capture;
  }

  sync(): void {
    const { snapshots, generation } = this.capture.state;
    const { versions } = snapshots;
    const isNew = generation !== this.#generation;
    if (isNew) this.#startAgain();
    this.#generation = generation;
    this.prepare(isNew);
    this.says = roomFor(this.says, versions.count);
    this.forgetChunk();
    for (; this.known < versions.count; this.known++) {
      this.says[this.known] = this.answer(this.known, versions.info.at(this.known));
    }
  }

  #startAgain(): void {
    this.known = 0;
    this.changes++;
  }

  /** Called before versions are asked for. `isNew`: nothing that was known before holds. */
  protected prepare(_isNew: boolean): void {
    // What depends on the version alone needs nothing.
  }

  /** Union of Says for a version, whose ThreadInfo is `info`. */
  protected abstract answer(version: number, info: number): number;
}

/** A question about a field of threads, asked once per ThreadInfo. */
export class ThreadTest extends VersionTest {
  override readonly isByCell = true;
  readonly #holds: (info: number) => boolean;
  readonly #otherwise: ((chunk: Chunk, i: number) => boolean) | undefined;
  #byInfo = new Uint8Array(1024);
  #infos = 0;

  constructor(capture: Capture, use: FieldUse, source: Extract<FieldSource, { kind: 'thread' }>, test: ValueTest) {
    super(capture);
    const { infos } = capture.state.snapshots;
    this.#holds = (id) => {
      const info = infos[id];
      return test(id === 0 || info === undefined ? undefined : source.of(info, use.argument));
    };
    const { otherwise } = source;
    const view = new RowView(capture);
    this.#otherwise = otherwise === undefined ? undefined : (chunk, i) => test(otherwise(view.moveTo(chunk, i)));
    this.asks = otherwise !== undefined;
    this.sync();
  }

  protected override prepare(isNew: boolean): void {
    const { infos } = this.capture.state.snapshots;
    if (isNew) this.#infos = 0;
    this.#byInfo = roomFor(this.#byInfo, infos.length);
    for (; this.#infos < infos.length; this.#infos++) {
      this.#byInfo[this.#infos] = this.#holds(this.#infos) ? Says.PASS : 0;
    }
  }

  protected answer(version: number, info: number): number {
    return version === 0 && this.#otherwise !== undefined ? Says.ASK : (this.#byInfo[info] as number);
  }

  /** Rows without a thread. */
  protected override ask(chunk: Chunk, i: number): boolean {
    return this.#otherwise?.(chunk, i) ?? false;
  }
}

/** A question about a counter. */
export class MetricTest extends VersionTest {
  readonly #source: Extract<FieldSource, { kind: 'metric' }>;
  readonly #test: ValueTest;

  constructor(capture: Capture, source: Extract<FieldSource, { kind: 'metric' }>, test: ValueTest) {
    super(capture);
    this.#source = source;
    this.#test = test;
    this.sync();
  }

  protected answer(version: number, id: number): number {
    const { infos, versions } = this.capture.state.snapshots;
    const info = infos[id];
    const counter = versions[this.#source.metric].at(version);
    const value = version === 0 || info === undefined ? undefined : readMetric(this.#source, counter, info);
    return this.#test(value) ? Says.PASS : 0;
  }
}
