// SPDX-License-Identifier: Apache-2.0
// Waits for the letter of a mark to set or to go to, and shows the marks there are.

import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import type { KeyPress } from '../terminal/key-name.js';
import { BACK_MARK, isMarkLetter, type Marks } from '../time/marks.js';
import { momentText } from '../time/moment.js';

export interface MarkPromptOptions {
  readonly what: 'set' | 'go';
  readonly marks: Marks;
  choose(letter: string): Outcome;
}

const WIDTH = 56;

export class MarkPrompt implements Page {
  readonly contexts = ['marks'] as const;
  readonly isOverlay = true;
  readonly isWaiting = false;
  readonly position = '';
  readonly info = '';
  readonly title: PageTitle = { name: 'Mark' };
  readonly #ui: Ui;
  readonly #options: MarkPromptOptions;

  constructor(ui: Ui, options: MarkPromptOptions) {
    this.#ui = ui;
    this.#options = options;
  }

  paint(canvas: Canvas): void {
    const { theme } = canvas;
    const { what, marks } = this.#options;
    const places = marks.all;
    const width = Math.min(WIDTH, canvas.width);
    const height = Math.min(canvas.height - 1, places.length + 4);
    const x = Math.floor((canvas.width - width) / 2);
    const y = Math.max(0, canvas.height - height - 3);
    canvas.onPress(({ press }) => press.action === 'down' && this.#ui.close(this));
    const title = what === 'set' ? 'Mark this place' : 'Go to a mark';
    const inside = canvas.part(x, y, width, height).box(title, theme.border, theme.title);
    const advice = what === 'set' ? 'press a letter for it' : `press its letter; ${BACK_MARK} is where you came from`;
    inside.text(1, 0, places.length === 0 && what === 'go' ? 'there are no marks: m sets one' : advice, theme.muted);
    for (const [i, [letter, place]] of places.entries()) {
      const line = i + 2;
      inside.text(1, line, letter, theme.accent);
      inside.text(4, line, momentText({ time: place.time }, this.#ui.format), theme.text);
      const event = place.num === undefined ? '' : `event ${place.num}  `;
      inside.text(18, line, `${event}${place.label}`, theme.muted, { max: inside.width - 19 });
      const area = { x: 0, y: line, width: inside.width, height: 1 };
      inside.onPress(({ press }) => press.action === 'down' && this.#ui.runWith(() => this.#choose(letter)), area);
    }
  }

  typed(key: KeyPress): boolean {
    const isBack = this.#options.what === 'go' && key.text === BACK_MARK;
    if (!isBack && !isMarkLetter(key.text)) return false;
    this.#ui.runWith(() => this.#choose(key.text));
    return true;
  }

  #choose(letter: string): Outcome {
    this.#ui.close(this);
    return this.#options.choose(letter);
  }

  run(command: Command): Outcome {
    if (command !== 'close') return 'a letter or a digit names the mark; Esc leaves';
    this.#ui.close(this);
    return undefined;
  }
}
