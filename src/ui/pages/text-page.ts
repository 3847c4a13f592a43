// SPDX-License-Identifier: Apache-2.0
// A page of text to read: help, legend. Wrapped again at every width; scrolls, and can be searched.

import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, TextPageOptions, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import { paintScrollBar } from '../paint/scroll-bar.js';
import { NOTHING_SEARCHED } from '../prompts/find-around.js';
import { History } from '../prompts/history.js';
import { type Searchable, SearchPrompt } from '../prompts/search-prompt.js';
import type { Theme } from '../theme/theme.js';
import { lineText, type RichLine, wrapParagraphs } from './rich-text.js';

/** Lines are not stretched beyond what one reads with ease. */
const WIDEST = 100;

export class TextPage implements Page, Searchable {
  readonly contexts = ['text'] as const;
  readonly isOverlay = false;
  readonly info = '';
  readonly isWaiting = false;
  readonly title: PageTitle;
  readonly #ui: Ui;
  readonly #options: TextPageOptions;
  readonly #history = new History();
  #lines: readonly RichLine[] = [];
  #wrapped: { readonly width: number; readonly theme: Theme } | undefined;
  #top = 0;
  #height = 1;
  #needle = '';
  #searchStart = 0;
  /** Line of the match that was gone to last; -1 none. */
  #found = -1;

  constructor(ui: Ui, options: TextPageOptions) {
    this.#ui = ui;
    this.#options = options;
    this.title = { name: options.name };
  }

  get position(): string {
    const last = Math.min(this.#lines.length, this.#top + this.#height);
    return this.#lines.length <= this.#height ? '' : `${last}/${this.#lines.length}`;
  }

  paint(canvas: Canvas): void {
    const { theme, meter } = canvas;
    const width = Math.max(10, Math.min(canvas.width - 4, WIDEST));
    if (this.#wrapped?.width !== width || this.#wrapped.theme !== theme) {
      this.#lines = wrapParagraphs(this.#options.content(theme), width, meter, theme.glyphs.asciiOnly);
      this.#wrapped = { width, theme };
    }
    this.#height = canvas.height;
    this.#settle(this.#top);
    for (let y = 0; y < canvas.height; y++) {
      const line = this.#lines[this.#top + y];
      if (line === undefined) break;
      let x = 2 + line.indent;
      for (const span of line.spans) x += canvas.text(x, y, span.text, span.style);
      canvas.markText(y, this.#needle, theme.match);
    }
    paintScrollBar(canvas, this.#top, this.#lines.length);
    canvas.onPress(({ press }) => {
      if (press.action === 'wheel-up') this.#scroll(-3);
      if (press.action === 'wheel-down') this.#scroll(3);
    });
  }

  run(command: Command): Outcome {
    switch (command) {
      case 'up':
        return this.#scroll(-1);
      case 'down':
        return this.#scroll(1);
      case 'page-up':
        return this.#scroll(1 - this.#height);
      case 'page-down':
        return this.#scroll(this.#height - 1);
      case 'half-up':
        return this.#scroll(-(this.#height >> 1));
      case 'half-down':
        return this.#scroll(this.#height >> 1);
      case 'home':
        return this.#scroll(-this.#lines.length);
      case 'end':
        return this.#scroll(this.#lines.length);
      case 'close':
      case this.#options.closedBy:
        this.#ui.close(this);
        return undefined;
      case 'search':
        this.#searchStart = this.#top;
        this.#ui.open(new SearchPrompt(this.#ui, this, this.#history));
        return undefined;
      case 'search-next':
        return this.#next(1);
      case 'search-previous':
        return this.#next(-1);
      case 'left':
      case 'right':
        return 'the text is as wide as the screen: there is nothing to the side';
      default:
        return 'that does not work in a text page; Esc leaves it';
    }
  }

  #scroll(lines: number): undefined {
    this.#settle(this.#top + lines);
    this.#ui.repaint();
    return undefined;
  }

  /** Asks for no frame: painting does this, too, and would never end. */
  #settle(top: number): void {
    this.#top = Math.max(0, Math.min(top, this.#lines.length - this.#height));
  }

  find(text: string): Promise<boolean> {
    this.#needle = text;
    const at = text === '' ? this.#searchStart : this.#match(this.#searchStart, 1);
    this.#found = text === '' ? -1 : at;
    this.#top = at >= 0 ? at : this.#searchStart;
    this.#ui.repaint();
    return Promise.resolve(at >= 0);
  }

  endSearch(keep: boolean): void {
    if (keep) return;
    this.#needle = '';
    this.#top = this.#searchStart;
  }

  #next(step: 1 | -1): Outcome {
    if (this.#needle === '') return NOTHING_SEARCHED;
    // Near the end a match cannot be in the first line: the next is still looked for after it.
    const isShown = this.#found >= this.#top && this.#found < this.#top + this.#height;
    const at = this.#match((isShown ? this.#found : this.#top) + step, step);
    if (at < 0) return `no ${step > 0 ? 'further' : 'earlier'} match of "${this.#needle}"`;
    this.#found = at;
    this.#top = at;
    return this.#scroll(0);
  }

  #match(from: number, step: 1 | -1): number {
    const wanted = this.#needle.toLowerCase();
    for (let i = from; i >= 0 && i < this.#lines.length; i += step) {
      const line = this.#lines[i];
      if (line !== undefined && lineText(line).toLowerCase().includes(wanted)) return i;
    }
    return -1;
  }
}
