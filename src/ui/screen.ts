// SPDX-License-Identifier: Apache-2.0
// The terminal: its modes, keys, mouse and size through blessed's Program (the only import of blessed), its cells through
// our frame writer. blessed runs without terminfo: its compiler prints error dumps for several entries, and the dozen
// sequences needed are the same everywhere that matters (capability.ts knows the exceptions).
// What enter() switches on, leave() switches off, in one synchronous write that also works while the process dies.

import { writeSync } from 'node:fs';
import Program from 'blessed/lib/program.js';
import { CellBuffer } from './paint/cell-buffer.js';
import { type Cursor, FrameWriter } from './paint/frame-writer.js';
import type { Capability } from './terminal/capability.js';
import { type KeyPress, keyPress } from './terminal/key-name.js';
import type { ScreenStreams } from './terminal/streams.js';
import { TerminalInput } from './terminal/terminal-input.js';

export interface MousePress {
  readonly action: 'down' | 'up' | 'move' | 'wheel-up' | 'wheel-down';
  readonly button: 'left' | 'middle' | 'right';
  readonly x: number;
  readonly y: number;
  readonly shift: boolean;
}

export interface ScreenHandlers {
  key(key: KeyPress): void;
  mouse(mouse: MousePress): void;
  paste(text: string): void;
  resize(): void;
  /** What the terminal answered. */
  reply(text: string): void;
  /** The terminal has gone away. */
  hangup(): void;
}

const LEAVE_ALWAYS = '\x1b[?2026l\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?2004l\x1b[?7h\x1b[0m\x1b[?25h';

export class Screen {
  readonly #capability: Capability;
  readonly #output: ScreenStreams['output'];
  readonly #input: TerminalInput;
  readonly #handlers: ScreenHandlers;
  readonly #writer: FrameWriter;
  #program: Program | undefined;
  #shown: CellBuffer | undefined;
  #spare: CellBuffer | undefined;
  #mouse: boolean;
  #pressed = false;
  #blocked = false;
  #entered = false;
  #gone = false;

