// SPDX-License-Identifier: Apache-2.0
// Standard output for large amounts of text: lines are gathered and written in big pieces, bytes of the capture come out
// as they went in, and a reader that has gone away (`| head`) ends the program quietly. On a terminal, captured control
// bytes are made visible instead: no name in a capture may act on the terminal of who looks at it.

import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { EventView } from '../engine/event/event-view.js';
import type { LineFormat } from '../engine/format/format.js';
import { ByteLine } from '../engine/text/byte-line.js';
import { safeText } from '../ui/safe-text.js';

const FLUSH_AT = 1 << 16;
const NEWLINE = 0x0a;

export class Output {
  readonly #fd: number;
  readonly #isTerminal: boolean;
  readonly #bytes = new ByteLine(2 * FLUSH_AT);
  /** The reader has gone: nothing more can be written. */
  closed = false;

  constructor(fd = 1) {
    this.#fd = fd;
    this.#isTerminal = isatty(fd);
  }

  line(text: string): void {
    this.#bytes.text(
      this.#isTerminal
        ? text
            .split('\n')
            .map((part) => safeText(part))
            .join('\n')
        : text,
    );
    this.#endLine();
  }

  /** The line of an event, where the format has one for it. Anywhere but on a terminal it never becomes a string. */
  event(format: LineFormat, view: EventView): void {
    if (!this.#isTerminal) {
      if (format.write(view, this.#bytes)) this.#endLine();
      return;
    }
    const text = format.line(view);
    if (text !== undefined) this.line(text);
  }

  #endLine(): void {
    this.#bytes.byte(NEWLINE);
    if (this.#bytes.length >= FLUSH_AT) this.flush();
  }

  flush(): void {
    const { bytes, length } = this.#bytes;
    this.#bytes.cutTo(0);
    if (this.closed) return;
    let at = 0;
    while (at < length) {
      try {
        at += writeSync(this.#fd, bytes, at, length - at);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EAGAIN') {
          // A pipe in non-blocking mode is full: wait a moment for its reader.
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
          continue;
        }
        if (code !== 'EPIPE') throw error;
        this.closed = true;
        return;
      }
    }
  }
}
