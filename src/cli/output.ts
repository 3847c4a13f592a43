// SPDX-License-Identifier: Apache-2.0
// Standard output for large amounts of text: lines are gathered and written in big pieces, and a reader that has gone away
// (`| head`) ends the program quietly. Captured control characters are made visible, in JSON escaped: no name in a capture
// may act on the terminal of its reader, even at the end of a pipe. With --raw-bytes a pipe gets the bytes as the
// capture has them, as sysdig prints them.

import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { EventView } from '../engine/event/event-view.js';
import type { LineFormat } from '../engine/format/format.js';
import { decodeText } from '../engine/scap/text.js';
import { ByteLine } from '../engine/text/byte-line.js';
import { safeLines, safeText } from '../ui/safe-text.js';

const FLUSH_AT = 1 << 16;
const NEWLINE = 0x0a;
const TAB = 0x09;
/** What JSON text may hold, but a terminal obeys, or a reader cannot see: C1, bidi, no width, half characters. Joiners stay. */
const HIDDEN = /(?!\u200c|\u200d|\ufe0e|\ufe0f)[\x7f-\x9f\p{Cs}\p{Cf}\p{DI}\p{Zl}\p{Zp}]/gu;

export class Output {
  readonly #fd: number;
  readonly #isTerminal: boolean;
  /** Bytes of the capture come out as they went in. */
  readonly #isRaw: boolean;
  readonly #bytes = new ByteLine(2 * FLUSH_AT);
  /** The reader has gone: nothing more can be written. */
  closed = false;

  constructor({ rawBytes }: { readonly rawBytes: boolean }, fd = 1) {
    this.#fd = fd;
    if (fd === 1) waitForReader();
    this.#isTerminal = isatty(fd);
    this.#isRaw = rawBytes && !this.#isTerminal;
  }

  line(text: string): void {
    this.#bytes.text(this.#isRaw ? text : this.#safe(text));
    this.#endLine();
  }

  /** A value as JSON text. Safe or not, it is the same value. */
  json(text: string): void {
    this.#bytes.text(this.#isRaw ? text : text.replaceAll(HIDDEN, escaped));
    this.#endLine();
  }

  /** The line of an event, where the format has one for it. It becomes a string only where something in it is not plain. */
  event(format: LineFormat, view: EventView): void {
    const start = this.#bytes.length;
    if (!format.write(view, this.#bytes)) return;
    if (this.#isRaw || this.#isPlain(start)) {
      this.#endLine();
      return;
    }
    const text = decodeText(this.#bytes.bytes, start, this.#bytes.length);
    this.#bytes.cutTo(start);
    this.line(text);
  }

  #isPlain(start: number): boolean {
    const { bytes, length } = this.#bytes;
    for (let i = start; i < length; i++) {
      const byte = bytes[i] as number;
      if (byte >= 0x7f || (byte < 0x20 && byte !== NEWLINE && (byte !== TAB || this.#isTerminal))) return false;
    }
    return true;
  }

  /** Line ends stay; on a pipe tabs too, which may be the format's own. */
  #safe(text: string): string {
    return this.#isTerminal ? text.replaceAll(/[^\n]+/g, (part) => safeText(part)) : safeLines(text);
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

/** What Node writes a pipe with; its interface does not name it. */
interface PipeWriter {
  readonly _handle?: { setBlocking?(isBlocking: boolean): void };
}

/** Asking for process.stdout makes a pipe non-blocking: a full one is an exception then, and waiting for it a guess. */
function waitForReader(): void {
  (process.stdout as PipeWriter)._handle?.setBlocking?.(true);
}

function escaped(character: string): string {
  let out = '';
  for (let i = 0; i < character.length; i++) out += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return out;
}