  constructor(streams: ScreenStreams, capability: Capability, handlers: ScreenHandlers) {
    this.#capability = capability;
    this.#output = streams.output;
    this.#handlers = handlers;
    this.#mouse = capability.mouse;
    this.#writer = new FrameWriter({ synchronized: capability.synchronized });
    this.#input = new TerminalInput(streams.input, {
      character: (text) => handlers.key({ name: text, text }),
      paste: (text) => handlers.paste(text),
      reply: (text) => handlers.reply(text),
      hangup: () => handlers.hangup(),
    });
  }

  get width(): number {
    return Math.max(1, this.#output.columns || 80);
  }

  get height(): number {
    return Math.max(1, this.#output.rows || 24);
  }

  get hasMouse(): boolean {
    return this.#capability.mouse;
  }

  get mouseIsOn(): boolean {
    return this.#mouse;
  }

  /** Takes the terminal. */
  enter(): void {
    const program = new Program({
      input: this.#input,
      output: this.#output,
      terminal: 'xterm-256color',
      tput: false,
      buffer: false,
    });
    this.#program = program;
    this.#entered = true;
    // blessed does so only where it switches the raw mode on itself; the opening screen has done that already.
    this.#input.resume();
    this.#output.on('error', this.#onOutputError);
    program.on('keypress', (character, key) => {
      const press = keyPress(character, key);
      if (press !== undefined) this.#handlers.key(press);
    });
    program.on('mouse', (mouse) => {
      const press = mousePress(mouse, this.#pressed);
      if (press === undefined) return;
      if (press.action === 'down') this.#pressed = true;
      if (press.action === 'up') this.#pressed = false;
      this.#handlers.mouse(press);
    });
    program.on('resize', () => {
      this.#shown = undefined;
      this.#handlers.resize();
    });
    this.#setModes(program);
    this.#shown = undefined;
  }

  #setModes(program: Program): void {
    if (this.#capability.alternateScreen) program.setMode('?1049');
    program.resetMode('?25');
    program.resetMode('?7');
    if (this.#capability.alternateScreen) program.setMode('?2004');
    if (this.#mouse) program.setMouse({ vt200Mouse: true, cellMotion: true, sgrMouse: true }, true);
  }

  /** The terminal did not take what was to restore it: it is gone. */
  get isGone(): boolean {
    return this.#gone;
  }

  /** Gives the terminal back as it was. Harmless when repeated. */
  leave(): void {
    if (!this.#entered) return;
    this.#entered = false;
    this.#restore();
    this.#program?.destroy();
    this.#program = undefined;
    this.#shown = undefined;
    this.#output.off('error', this.#onOutputError);
  }

  #restore(): void {
    const end = this.#capability.alternateScreen ? '\x1b[?1049l' : '\x1b[H\x1b[2J';
    const sequence = this.#capability.alternateScreen ? LEAVE_ALWAYS + end : `\x1b[?7h\x1b[0m\x1b[?25h${end}`;
    try {
      writeSync(this.#output.fd, sequence);
    } catch {
      this.#gone = true;
    }
  }

  /** An empty buffer of the screen's size to paint the next frame into. */
  frame(): CellBuffer {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare === undefined || spare.width !== this.width || spare.height !== this.height) {
      return new CellBuffer(this.width, this.height);
    }
    spare.clear();
    return spare;
  }

  /** True while the terminal has not yet taken the last frame: painting more would only make it later. */
  get isBusy(): boolean {
    return this.#blocked;
  }

  /** Shows `buffer`, which then belongs to the screen. `drained` is called when a slow terminal can take the next one. */
  show(buffer: CellBuffer, cursor: Cursor | undefined, drained: () => void): void {
    if (!this.#entered) return;
    const bytes = this.#writer.frame(this.#shown, buffer, cursor);
    this.#spare = this.#shown;
    this.#shown = buffer;
    if (bytes === '' || this.#output.write(bytes)) return;
    this.#blocked = true;
    this.#output.once('drain', () => {
      this.#blocked = false;
      drained();
    });
  }

  /** The next frame is painted whole, whatever the terminal shows now. */
  invalidate(): void {
    this.#shown = undefined;
  }

  /** Mouse to the program, or to the terminal for selecting text. Returns whether it is on now. */
  setMouse(on: boolean): boolean {
    if (!this.#capability.mouse) return false;
    this.#mouse = on;
    if (on) this.#program?.setMouse({ vt200Mouse: true, cellMotion: true, sgrMouse: true }, true);
    else this.#program?.disableMouse();
    return on;
  }

  /** The terminal's bell. */
  ring(): void {
    if (this.#entered) this.#output.write('\x07');
  }

  /** Asks the terminal something; the answer comes to `reply`. */
  ask(question: string): void {
    if (this.#entered) this.#output.write(question);
  }

  readonly #onOutputError = (): void => this.#handlers.hangup();
}

interface ReportedMouse {
  readonly action: string;
  readonly button?: string;
  readonly x: number;
  readonly y: number;
  readonly shift?: boolean;
}

/** `pressed`: a button is down. blessed reports dragging with a button as one press after the other. */
function mousePress(mouse: ReportedMouse, pressed: boolean): MousePress | undefined {
  const action = ACTIONS.get(mouse.action);
  if (action === undefined) return undefined;
  const button = mouse.button === 'right' || mouse.button === 'middle' ? mouse.button : 'left';
  const { x, y } = mouse;
  return { action: action === 'down' && pressed ? 'move' : action, button, x, y, shift: mouse.shift === true };
}

const ACTIONS: ReadonlyMap<string, MousePress['action']> = new Map([
  ['mousedown', 'down'],
  ['mouseup', 'up'],
  ['mousemove', 'move'],
  ['wheelup', 'wheel-up'],
  ['wheeldown', 'wheel-down'],
]);
