// SPDX-License-Identifier: Apache-2.0
// Standard output for large amounts of text: lines are gathered and written in big pieces, bytes of the capture come out
// as they went in, and a reader that has gone away (`| head`) ends the program quietly. On a terminal, captured control
// bytes are made visible instead: no name in a capture may act on the terminal of who looks at it.

import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { encodeText } from '../engine/scap/text.js';
import { safeText } from '../ui/safe-text.js';

const FLUSH_AT = 1 << 16;

export class Output {
  readonly #fd: number;
  readonly #isTerminal: boolean;
  #text = '';
  /** The reader has gone: nothing more can be written. */
  closed = false;

  constructor(fd = 1) {
    this.#fd = fd;
    this.#isTerminal = isatty(fd);
  }

  line(text: string): void {
    this.#text += this.#isTerminal
      ? text
          .split('\n')
          .map((part) => safeText(part))
          .join('\n')
      : text;
    this.#text += '\n';
    if (this.#text.length >= FLUSH_AT) this.flush();
  }

  flush(): void {
    if (this.#text === '' || this.closed) return;
    const bytes = encodeText(this.#text);
    this.#text = '';
    let at = 0;
    while (at < bytes.length) {
      try {
        at += writeSync(this.#fd, bytes, at);
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
