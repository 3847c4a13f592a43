// SPDX-License-Identifier: Apache-2.0
// CPU time by group of a table: the sum of the samples of a stretch of whole passes (cpu-window.ts), divided by its length.
// It is the CPU time of the threads, whatever events the filter selects: only what the filter says of threads counts.
// Samples after the last pass wait for the next one, so that rows may come and go in order (stream-table.ts).

import { Trait } from '../event/event-kinds.js';
import type { FieldValue } from '../event/value.js';
import type { FieldUse } from '../fields/field.js';
import { readField } from '../fields/read-field.js';
import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import { CHUNK_ROWS, type Chunk } from '../store/event-store.js';
import { type CpuPart, cpuPartOf } from './cpu-part.js';
import { type CpuWindow, cpuWindow } from './cpu-window.js';
import { NO_CODE } from './grouping.js';
import { dropUncoded, type KeyCoder } from './key-coder.js';
import type { QueryCache } from './query-cache.js';
import type { RowTest } from './row-predicate.js';
import { RowView } from './row-view.js';
import type { SliceCells } from './slice-cells.js';
import { type SliceGroups, sliceGroups } from './slice-groups.js';
import { SnapshotTest } from './snapshot-predicate.js';
import { timedRows } from './timed-rows.js';
import type { ColumnPlan } from './view-plan.js';
import { heldWindow } from './window.js';

const NS_PER_HUNDREDTH = 1e7;

/** What is known of one group; times in hundredths of a second, but for slices. */
interface GroupTime {
  user: number;
  system: number;
  samples: number;
  /** A sample of a thread that nobody knows the earlier one of. */
  isUnknown: boolean;
  /** By scheduler switches, in ns: whole numbers, so their sum is the same in any order. */
  slices: number;
}

const NOTHING: Readonly<GroupTime> = { user: 0, system: 0, samples: 0, isUnknown: false, slices: 0 };

interface Sample {
  readonly group: number;
  readonly time: number;
  readonly user: number;
  readonly system: number;
}

/** Rows of a chunk that passed the whole filter of the view, with their groups. */
export interface MetRows {
  readonly chunk: Chunk;
  readonly rows: Int32Array;
  readonly codes: Int32Array;
  readonly n: number;
}

export interface CpuTallyOptions {
  readonly key: KeyCoder;
  readonly groupBy: FieldUse | undefined;
  /** All that rows of the table have to pass. */
  readonly tests: readonly RowTest[];
  readonly window: TimeWindow;
  readonly columns: readonly ColumnPlan[];
  /** Keeps what packed chunks say; absent for tables over a stream, which have none. */
  readonly cache?: QueryCache;
}

export class CpuTally {
  readonly #capture: Capture;
  readonly #options: CpuTallyOptions;
  /** Those of the tests that ask about threads alone. */
  readonly #ofThreads: readonly RowTest[];
  readonly #slices: SliceGroups | undefined;
  readonly #view: RowView;
  readonly #rows = new Int32Array(CHUNK_ROWS);
  readonly #codes = new Int32Array(CHUNK_ROWS);
  #groups: (GroupTime | undefined)[] = [];
  readonly #superiors: FieldValue[] = [];
  /** Of samples after the last pass. */
  #waiting: Sample[] = [];
  #window: CpuWindow;
  #held: TimeWindow;

  constructor(capture: Capture, options: CpuTallyOptions) {
    this.#capture = capture;
    this.#options = options;
    const isOfCores = options.columns.some(({ use }) => cpuPartOf(use) === 'core');
    const ofThreads = options.tests.filter((test) => test instanceof SnapshotTest && test.column === 'version');
    this.#ofThreads = isOfCores ? [] : ofThreads;
    const { key, cache } = options;
    this.#slices = cache === undefined ? undefined : sliceGroups(capture, key, this.#ofThreads, cache);
    this.#view = new RowView(capture);
    this.#window = cpuWindow(capture, options.window);
    this.#held = heldWindow(capture, options.window);
  }

