// SPDX-License-Identifier: Apache-2.0
// The filter line (F4): checked while it is typed, with a mark under the mistake; fields complete with Tab. F2 turns it
// into a search for plain text in the rows, which narrows the table with each key. Esc leaves everything as it was.

import type { EngineError, FieldSummary } from '../../engine/pipeline/protocol.js';
import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import type { KeyPress } from '../terminal/key-name.js';
import { type Completion, completed, completionAt } from './field-completion.js';
import type { History } from './history.js';
import { edited, inserted, type LineState, lineOf } from './line-editor.js';
import { type PromptNote, paintPrompt } from './prompt-line.js';

export type FilterMode = 'filter' | 'text';

export interface FilterPromptOptions {
  readonly filter: string;
  readonly text: string;
  readonly history: History;
  /** Shows the table narrowed by plain text while it is typed. */
  preview(text: string): void;
  /** Takes the new filter and text; an answer is why it could not. */
  apply(filter: string, text: string): Promise<string | undefined>;
}

/** Fields shown above the line. */
const SHOWN_FIELDS = 8;

export class FilterPrompt implements Page {
  readonly contexts = ['filter', 'prompt'] as const;
  readonly isOverlay = true;
  readonly position = '';
  readonly info = '';
  readonly title: PageTitle = { name: 'Filter' };
  readonly isWaiting = false;
  readonly #ui: Ui;
  readonly #options: FilterPromptOptions;
  #mode: FilterMode = 'filter';
  #line: LineState;
  #other: LineState;
  #error: EngineError | undefined;
  #fields: readonly FieldSummary[] = [];
  #checks = 0;
  #isClosed = false;

  constructor(ui: Ui, options: FilterPromptOptions) {
    this.#ui = ui;
    this.#options = options;
    this.#line = lineOf(options.filter);
    this.#other = lineOf(options.text);
    options.history.start();
    void ui.client.fields().then((fields) => {
      this.#fields = fields;
      ui.repaint();
    });
  }

  paint(canvas: Canvas): void {
    const lines = canvas.height >= 7 ? 2 : Math.min(2, canvas.height - 1);
    const y = canvas.height - lines - (canvas.height >= 7 ? 1 : 0);
    const label = this.#mode === 'filter' ? 'Filter' : 'Text in rows';
    canvas.onPress(() => this.run('close'));
    paintPrompt(canvas.part(0, y, canvas.width, lines), label, this.#line, this.#note(canvas));
    if (y > 4) this.#paintFields(canvas, y);
  }

  #note(canvas: Canvas): PromptNote {
    const { theme } = canvas;
    const { from, fields } = this.#completion();
    // A field whose name is still being typed is no mistake yet.
    const isUnfinished = fields.length > 0 && this.#error?.position === from;
    if (this.#error === undefined || isUnfinished) return { text: this.#advice(), style: theme.muted, position: -1 };
    const hint = this.#error.hint === '' ? '' : `  ${this.#error.hint}`;
    return { text: this.#error.message + hint, style: theme.bad, position: this.#error.position };
  }

  #advice(): string {
    if (this.#mode === 'text') return 'rows that contain this text, in any column, small or capital letters alike';
    return this.#line.text === '' ? 'for example  proc.name=nginx and fd.port=80    empty: everything' : '';
  }

  #paintFields(canvas: Canvas, y: number): void {
    const { fields, from } = this.#completion();
    if (fields.length === 0) return;
    const { theme } = canvas;
    const shown = fields.slice(0, Math.min(SHOWN_FIELDS, y - 2));
    const names = Math.max(...shown.map((field) => field.name.length));
    const width = Math.min(canvas.width - 2, Math.max(40, names + 50));
    const x = Math.max(0, Math.min(from + 8, canvas.width - width));
    const height = shown.length + 2;
    const more = fields.length > shown.length ? `${fields.length} fields` : 'Tab completes';
    const box = canvas.part(x, y - height, width, height).box(more, theme.border, theme.muted);
    for (const [i, field] of shown.entries()) {
      box.text(1, i, field.name, theme.accent, { max: names });
      box.text(names + 3, i, field.description, theme.muted);
    }
  }

  #completion(): Completion {
    if (this.#mode !== 'filter') return { from: 0, word: '', fields: [] };
    return completionAt(this.#line, this.#fields);
  }

  typed(key: KeyPress): boolean {
    if (key.name === 'up' || key.name === 'down') {
      const entry = this.#options.history.walk(key.name === 'up' ? -1 : 1, this.#line.text);
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
    if (isSame) return;
    if (this.#mode === 'text') this.#options.preview(line.text);
    else void this.#check();
  }

  async #check(): Promise<EngineError | undefined> {
    const check = ++this.#checks;
    const text = this.#line.text.trim() === '' ? '' : this.#line.text;
    const answer = text === '' ? undefined : await this.#ui.client.checkFilter(text);
    if (check !== this.#checks) return undefined;
    this.#error = answer === undefined || answer.ok || answer.error.code === 'gone' ? undefined : answer.error;
    this.#ui.repaint();
    return this.#error;
  }

  run(command: Command): Outcome {
    switch (command) {
      case 'enter':
        return this.#apply();
      case 'close':
        this.#isClosed = true;
        this.#options.preview(this.#options.text);
        this.#ui.close(this);
        return undefined;
      case 'complete':
        return this.#complete();
      case 'toggle-mode':
        this.#toggle();
        return undefined;
      default:
        return 'that does not work while the filter is edited; Esc leaves it';
    }
  }

  #complete(): Outcome {
    const completion = this.#completion();
    if (completion.fields.length === 0) return 'no field begins like that';
    this.#change(completed(this.#line, completion));
    return undefined;
  }

  #toggle(): void {
    [this.#line, this.#other] = [this.#other, this.#line];
    this.#mode = this.#mode === 'filter' ? 'text' : 'filter';
    this.#error = undefined;
    if (this.#mode === 'filter') void this.#check();
  }

  async #apply(): Promise<string | undefined> {
    const isFilter = this.#mode === 'filter';
    const filter = (isFilter ? this.#line : this.#other).text.trim();
    const text = (isFilter ? this.#other : this.#line).text;
    if (isFilter && (await this.#check()) !== undefined) return undefined;
    if (this.#isClosed) return undefined;
    const refusal = await this.#options.apply(filter, text);
    if (refusal !== undefined) return refusal;
    if (isFilter) this.#options.history.add(filter);
    this.#ui.close(this);
    return undefined;
  }
}
