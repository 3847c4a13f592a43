// SPDX-License-Identifier: Apache-2.0
// The terminal's two streams. With a capture on stdin (`-r -`) the keys come from /dev/tty.

import { openSync } from 'node:fs';
import { isatty, ReadStream, type WriteStream } from 'node:tty';

export interface ScreenStreams {
  readonly input: ReadStream;
  /** Its file descriptor, for children. */
  readonly inputFd: number;
  readonly output: WriteStream & { readonly fd: number };
  /** Closes what was opened for this; an open terminal would keep the process alive. */
  close?(): void;
}

/** The streams of the controlling terminal; a sentence where there is none. */
export function terminalStreams(): ScreenStreams | string {
  if (!process.stdout.isTTY) return 'the user interface needs a terminal on standard output; use --raw or --json';
  // Not process.stdin.isTTY: touching process.stdin makes a pipe non-blocking, and the engine reads its capture from it.
  if (isatty(0)) return { input: process.stdin, inputFd: process.stdin.fd, output: process.stdout };
  try {
    const inputFd = openSync('/dev/tty', 'r');
    const input = new ReadStream(inputFd);
    return { input, inputFd, output: process.stdout, close: () => input.destroy() };
  } catch {
    return 'the user interface needs a terminal for its keys: standard input is not one, and /dev/tty does not open';
  }
}
