// SPDX-License-Identifier: Apache-2.0
// What queries have made of a capture's dictionaries: codes of keys, numbers by thread, tests. Entries grow with the
// dictionaries instead of being made for every query. One per session.

import { ArrayPool } from './array-pool.js';
import { CellCache } from './cell-cache.js';
import { GroupScratch } from './group-scratch.js';

/** Something made of dictionaries, which takes in what they have gained. */
export interface Derived {
  sync(): void;
}

/** Those that were used last stay: a screen asks for a few dozen fields. */
const MOST = 64;

export class QueryCache {
  readonly #entries = new Map<string, Derived>();
  readonly arrays = new ArrayPool();
  readonly cells = new CellCache();
  #scratch: GroupScratch | undefined;

  /** Made when somebody groups rows: 2.6 MB, which caches of one number source are made without. */
  get scratch(): GroupScratch {
    this.#scratch ??= new GroupScratch();
    return this.#scratch;
  }

  /** The entry of that name, up to date. A name stands for one kind of entry: it starts with the maker's own word. */
  get<T extends Derived>(name: string, make: () => T): T {
    const known = this.#entries.get(name) as T | undefined;
    this.#entries.delete(name);
    const entry = known ?? make();
    this.#entries.set(name, entry);
    if (this.#entries.size > MOST) this.#dropOldest();
    entry.sync();
    return entry;
  }

  #dropOldest(): void {
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}
