// SPDX-License-Identifier: Apache-2.0
// Lines out of a stream that a stranger writes: linear in its length, and never more in memory than one line of the limit.

export class BoundedLines {
  readonly #limit: number;
  readonly #parts: string[] = [];
  #length = 0;
  /** The current line is over the limit: the rest of it is passed over. */
  #isTooLong = false;
  #dropped = 0;

  /** `limit`: characters of a line; longer ones are dropped whole. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Lines that were too long. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The lines that end in this piece, without their newlines. */
  push(text: string): readonly string[] {
    const lines: string[] = [];
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#append(text.slice(from, end));
      const line = this.#take();
      if (line !== undefined) lines.push(line);
      from = end + 1;
    }
    this.#append(text.slice(from));
    return lines;
  }

  #append(part: string): void {
    if (this.#isTooLong || part === '') return;
    this.#length += part.length;
    this.#parts.push(part);
    if (this.#length <= this.#limit) return;
    this.#isTooLong = true;
    this.#dropped++;
    this.#parts.length = 0;
  }

  #take(): string | undefined {
    const line = this.#isTooLong ? undefined : this.#parts.join('');
    this.#isTooLong = false;
    this.#length = 0;
    this.#parts.length = 0;
    return line;
  }
}
