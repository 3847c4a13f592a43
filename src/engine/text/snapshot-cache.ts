// SPDX-License-Identifier: Apache-2.0
// Bytes that a snapshot (a thread, an fd) prints as, made once. Snapshots are immutable and repeat for thousands of lines.

/** Beyond this many the cache starts again: a long capture has more snapshots than are worth keeping. */
const MOST = 1 << 16;

interface Snapshot {
  /** Index in the dictionary of its capture. */
  readonly id: number;
}

export class SnapshotCache<S extends Snapshot, V> {
  /** By id. Captures have dictionaries of their own, so the snapshot itself is compared too. */
  #snapshots: (S | undefined)[] = [];
  #values: (V | undefined)[] = [];
  #count = 0;

  get(snapshot: S): V | undefined {
    return this.#snapshots[snapshot.id] === snapshot ? this.#values[snapshot.id] : undefined;
  }

  set(snapshot: S, value: V): void {
    if (this.#count >= MOST) {
      this.#snapshots = [];
      this.#values = [];
      this.#count = 0;
    }
    this.#snapshots[snapshot.id] = snapshot;
    this.#values[snapshot.id] = value;
    this.#count++;
  }
}
