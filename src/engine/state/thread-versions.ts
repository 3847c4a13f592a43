// SPDX-License-Identifier: Apache-2.0
// What changes too often for a ThreadInfo of its own: memory, page faults, counts. A version is a ThreadInfo plus those
// numbers; a row of the event store points at the version that was true after its event. One version is 40 bytes in
// pages of numbers; a new one is made only when a value has changed since the thread's last event.

import { CounterPages, Float64Pages, Uint16Pages, Uint32Pages } from './paged-numbers.js';
import { numbering } from './renumber.js';

const MOST_THREADS = 0xffff;
const NOTHING = { vmSizeKb: 0, vmRssKb: 0, vmSwapKb: 0, pfMajor: 0, pfMinor: 0 };

/** The process's, which its leader holds. */
interface Memory {
  readonly vmSizeKb: number;
  readonly vmRssKb: number;
  readonly vmSwapKb: number;
}

interface Faults {
  readonly pfMajor: number;
  readonly pfMinor: number;
}

/** Columns that grow together; version 0 stands for "no thread". */
export class ThreadVersions {
  count = 1;
  /** Id of the ThreadInfo. */
  readonly info = new Uint32Pages();
  readonly vmSizeKb = new Uint32Pages();
  readonly vmRssKb = new Uint32Pages();
  readonly vmSwapKb = new Uint32Pages();
  readonly pfMajor = new CounterPages();
  readonly pfMinor = new CounterPages();
  /** At most 4096: more fds are not tracked. */
  readonly fdCount = new Uint16Pages();
  readonly threadCount = new Uint16Pages();
  /** Row from which on the version holds. */
  readonly since = new Float64Pages();
  /** The version of the same thread before it; 0 none. */
  readonly previous = new Uint32Pages();

  constructor() {
    this.#put(0, 0, NOTHING, NOTHING, 0, 0);
    this.since.set(0, 0);
    this.previous.set(0, 0);
  }

  /** Appends a version and returns its number. */
  add(
    info: number,
    memory: Memory,
    faults: Faults,
    fdCount: number,
    threadCount: number,
    since: number,
    previous: number,
  ): number {
    const n = this.count;
    this.#put(n, info, memory, faults, fdCount, threadCount);
    this.since.set(n, since);
    this.previous.set(n, previous);
    this.count = n + 1;
    return n;
  }

  #put(n: number, info: number, memory: Memory, faults: Faults, fdCount: number, threadCount: number): void {
    this.info.set(n, info);
    this.vmSizeKb.set(n, memory.vmSizeKb);
    this.vmRssKb.set(n, memory.vmRssKb);
    this.vmSwapKb.set(n, memory.vmSwapKb);
    this.pfMajor.set(n, faults.pfMajor);
    this.pfMinor.set(n, faults.pfMinor);
    this.fdCount.set(n, fdCount);
    this.threadCount.set(n, Math.min(threadCount, MOST_THREADS));
  }

  /** Whether version v has these values. */
  equals(v: number, info: number, memory: Memory, faults: Faults, fdCount: number, threadCount: number): boolean {
    return (
      this.info.at(v) === info &&
      this.vmRssKb.at(v) === memory.vmRssKb &&
      this.pfMinor.at(v) === faults.pfMinor &&
      this.fdCount.at(v) === fdCount &&
      this.vmSizeKb.at(v) === memory.vmSizeKb &&
      this.vmSwapKb.at(v) === memory.vmSwapKb &&
      this.pfMajor.at(v) === faults.pfMajor &&
      this.threadCount.at(v) === Math.min(threadCount, MOST_THREADS)
    );
  }

  /** Of a version and those before it, the one that held at a row; 0 where none is that old. */
  at(version: number, row: number): number {
    let v = version;
    while (v !== 0 && this.since.at(v) > row) v = this.previous.at(v);
    return v;
  }

  /** Bytes held. */
  get byteLength(): number {
    return this.#columns().reduce((sum, column) => sum + column.byteLength, 0);
  }

  #columns(): readonly { readonly byteLength: number; truncate(count: number): void }[] {
    const { info, vmSizeKb, vmRssKb, vmSwapKb, pfMajor, pfMinor, fdCount, threadCount, since, previous } = this;
    return [info, vmSizeKb, vmRssKb, vmSwapKb, pfMajor, pfMinor, fdCount, threadCount, since, previous];
  }

  /** Keeps the versions whose kept[v] is 1, with new ids of their ThreadInfos; answers the new number of each old one. */
  compact(kept: Uint8Array, newInfo: Uint32Array): Uint32Array {
    const numbers = numbering(kept);
    let count = 0;
    for (let v = 0; v < kept.length; v++) {
      if (kept[v] !== 1) continue;
      const n = numbers[v] as number;
      this.#move(v, n, newInfo[this.info.at(v)] as number);
      this.previous.set(n, numbers[this.previous.at(v)] as number);
      count = n + 1;
    }
    this.count = count;
    for (const column of this.#columns()) column.truncate(count);
    return numbers;
  }

  #move(v: number, n: number, info: number): void {
    this.info.set(n, info);
    this.vmSizeKb.set(n, this.vmSizeKb.at(v));
    this.vmRssKb.set(n, this.vmRssKb.at(v));
    this.vmSwapKb.set(n, this.vmSwapKb.at(v));
    this.pfMajor.set(n, this.pfMajor.at(v));
    this.pfMinor.set(n, this.pfMinor.at(v));
    this.fdCount.set(n, this.fdCount.at(v));
    this.threadCount.set(n, this.threadCount.at(v));
    this.since.set(n, this.since.at(v));
  }
}
