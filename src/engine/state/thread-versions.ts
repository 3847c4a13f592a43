// SPDX-License-Identifier: Apache-2.0
// What changes too often for a ThreadInfo of its own: memory, page faults, counts. A version is a ThreadInfo plus those
// numbers; a row of the event store points at the version that was true after its event. One version is 50 bytes in
// typed arrays; a new one is made only when a value has changed since the thread's last event.

import { numbering } from './renumber.js';

const START = 4096;

/** Typed arrays that grow together; index 0 stands for "no thread". */
export class ThreadVersions {
  count = 1;
  /** Id of the ThreadInfo. */
  info = new Uint32Array(START);
  vmSizeKb = new Uint32Array(START);
  vmRssKb = new Uint32Array(START);
  vmSwapKb = new Uint32Array(START);
  pfMajor = new Float64Array(START);
  pfMinor = new Float64Array(START);
  fdCount = new Uint32Array(START);
  threadCount = new Uint16Array(START);
  /** Row from which on the version holds. */
  since = new Float64Array(START);
  /** The version of the same thread before it; 0 none. */
  previous = new Uint32Array(START);

  /** Appends a version and returns its number. */
  add(
    info: number,
    memory: { readonly vmSizeKb: number; readonly vmRssKb: number; readonly vmSwapKb: number },
    faults: { readonly pfMajor: number; readonly pfMinor: number },
    fdCount: number,
    threadCount: number,
    since: number,
    previous: number,
  ): number {
    const n = this.count;
    if (n === this.info.length) this.#grow();
    this.info[n] = info;
    this.vmSizeKb[n] = memory.vmSizeKb;
    this.vmRssKb[n] = memory.vmRssKb;
    this.vmSwapKb[n] = memory.vmSwapKb;
    this.pfMajor[n] = faults.pfMajor;
    this.pfMinor[n] = faults.pfMinor;
    this.fdCount[n] = fdCount;
    this.threadCount[n] = Math.min(threadCount, 0xffff);
    this.since[n] = since;
    this.previous[n] = previous;
    this.count = n + 1;
    return n;
  }

  /** Of a version and those before it, the one that held at a row; 0 where none is that old. */
  at(version: number, row: number): number {
    let v = version;
    while (v !== 0 && (this.since[v] as number) > row) v = this.previous[v] as number;
    return v;
  }

  /** Bytes held. */
  get byteLength(): number {
    return this.info.length * 50;
  }

  /** Keeps the versions whose kept[v] is 1, with new ids of their ThreadInfos; answers the new number of each old one. */
  compact(kept: Uint8Array, newInfo: Uint32Array): Uint32Array {
    const numbers = numbering(kept);
    for (let v = 0; v < kept.length; v++) {
      if (kept[v] !== 1) continue;
      const n = numbers[v] as number;
      this.info[n] = newInfo[this.info[v] as number] as number;
      this.vmSizeKb[n] = this.vmSizeKb[v] as number;
      this.vmRssKb[n] = this.vmRssKb[v] as number;
      this.vmSwapKb[n] = this.vmSwapKb[v] as number;
      this.pfMajor[n] = this.pfMajor[v] as number;
      this.pfMinor[n] = this.pfMinor[v] as number;
      this.fdCount[n] = this.fdCount[v] as number;
      this.threadCount[n] = this.threadCount[v] as number;
      this.since[n] = this.since[v] as number;
      this.previous[n] = numbers[this.previous[v] as number] as number;
      this.count = n + 1;
    }
    let size = this.info.length;
    while (size > START && size > 4 * this.count) size /= 2;
    if (size < this.info.length) this.#resize(size);
    return numbers;
  }

  #grow(): void {
    this.#resize(this.info.length * 2);
  }

  #resize(size: number): void {
    this.info = moved(this.info, new Uint32Array(size));
    this.vmSizeKb = moved(this.vmSizeKb, new Uint32Array(size));
    this.vmRssKb = moved(this.vmRssKb, new Uint32Array(size));
    this.vmSwapKb = moved(this.vmSwapKb, new Uint32Array(size));
    this.pfMajor = moved(this.pfMajor, new Float64Array(size));
    this.pfMinor = moved(this.pfMinor, new Float64Array(size));
    this.fdCount = moved(this.fdCount, new Uint32Array(size));
    this.since = moved(this.since, new Float64Array(size));
    this.previous = moved(this.previous, new Uint32Array(size));
    this.threadCount = moved(this.threadCount, new Uint16Array(size));
  }
}

function moved<T extends Uint32Array | Uint16Array | Float64Array>(old: T, target: T): T {
  target.set(old.length > target.length ? old.subarray(0, target.length) : old);
  return target;
}
