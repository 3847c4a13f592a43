// SPDX-License-Identifier: Apache-2.0
// A line for one text, with a note under it.

import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import type { KeyPress } from '../terminal/key-name.js';
import { edited, inserted, type LineState, lineOf } from './line-editor.js';
import { paintPrompt } from './prompt-line.js';

export interface TextPromptOptions {
  readonly label: string;
  /** What the line begins with. */
  readonly text: string;
  note(text: string): string;
  /** Enter, where the line is not empty. */
  enter(text: string): Outcome;
  /** What is said when it is left without Enter. */
  readonly left: string;
}

export function askText(ui: Ui, options: TextPromptOptions): void {
  ui.open(new TextPrompt(ui, options));
}

class TextPrompt implements Page {
  readonly contexts = ['prompt'] as const;
  readonly isOverlay = true;
  readonly isWaiting = false;
  readonly position = '';
  readonly info = '';
  readonly title: PageTitle;
  readonly #ui: Ui;
  readonly #options: TextPromptOptions;
  #line: LineState;

  constructor(ui: Ui, options: TextPromptOptions) {
    this.#ui = ui;
    this.#options = options;
    this.title = { name: options.label };
    this.#line = lineOf(options.text);
  }

  paint(canvas: Canvas): void {
    const lines = Math.min(2, canvas.height - 1);
    const y = canvas.height - lines - (canvas.height >= 7 ? 1 : 0);
    canvas.onPress(({ press }) => press.action === 'down' && this.run('close'));
    const { label, note } = this.#options;
    const text = note(this.#line.text);
    const line = { text, style: canvas.theme.muted, position: -1 };
    paintPrompt(canvas.part(0, y, canvas.width, lines), label, this.#line, line);
  }

  typed(key: KeyPress): boolean {
    const line = edited(this.#line, key);
    if (line === undefined) return false;
    this.#line = line;
    return true;
  }

  paste(text: string): void {
    this.#line = inserted(this.#line, text);
  }

  run(command: Command): Outcome {
    if (command === 'close') {
      this.#ui.close(this);
      this.#ui.say(this.#options.left);
      return undefined;
    }
    if (command !== 'enter') return 'that does not work here; Enter goes on, Esc leaves';
    if (this.#line.text.trim() === '') return 'the line is empty; Esc leaves';
    this.#ui.close(this);
    return this.#options.enter(this.#line.text);
  }
}
