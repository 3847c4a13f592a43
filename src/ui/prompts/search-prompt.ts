// SPDX-License-Identifier: Apache-2.0
// The search line (/): finds while it is typed. Enter stays at what was found, Esc goes back to where the search began.

import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import type { KeyPress } from '../terminal/key-name.js';
import type { History } from './history.js';
import { edited, inserted, type LineState, lineOf } from './line-editor.js';
import { paintPrompt } from './prompt-line.js';

/** A page that can be searched. */
export interface Searchable {
  /**
   * Goes to the first match from where the search began; false where there is none, and it is back there. "" goes back, too.
   * Once `signal` is aborted it moves nothing any more: something else was typed, or the search was left.
   */
  find(text: string, signal: AbortSignal): Promise<boolean>;
  /** Ends the search; `keep` stays at the match, else all is as it was. */
  endSearch(keep: boolean): void;
}

/** Delay in ms before "searching" is shown. */
const SLOW = 150;

export class SearchPrompt implements Page {
  readonly contexts = ['prompt'] as const;
  readonly isOverlay = true;
  readonly position = '';
  readonly info = '';
  readonly title: PageTitle = { name: 'Find' };
  readonly isWaiting = false;
  readonly #ui: Ui;
  readonly #target: Searchable;
  readonly #history: History;
  #line: LineState = lineOf('');
  #found = true;
  /** It takes so long that somebody may wonder. */
  #isSlow = false;
  #search = new AbortController();

  constructor(ui: Ui, target: Searchable, history: History) {
    this.#ui = ui;
    this.#target = target;
    this.#history = history;
    history.start();
  }

  paint(canvas: Canvas): void {
    const { theme } = canvas;
    const y = canvas.height - (canvas.height >= 6 ? 2 : 1);
    canvas.onPress(() => this.run('enter'));
    paintPrompt(canvas.part(0, y, canvas.width, 1), 'Find', this.#line, undefined);
    if (this.#line.text === '' || (this.#found && !this.#isSlow)) return;
    const { ellipsis } = theme.glyphs;
    const text = this.#isSlow ? ` searching ${ellipsis} ` : ' not found ';
    canvas.text(0, y, text, this.#isSlow ? theme.muted : theme.bad, { max: canvas.width - 1, align: 'right' });
  }

  typed(key: KeyPress): boolean {
    if (key.name === 'up' || key.name === 'down') {
      const entry = this.#history.walk(key.name === 'up' ? -1 : 1, this.#line.text);
      if (entry !== undefined) this.#change(lineOf(entry));
      return true;
    }
    const line = edited(this.#line, key);
    if (line === undefined) return false;
    this.#change(line);
    return true;
  }

  paste(text: string): void {
    this.#change(inserted(this.#line, text));
  }

  #change(line: LineState): void {
    const isSame = line.text === this.#line.text;
    this.#line = line;
    if (!isSame) void this.#find();
  }

  async #find(): Promise<void> {
    this.#abort();
    const search = new AbortController();
    this.#search = search;
    const timer = setTimeout(() => {
      this.#isSlow = true;
      this.#ui.repaint();
    }, SLOW).unref();
    const found = await this.#target.find(this.#line.text, search.signal);
    clearTimeout(timer);
    if (search.signal.aborted) return;
    this.#isSlow = false;
    this.#found = found;
    this.#ui.repaint();
  }

  /** What is under way is not wanted any more, neither here nor in the engine. */
  #abort(): void {
    this.#search.abort();
    this.#ui.client.stopSearch();
  }

  run(command: Command): Outcome {
    switch (command) {
      case 'enter':
        return this.#finish();
      case 'close':
        this.#abort();
        this.#target.endSearch(false);
        this.#ui.close(this);
        return undefined;
      default:
        return 'that does not work while searching; Enter stays here, Esc goes back';
    }
  }

  async #finish(): Promise<string | undefined> {
    await this.#find();
    this.#history.add(this.#line.text);
    this.#target.endSearch(this.#found && this.#line.text !== '');
    this.#ui.close(this);
    return this.#found || this.#line.text === '' ? undefined : `"${this.#line.text}" was not found`;
  }
}
