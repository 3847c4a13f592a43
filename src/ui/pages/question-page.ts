// SPDX-License-Identifier: Apache-2.0
// A question before something that cannot be taken back: what will happen, exactly. Only y does it; Enter too where what
// happens can be ended again.

import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import type { KeyPress } from '../terminal/key-name.js';
import { type Paragraph, wrapParagraphs } from './rich-text.js';

export interface QuestionOptions {
  /** Without its question mark. */
  readonly question: string;
  /** What it is about, and a quieter word after each. */
  readonly lines: readonly { readonly text: string; readonly note: string }[];
  yes(): void;
  /** Enter is a yes too. */
  readonly enter?: boolean;
  /** What is said after no. */
  readonly no: string;
  /** c: what it does instead of yes. */
  readonly copy?: () => void;
}

/** Lines shown. */
const SHOWN = 10;
const WIDEST = 76;

export class QuestionPage implements Page {
  readonly contexts = ['confirm'] as const;
  readonly isOverlay = true;
  readonly isWaiting = false;
  readonly position = '';
  readonly info = '';
  readonly title: PageTitle;
  readonly #ui: Ui;
  readonly #options: QuestionOptions;

  constructor(ui: Ui, options: QuestionOptions) {
    this.#ui = ui;
    this.#options = options;
    this.title = { name: options.question };
  }

  paint(canvas: Canvas): void {
    const { theme, meter } = canvas;
    const width = Math.min(canvas.width, WIDEST);
    const lines = wrapParagraphs(this.#text(canvas), Math.max(8, width - 6), meter, theme.glyphs.asciiOnly);
    const height = Math.min(canvas.height, lines.length + 4);
    const y = Math.max(0, Math.floor((canvas.height - height) / 2.5));
    canvas.onPress(({ press }) => press.action === 'down' && this.run('close'));
    const dialog = canvas.part(Math.floor((canvas.width - width) / 2), y, width, height);
    dialog.onPress(() => undefined);
    const count = this.#options.lines.length > 1 ? ` (${this.#options.lines.length} times)` : '';
    const inside = dialog.box(`${this.#options.question}${count}?`, theme.bad, theme.title);
    // Where not all fits, the last line says which keys there are.
    const from = inside.height > lines.length ? 1 : 0;
    const room = Math.max(1, inside.height - from);
    const shown = lines.length <= room ? lines : [...lines.slice(0, Math.max(0, room - 1)), ...lines.slice(-1)];
    for (const [line, { indent, spans }] of shown.entries()) {
      let x = 2 + indent;
      for (const span of spans) x += inside.text(x, line + from, span.text, span.style);
    }
  }

  #text({ theme }: Canvas): Paragraph[] {
    const { lines, copy } = this.#options;
    const more =
      lines.length > SHOWN ? [{ spans: [{ text: `and ${lines.length - SHOWN} more`, style: theme.muted }] }] : [];
    const keys = [
      [this.#options.enter === true ? 'Enter y' : 'y', 'does it'],
      ['n', 'leaves everything as it is'],
      ...(copy === undefined ? [] : [['c', 'copies'] as const]),
    ] as const;
    return [
      ...lines.slice(0, SHOWN).map(({ text, note }) => ({
        spans: [{ text, style: theme.accent }, ...(note === '' ? [] : [{ text: `   ${note}`, style: theme.muted }])],
        hang: 2,
      })),
      ...more,
      { spans: [] },
      {
        spans: keys.flatMap(([key, what]) => [
          { text: key, style: theme.heading },
          { text: ` ${what}   `, style: theme.text },
        ]),
      },
    ];
  }

  typed({ name }: KeyPress): boolean {
    if (name !== 'enter' || this.#options.enter !== true) return false;
    this.run('enter');
    return true;
  }

  run(command: Command): Outcome {
    switch (command) {
      case 'enter':
        this.#ui.close(this);
        this.#options.yes();
        return undefined;
      case 'copy':
        if (this.#options.copy === undefined) return 'there is nothing to copy here: y does it, n leaves it';
        this.#ui.close(this);
        this.#options.copy();
        return undefined;
      case 'close':
        this.#ui.close(this);
        this.#ui.say(this.#options.no);
        return undefined;
      default:
        return 'y does it, n leaves everything as it is';
    }
  }

  paste(): void {
    this.#ui.say('pasted text answers no question: y does it, n leaves everything as it is', 'warning');
  }
}
