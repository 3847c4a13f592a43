// SPDX-License-Identifier: Apache-2.0
// Codes by snapshot that follow a dictionary: entries that have come since the last look are asked once, all of them again
// when the dictionary was numbered anew.

export class GrowingCodes {
  /** Valid up to the count of the last sync(). */
  codes = new Int32Array(1024);
  #known = 0;
  #generation = 0;

  /** `generation`: see MachineState. */
  sync(count: number, generation: number, codeOf: (id: number) => number): Int32Array {
    if (generation !== this.#generation) this.#known = 0;
    this.#generation = generation;
    if (count > this.codes.length) {
      const bigger = new Int32Array(Math.max(count, this.codes.length * 2));
      bigger.set(this.codes);
      this.codes = bigger;
    }
    for (; this.#known < count; this.#known++) this.codes[this.#known] = codeOf(this.#known);
    return this.codes.subarray(0, count);
  }
}