  /**
   * Takes in what is known of passes now; false where the stretch begins elsewhere: samples of before do not count any more,
   * and those of rows that have been taken may have to be taken again, where they are still there.
   */
  sync(): boolean {
    const { from } = this.#window;
    this.#look();
    const goesOn = this.#window.from === from;
    if (!goesOn) this.#forgetSamples();
    this.#settle();
    return goesOn;
  }

  #forgetSamples(): void {
    for (const time of this.#groups) if (time !== undefined) Object.assign(time, { ...NOTHING, slices: time.slices });
  }

  /** Begins again. */
  reset(): void {
    this.#groups = [];
    this.#waiting = [];
    this.#look();
  }

  #look(): void {
    this.#window = cpuWindow(this.#capture, this.#options.window);
    this.#held = heldWindow(this.#capture, this.#options.window);
  }

  /** Adds rows of a chunk, from the `from`-th on; answers those that the whole filter keeps, for the table to list. */
  take(chunk: Chunk, from: number): MetRows {
    const rows = this.#rows;
    const codes = this.#codes;
    let n = this.#isOutside(chunk) ? 0 : this.#timeRows(chunk, from);
    for (const test of this.#ofThreads) n = n === 0 ? 0 : test.keep(chunk, rows, n);
    this.#options.key.fill(chunk, rows, n, codes);
    n = dropUncoded(rows, codes, n);
    let met = 0;
    for (let k = 0; k < n; k++) {
      if (!this.#add(chunk, rows[k] as number, codes[k] as number)) continue;
      rows[met] = rows[k] as number;
      codes[met++] = codes[k] as number;
    }
    return { chunk, rows, codes, n: this.#keepMet(chunk, met) };
  }

  /** Drops the rows that the whole filter does not keep, and their codes. */
  #keepMet(chunk: Chunk, met: number): number {
    const rows = this.#rows;
    const codes = this.#codes;
    const kept = rows.slice(0, met);
    let left = met;
    for (const test of this.#options.tests) left = left === 0 ? 0 : test.keep(chunk, kept, left);
    for (let k = 0, at = 0; at < left; k++) {
      if (rows[k] !== kept[at]) continue;
      rows[at] = rows[k] as number;
      codes[at++] = codes[k] as number;
    }
    return left;
  }

  #isOutside({ minTime, maxTime }: Chunk): boolean {
    return maxTime < this.#window.from || minTime > this.#end;
  }

  /** Samples among the rows of a chunk that are shown, and switches, where these are not added by thread. */
  #timeRows(chunk: Chunk, from: number): number {
    const cells = from === 0 ? this.#slices?.of(chunk, this.#held) : undefined;
    if (cells === undefined) return timedRows(this.#capture.kinds, chunk, from, this.#rows);
    this.#addSlices(chunk, cells);
    this.#rows.set(cells.samples);
    return cells.samples.length;
  }

  #addSlices(chunk: Chunk, cells: SliceCells): void {
    const groups = this.#slices?.groups(cells, chunk.packed()) ?? [];
    for (const [k, ns] of cells.ns.entries()) {
      const group = groups[k] ?? NO_CODE;
      if (group === NO_CODE) continue;
      if (this.#groups[group] === undefined) this.#meet(chunk, cells.first[k] as number, group);
      this.#of(group).slices += ns;
    }
  }

  /** What comes later adds nothing. */
  get #end(): number {
    const { source, to } = this.#window;
    if (source === 'switches') return this.#held.to + this.#capture.state.cpuClock.longestSlice;
    return to < this.#lastPass ? to : Number.POSITIVE_INFINITY;
  }

  /** Whether the row is a sample of the stretch. */
  #add(chunk: Chunk, i: number, group: number): boolean {
    const time = chunk.timeAt(i);
    const isSwitch = ((this.#capture.kinds.traits[chunk.kindAt(i)] as number) & Trait.SWITCH) !== 0;
    if (isSwitch) {
      this.#addSlice(chunk, i, group);
      return false;
    }
    if (!(time > this.#window.from)) return false;
    const isNew = this.#groups[group] === undefined;
    const sample = { group, time, user: chunk.resultAt(i), system: chunk.latencyAt(i) };
    if (time <= this.#window.to) this.#addSample(sample);
    else if (time > this.#lastPass) this.#waiting.push(sample);
    if (isNew) this.#meet(chunk, i, group);
    return time <= this.#window.to;
  }

  /** Who the group belongs to, for groups that have no other event. */
  #meet(chunk: Chunk, i: number, group: number): void {
    const { groupBy } = this.#options;
    if (groupBy !== undefined) this.#superiors[group] ??= readField(groupBy, this.#view.moveTo(chunk, i));
  }

  get #lastPass(): number {
    return this.#capture.state.cpuClock.passes.at(-1) ?? Number.NEGATIVE_INFINITY;
  }

  #settle(): void {
    const { from, to } = this.#window;
    for (const sample of this.#waiting) if (sample.time > from && sample.time <= to) this.#addSample(sample);
    const last = this.#lastPass;
    this.#waiting = this.#waiting.filter(({ time }) => time > last);
  }

  #addSample({ group, user, system }: Sample): void {
    const sums = this.#of(group);
    if (Number.isNaN(user) || Number.isNaN(system)) {
      sums.isUnknown = true;
      return;
    }
    sums.user += user;
    sums.system += system;
    sums.samples++;
  }

  /** The part of the stretch ended by a switch that lies in the window. The idle task does not count. */
  #addSlice(chunk: Chunk, i: number, group: number): void {
    const ns = chunk.resultAt(i);
    const version = chunk.versionAt(i);
    if (version === 0 || Number.isNaN(ns)) return;
    const end = chunk.timeAt(i);
    const inside = Math.min(end, this.#held.to) - Math.max(end - ns, this.#held.from);
    if (!(inside > 0)) return;
    if (this.#groups[group] === undefined) this.#meet(chunk, i, group);
    this.#of(group).slices += inside;
  }

  #of(group: number): GroupTime {
    const known = this.#groups[group];
    if (known !== undefined) return known;
    const made = { ...NOTHING };
    this.#groups[group] = made;
    return made;
  }

  /** Groups that are not in `seen` and have had CPU time, with what they belong to. */
  *unseen(seen: ReadonlySet<number>): Generator<readonly [group: number, superior: FieldValue]> {
    for (const [group, time] of this.#groups.entries()) {
      if (time !== undefined && !seen.has(group)) yield [group, this.#superiors[group]];
    }
  }

  /** Percent of one core; NaN unknown. */
  value(part: CpuPart, group: number): number {
    const { source, seconds } = this.#window;
    if (seconds === 0) return Number.NaN;
    if (part === 'core') return this.#ofCore(group);
    const time = this.#groups[group];
    const hundredths = source === 'switches' ? ofSlices(part, time) : this.#ofSamples(part, group, time);
    return hundredths / seconds;
  }

  /** As the kernel counts it; else that of the threads that were on it, where rows say which core they are from. */
  #ofCore(group: number): number {
    const { source, from, to, seconds } = this.#window;
    const { hostSamples, machine } = this.#capture.state;
    if (source === 'switches') {
      const hasCores = this.#capture.store.maxCpu + 1 >= (machine?.cpus ?? 1);
      return hasCores ? (this.#groups[group]?.slices ?? 0) / NS_PER_HUNDREDTH / seconds : Number.NaN;
    }
    return hostSamples.busyShare(Number(this.#options.key.values[group]), from, to);
  }

  #ofSamples(part: Exclude<CpuPart, 'core'>, group: number, time: GroupTime | undefined): number {
    if (time !== undefined && time.samples > 0) {
      return part === 'total' ? time.user + time.system : time[part];
    }
    const isIdle = time?.isUnknown !== true && this.#capture.state.cpuSamplesFrom < Number.POSITIVE_INFINITY;
    const waits = this.#waiting.some((sample) => sample.group === group);
    return isIdle && !waits ? 0 : Number.NaN;
  }
}

/** Switches do not say what the thread did with the CPU: where there are samples, they say the shares. */
function ofSlices(part: Exclude<CpuPart, 'core'>, time: GroupTime | undefined): number {
  if (time === undefined) return part === 'total' ? 0 : Number.NaN;
  const { user, system } = time;
  const slices = time.slices / NS_PER_HUNDREDTH;
  return part === 'total' ? slices : (slices * time[part]) / (user + system);
}
