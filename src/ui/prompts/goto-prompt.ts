// SPDX-License-Identifier: Apache-2.0
// The line after g: an event number or a time; what it means is shown under it while it is typed.

import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import type { KeyPress } from '../terminal/key-name.js';
import { type Moment, momentText, parseMoment } from '../time/moment.js';
import { edited, inserted, type LineState, lineOf } from './line-editor.js';
import { type PromptNote, paintPrompt } from './prompt-line.js';

/** Where it can lead. */
export interface GotoTargets {
  to(moment: Moment): Outcome;
  /** The start of the page below: a second g. */
  top(): void;
}

export class GotoPrompt implements Page {
  readonly contexts = ['prompt'] as const;
  readonly isOverlay = true;
  readonly isWaiting = false;
  readonly position = '';
  readonly info = '';
  readonly title: PageTitle = { name: 'Go to' };
  readonly #ui: Ui;
  readonly #go: GotoTargets;
  #line: LineState = lineOf('');
  /** Enter was pressed on what means no moment: the note says so until something else is typed. */
  #isRefused = false;

  constructor(ui: Ui, go: GotoTargets) {
    this.#ui = ui;
    this.#go = go;
  }

  get #moment(): Moment | string {
    return parseMoment(this.#line.text, this.#ui.time.held, this.#ui.format);
  }

  paint(canvas: Canvas): void {
    const lines = Math.min(2, canvas.height - 1);
    const y = canvas.height - lines - (canvas.height >= 7 ? 1 : 0);
    canvas.onPress(({ press }) => press.action === 'down' && this.#ui.close(this));
    paintPrompt(canvas.part(0, y, canvas.width, lines), 'Go to', this.#line, this.#note(canvas));
  }

  #note({ theme }: Canvas): PromptNote {
    const moment = this.#moment;
    if (typeof moment === 'string') {
      if (this.#isRefused) return { text: `that is not a place: ${moment}`, style: theme.bad, position: -1 };
      const top = this.#line.text === '' ? '; g again goes to the top' : '';
      return { text: `${moment}${top}`, style: theme.muted, position: -1 };
    }
    return { text: momentText(moment, this.#ui.format), style: theme.good, position: -1 };
  }

  typed(key: KeyPress): boolean {
    if (key.name === 'g' && this.#line.text === '') {
      this.#ui.close(this);
      this.#go.top();
      return true;
    }
    const line = edited(this.#line, key);
    if (line === undefined) return false;
    this.#line = line;
    this.#isRefused = false;
    return true;
  }

  paste(text: string): void {
    this.#line = inserted(this.#line, text.trim());
    this.#isRefused = false;
  }

  run(command: Command): Outcome {
    if (command === 'close') {
      this.#ui.close(this);
      return undefined;
    }
    if (command !== 'enter') return 'that does not work here; Enter goes there, Esc leaves';
    const moment = this.#moment;
    if (typeof moment === 'string') {
      this.#isRefused = true;
      return undefined;
    }
    this.#ui.close(this);
    return this.#go.to(moment);
  }
}
