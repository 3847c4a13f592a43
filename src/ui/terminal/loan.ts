// SPDX-License-Identifier: Apache-2.0
// The terminal, lent to a child process that needs it for itself (gdb, a shell in a container, less): given back as it was
// before us, and taken again when the child has ended. What Ctrl-C and Ctrl-Z do meanwhile is the child's business.

import type { LentTerminal } from '../page.js';
import type { ScreenStreams } from './streams.js';

export interface LoanScreen {
  leave(): void;
  enter(): void;
}

export class TerminalLoan {
  readonly #screen: LoanScreen;
  readonly #streams: ScreenStreams;
  #child: AbortController | undefined;

  constructor(screen: LoanScreen, streams: ScreenStreams) {
    this.#screen = screen;
    this.#streams = streams;
  }

  get isLent(): boolean {
    return this.#child !== undefined;
  }

  async lend<T>(job: (terminal: LentTerminal) => Promise<T>): Promise<T> {
    const child = new AbortController();
    this.#child = child;
    this.#screen.leave();
    try {
      return await job({
        input: this.#streams.inputFd,
        output: this.#streams.output.fd,
        signal: child.signal,
        pause: (question) => this.#pause(question),
      });
    } finally {
      this.#child = undefined;
      if (!child.signal.aborted) this.#screen.enter();
    }
  }

  /** The program ends: so does the child. */
  recall(): void {
    this.#child?.abort();
  }

  #pause(question: string): Promise<void> {
    const { input, output } = this.#streams;
    output.write(question);
    return new Promise((resolve) => {
      input.once('data', () => {
        input.pause();
        resolve();
      });
      input.resume();
    });
  }
}
