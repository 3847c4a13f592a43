// SPDX-License-Identifier: Apache-2.0
// The filter line (F4): checked while it is typed, with a mark under the mistake; fields, operators and values complete with
// Tab. F2 turns it
// into a search for plain text in the rows, which narrows the table with each key. Esc leaves everything as it was.

import type { EngineError, FieldSummary } from '../../engine/protocol/protocol.js';
import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import type { KeyPress } from '../terminal/key-name.js';
import {
  type Completion,
  completed,
  completionAt,
  type KnownValues,
  NO_COMPLETION,
  withCandidate,
} from './filter-completion.js';
import { filterPlace } from './filter-place.js';
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

/** Candidates shown above the line. */
const SHOWN = 8;
/** Values asked of the engine. */
const MOST_VALUES = 50;

/** Tab after Tab: the candidates and the line as they were when it began. */
interface Round {
  readonly line: LineState;
  readonly completion: Completion;
  readonly index: number;
}

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
  #known: KnownValues | undefined;
  #round: Round | undefined;
  #isClosed = false;

  constructor(ui: Ui, options: FilterPromptOptions) {
    this.#ui = ui;
    this.#options = options;
    this.#line = lineOf(options.filter);
    this.#other = lineOf(options.text);
    options.history.start();
    void ui.client.fields().then((fields) => {
      if (fields.ok) this.#fields = fields.value;
      ui.repaint();
    });
  }

  paint(canvas: Canvas): void {
    const lines = canvas.height >= 7 ? 2 : Math.min(2, canvas.height - 1);
    const y = canvas.height - lines - (canvas.height >= 7 ? 1 : 0);
    const label = this.#mode === 'filter' ? 'Filter' : 'Text in rows';
    canvas.onPress(() => this.run('close'));
    paintPrompt(canvas.part(0, y, canvas.width, lines), label, this.#line, this.#note(canvas));
    if (y > 4) this.#paintCandidates(canvas, y);
  }

  #note(canvas: Canvas): PromptNote {
    const { theme } = canvas;
    const { place, candidates } = this.#completion();
    // A word that is still being typed is not a mistake yet.
    const isUnfinished = candidates.length > 0 && (this.#error?.position ?? -1) >= place.from;
    if (this.#error === undefined || isUnfinished) return { text: this.#advice(), style: theme.muted, position: -1 };
    const hint = this.#error.hint === '' ? '' : `  ${this.#error.hint}`;
    return { text: this.#error.message + hint, style: theme.bad, position: this.#error.position };
  }

  #advice(): string {
    if (this.#mode === 'text') return 'rows that contain this text, in any column, small or capital letters alike';
    return this.#line.text === '' ? 'for example  proc.name=nginx and fd.port=80    empty: everything' : '';
  }

  #paintCandidates(canvas: Canvas, y: number): void {
    const { candidates, place } = this.#round?.completion ?? this.#completion();
    if (candidates.length === 0) return;
    const { theme } = canvas;
    const at = this.#round?.index ?? -1;
    const room = Math.min(SHOWN, y - 2);
    const first = Math.max(0, Math.min(at - Math.floor(room / 2), candidates.length - room));
    const shown = candidates.slice(first, first + room);
    const names = Math.min(40, Math.max(...shown.map(({ text }) => canvas.textWidth(text))));
    const width = Math.min(canvas.width - 2, Math.max(28, names + (shown.some((c) => c.description !== '') ? 50 : 6)));
    const x = Math.max(0, Math.min(place.from + 8, canvas.width - width));
    const height = shown.length + 2;
    const count = candidates.length > shown.length ? `${candidates.length}, ` : '';
    const box = canvas.part(x, y - height, width, height).box(`${count}Tab completes`, theme.border, theme.muted);
    for (const [i, { text, description }] of shown.entries()) {
      const isChosen = first + i === at;
      if (isChosen) box.fill(0, i, box.width, 1, theme.cursorRow);
      box.text(1, i, text, isChosen ? theme.cursorRow : theme.accent, { max: Math.min(names, box.width - 2) });
      box.text(names + 3, i, description, isChosen ? theme.cursorRow : theme.muted);
    }
  }

  #completion(): Completion {
    return this.#mode === 'filter' ? completionAt(this.#line, this.#fields, this.#known) : NO_COMPLETION;
  }

  /** Asks for the values of the field that a value is being typed for. */
  async #askValues(): Promise<void> {
    const { kind, field, word } = filterPlace(this.#line);
    if (kind !== 'value' || (this.#known?.field === field && this.#known.word === word)) return;
    const answer = await this.#ui.client.fieldValues(field, word, MOST_VALUES);
    const now = filterPlace(this.#line);
    if (now.field !== field || now.word !== word) return;
    this.#known = { field, word, values: answer.ok ? answer.value : [] };
    this.#ui.repaint();
  }

  typed(key: KeyPress): boolean {
    if (key.name === 'up' || key.name === 'down') {
      const history = this.#mode === 'filter' ? this.#options.history : this.#ui.user.histories.search;
      const entry = history.walk(key.name === 'up' ? -1 : 1, this.#line.text);
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
    this.#round = undefined;
    if (this.#mode === 'filter') void this.#askValues();
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
    const round = this.#round;
    if (round !== undefined) {
      const index = (round.index + 1) % round.completion.candidates.length;
      this.#change(withCandidate(round.line, round.completion, index));
      this.#round = { ...round, index };
      return undefined;
    }
    const { kind, field, word } = filterPlace(this.#line);
    const isAsked = this.#known?.field === field && this.#known.word === word;
    if (this.#mode === 'filter' && kind === 'value' && !isAsked) return this.#completeValue();
    const completion = this.#completion();
    if (completion.candidates.length === 0) return 'nothing is known that begins like that';
    const line = completed(this.#line, completion);
    if (line.text !== this.#line.text) {
      this.#change(line);
      return undefined;
    }
    const before = this.#line;
    this.#change(withCandidate(before, completion, 0));
    this.#round = { line: before, completion, index: 0 };
    return undefined;
  }

  /** Tab was faster than the engine. */
  async #completeValue(): Promise<string | undefined> {
    const { text } = this.#line;
    await this.#askValues();
    const { field, word } = filterPlace(this.#line);
    const isAnswered = this.#known?.field === field && this.#known.word === word;
    return this.#line.text === text && isAnswered ? this.#complete() : undefined;
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
    else this.#ui.user.histories.search.add(text);
    this.#ui.close(this);
    return undefined;
  }
}
