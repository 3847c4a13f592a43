// SPDX-License-Identifier: Apache-2.0
// What was entered in a prompt before, newest last, each once; and a walk through it that keeps the unfinished line.

const KEPT = 100;

export class History {
  readonly #entries: string[];
  readonly #added: (entry: string) => void;
  #at = 0;
  #unfinished = '';

  /**
   * @param entries of earlier runs, oldest first
   * @param added is told what is entered now, to remember it
   */
  constructor(entries: readonly string[] = [], added: (entry: string) => void = () => undefined) {
    this.#entries = [...entries];
    this.#added = added;
  }

  /** Newest last. */
  get entries(): readonly string[] {
    return this.#entries;
  }

  /** Starts a walk from the newest end. */
  start(): void {
    this.#at = this.#entries.length;
    this.#unfinished = '';
  }

  add(entry: string): void {
    if (entry.trim() === '') return;
    const old = this.#entries.indexOf(entry);
    if (old >= 0) this.#entries.splice(old, 1);
    this.#entries.push(entry);
    if (this.#entries.length > KEPT) this.#entries.shift();
    this.#added(entry);
    this.start();
  }

  /** The entry `step` (-1 older, 1 newer) from where the walk is; undefined at its ends. */
  walk(step: -1 | 1, current: string): string | undefined {
    const next = this.#at + step;
    if (next < 0 || next > this.#entries.length) return undefined;
    if (this.#at === this.#entries.length) this.#unfinished = current;
    this.#at = next;
    return next === this.#entries.length ? this.#unfinished : this.#entries[next];
  }
}
