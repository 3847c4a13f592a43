// SPDX-License-Identifier: Apache-2.0
// What is on the terminal while everything else is loaded: a line that says what is waited for, and a sign of life. It
// takes the terminal before anything heavy is imported, in raw mode, so that early keys are not echoed. It does not read
// them: they wait in the terminal, and are the interface's first ones (Ctrl-C among them).

import { isatty } from 'node:tty';
import { safeText } from './safe-text.js';
import { terminalCapability } from './terminal/capability.js';

const ENTER = '\x1b[?1049h\x1b[?25l\x1b[0m\x1b[2J';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const FRAMES = { unicode: '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏', ascii: '|/-\\' } as const;
const PERIOD = 100;
const SIGNALS = { SIGTERM: 143, SIGHUP: 129 } as const;

export interface OpeningScreen {
  /** Gives the terminal back, for a message. */
  leave(): void;
  /** The interface takes it. */
  handOver(): void;
}

export const NO_SCREEN: OpeningScreen = { leave: () => undefined, handOver: () => undefined };

/** `text`: what is waited for. Shows nothing where there is no terminal, or one that cannot take a picture away again. */
export function openScreen(text: string, isAscii: boolean): OpeningScreen {
  const capability = terminalCapability(process.env, { ascii: isAscii, mouse: false });
  // Not process.stdin.isTTY: see terminal/streams.ts.
  if (!process.stdout.isTTY || !capability.alternateScreen || !isatty(0)) return NO_SCREEN;
  const frames = capability.glyphs === 'unicode' ? FRAMES.unicode : FRAMES.ascii;
  const screen = new Opening(`sysdrill   ${safeText(text)}`, frames);
  screen.enter();
  return screen;
}

class Opening implements OpeningScreen {
  readonly #text: string;
  readonly #frames: string;
  #timer: NodeJS.Timeout | undefined;
  #frame = 0;
  #isOpen = false;

  constructor(text: string, frames: string) {
    this.#text = text;
    this.#frames = frames;
  }

  enter(): void {
    this.#isOpen = true;
    process.stdin.setRawMode(true);
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, this.#onSignal);
    process.on('exit', this.#onExit);
    process.stdout.write(`${ENTER}\x1b[H${this.#line()}`);
    this.#timer = setInterval(() => process.stdout.write(`\x1b[H${this.#line()}`), PERIOD);
    this.#timer.unref();
  }

  leave(): void {
    if (!this.#isOpen) return;
    this.#letGo();
    process.stdin.setRawMode(false);
    process.stdout.write(LEAVE);
  }

  handOver(): void {
    if (!this.#isOpen) return;
    this.#letGo();
  }

  #letGo(): void {
    this.#isOpen = false;
    clearInterval(this.#timer);
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.off(signal, this.#onSignal);
    process.off('exit', this.#onExit);
  }

  #line(): string {
    const sign = [...this.#frames][this.#frame++ % [...this.#frames].length];
    return `${sign} ${this.#text}`.slice(0, process.stdout.columns || 80);
  }

  readonly #onSignal = (signal: keyof typeof SIGNALS): void => this.#end(SIGNALS[signal]);

  readonly #onExit = (): void => this.leave();

  #end(status: number): never {
    this.leave();
    process.exit(status);
  }
}
