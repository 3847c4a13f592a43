// SPDX-License-Identifier: Apache-2.0
// A dialog with a list to choose from: views, columns to sort by. Typing narrows the list; where there is room, the entry
// under the cursor is explained beside it. Only Enter and double click choose; everything else leaves things as they were.

import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import type { AreaPress } from '../paint/frame.js';
import { paintScrollBar } from '../paint/scroll-bar.js';
import { over } from '../paint/style.js';
import { nameRank } from '../palette/name-rank.js';
import { edited, inserted, type LineState, lineOf } from '../prompts/line-editor.js';
import type { KeyPress } from '../terminal/key-name.js';
import type { Theme } from '../theme/theme.js';
import { ListCursor } from './list-cursor.js';
import { type Paragraph, wrapParagraphs } from './rich-text.js';

export interface Choice {
  readonly id: string;
  readonly name: string;
  /** A word at the right end of its line: `live`, or the sort mark. */
  readonly note: string;
  /** Found besides the name when typing. */
  readonly words: string;
  /** Other names for it, blanks between. */
  readonly aliases?: string;
}

export interface ChooserOptions {
  readonly name: string;
  readonly choices: readonly Choice[];
  /** Id of the entry that the cursor starts on. */
  readonly current: string;
  /** Explanation of an entry; undefined for a narrow dialog without. */
  readonly details: ((id: string, theme: Theme) => readonly Paragraph[]) | undefined;
  /** Key that opened it, which closes it too. */
  readonly closedBy: string;
  choose(id: string): Outcome;
  /** Entries for what was typed, best first; by default those that hold every word. */
  readonly search?: (choices: readonly Choice[], typed: string) => readonly Choice[];
  /** What lies behind stays as it is, to be looked at while choosing. */
  readonly isClear?: boolean;
  /** The cursor is on an entry; undefined: the list was left without a choice. */
  readonly moved?: (id: string | undefined) => void;
}

/** From this width of the screen on the explanation is beside the list. */
const WIDE = 70;

export class Chooser implements Page {
  readonly contexts = ['chooser'] as const;
  readonly isOverlay = true;
  readonly isWaiting = false;
  readonly position = '';
  readonly info = '';
  readonly title: PageTitle;
  readonly #ui: Ui;
  readonly #options: ChooserOptions;
  #line: LineState = lineOf('');
  #found: readonly Choice[];
  readonly #cursor: ListCursor;

  constructor(ui: Ui, options: ChooserOptions) {
    this.#ui = ui;
    this.#options = options;
    this.title = { name: options.name };
    this.#found = options.choices;
    const at = options.choices.findIndex((choice) => choice.id === options.current);
    this.#cursor = new ListCursor(() => this.#found.length, Math.max(0, at));
  }

  paint(canvas: Canvas): void {
    const { theme } = canvas;
    const { details, choices, name } = this.#options;
    const names = Math.max(...choices.map((choice) => canvas.textWidth(choice.name) + choice.note.length + 5), 24);
    const isWide = details !== undefined && canvas.width >= WIDE;
    const width = isWide ? Math.min(canvas.width - 4, 110) : Math.min(canvas.width, names + 4);
    const height = Math.min(
      canvas.height - (canvas.height > 12 ? 4 : 0),
      Math.max(choices.length + 4, isWide ? 16 : 0),
    );
    const x = Math.floor((canvas.width - width) / 2);
    const y = Math.floor((canvas.height - height) / 2);
    canvas.onPress(({ press }) => press.action === 'down' && this.#leave());
    // What lies behind steps back, but for the keys in the last line.
    if (this.#options.isClear !== true) canvas.fade(0, canvas.height - 1);
    const dialog = canvas.part(x, y, width, height);
    dialog.onPress(() => undefined);
    const inside = dialog.box(name, theme.border, theme.title);
    const listWidth = isWide ? Math.min(names, Math.floor(inside.width * 0.45)) : inside.width - 1;
    this.#paintInput(inside.part(0, 0, inside.width, 1));
    inside.fill(0, 1, inside.width, 1, theme.border, theme.glyphs.box.horizontal);
    if (isWide) inside.fill(listWidth, 2, 1, inside.height - 2, theme.border, theme.glyphs.box.vertical);
    // The scroll bar is where the line between list and explanation is.
    this.#paintList(inside.part(0, 2, listWidth + 1, inside.height - 2));
    if (!isWide) return;
    this.#paintDetails(inside.part(listWidth + 2, 2, inside.width - listWidth - 3, inside.height - 2));
  }

  #paintInput(canvas: Canvas): void {
    const { theme, width } = canvas;
    const label = canvas.text(1, 0, '/ ', theme.accent);
    const count = `${this.#found.length} of ${this.#options.choices.length}`;
    const room = Math.max(1, width - label - count.length - 4);
    const before = canvas.textWidth(this.#line.text.slice(0, this.#line.cursor));
    const skip = Math.max(0, before - room + 1);
    if (this.#line.text === '') canvas.text(1 + label, 0, 'type to narrow the list', theme.faint, { max: room });
    else canvas.text(1 + label, 0, this.#line.text, theme.title, { max: room, skip, ellipsis: false });
    canvas.text(width - count.length - 1, 0, count, theme.muted);
    canvas.setCursor(1 + label + before - skip, 0);
  }

  #paintList(canvas: Canvas): void {
    const { theme, height } = canvas;
    const width = canvas.width - 1;
    this.#cursor.fit(height);
    for (let y = 0; y < height; y++) {
      const choice = this.#found[this.#cursor.top + y];
      if (choice === undefined) break;
      const isCursor = this.#cursor.top + y === this.#cursor.at;
      const style = isCursor ? theme.cursorRow : theme.text;
      canvas.fill(0, y, width, 1, style);
      if (isCursor) canvas.text(0, y, theme.glyphs.selected, over(style, { ...theme.accent, bg: style.bg }));
      const note = choice.note === '' ? 0 : canvas.textWidth(choice.note) + 1;
      canvas.text(2, y, choice.name, style, { max: width - 3 - note - (note > 0 ? 1 : 0) });
      const quiet = isCursor ? style : theme.notice;
      if (note > 0) canvas.text(width - note - 1, y, choice.note, quiet, { max: note });
    }
    if (this.#found.length === 0) canvas.text(2, 0, 'nothing matches', theme.muted);
    paintScrollBar(canvas, this.#cursor.top, this.#found.length);
    canvas.onPress((press) => this.#pressed(press));
  }

  #paintDetails(canvas: Canvas): void {
    const choice = this.#found[this.#cursor.at];
    const { theme, meter } = canvas;
    if (choice === undefined || this.#options.details === undefined) return;
    const paragraphs = this.#options.details(choice.id, theme);
    const lines = wrapParagraphs(paragraphs, canvas.width, meter, theme.glyphs.asciiOnly);
    for (const [y, line] of lines.slice(0, canvas.height).entries()) {
      let x = line.indent;
      for (const span of line.spans) x += canvas.text(x, y, span.text, span.style);
    }
    if (lines.length > canvas.height)
      canvas.text(canvas.width - 1, canvas.height - 1, theme.glyphs.ellipsis, theme.muted);
  }

  #pressed({ press, y, double }: AreaPress): void {
    const at = this.#cursor.entryAt(y);
    if (press.action === 'wheel-up') this.#wheel(-3);
    else if (press.action === 'wheel-down') this.#wheel(3);
    else if (press.action === 'down' && at !== undefined) {
      this.#cursor.moveTo(at);
      if (double) this.#ui.run('enter');
    }
  }

  typed(key: KeyPress): boolean {
    if (key.name === this.#options.closedBy) {
      this.#leave();
      return true;
    }
    if (['home', 'end', 'left', 'right', 'C-n', 'C-p'].includes(key.name) && this.#line.text === '') return false;
    const line = edited(this.#line, key);
    if (line === undefined) return false;
    this.#narrow(line);
    return true;
  }

  paste(text: string): void {
    this.#narrow(inserted(this.#line, text));
  }

  #narrow(line: LineState): void {
    if (line.text !== this.#line.text) {
      const kept = this.#found[this.#cursor.at]?.id;
      this.#found = (this.#options.search ?? matching)(this.#options.choices, line.text);
      const at = line.text === '' ? this.#found.findIndex((choice) => choice.id === kept) : 0;
      this.#cursor.moveTo(0);
      this.#cursor.moveTo(Math.max(0, at));
      this.#moved();
    }
    this.#line = line;
  }

  run(command: Command): Outcome {
    if (this.#cursor.run(command)) return this.#moved();
    switch (command) {
      case 'close':
        return this.#leave();
      case 'enter': {
        const choice = this.#found[this.#cursor.at];
        if (choice === undefined) return 'nothing matches: Backspace shows more again, Esc leaves';
        this.#ui.close(this);
        return this.#options.choose(choice.id);
      }
      default:
        return 'that does not work in a list; Esc leaves it';
    }
  }

  #wheel(entries: number): void {
    this.#cursor.moveBy(entries);
    this.#moved();
  }

  #moved(): undefined {
    this.#options.moved?.(this.#found[this.#cursor.at]?.id);
    return undefined;
  }

  #leave(): undefined {
    this.#options.moved?.(undefined);
    this.#ui.close(this);
    return undefined;
  }
}

/** Entries that hold all typed words; the nearer the name is to what was typed, the earlier they come. */
export function matching(choices: readonly Choice[], typed: string): readonly Choice[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return choices;
  const found = choices.filter((choice) => {
    const text = `${choice.name} ${choice.id} ${choice.words}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const rank = ({ name, id }: Choice): number => {
    const near = Math.min(nameRank(name, typed), nameRank(id, typed));
    return near < 3 || !words.every((word) => name.toLowerCase().includes(word)) ? near : 2.5;
  };
  return [...found].sort((a, b) => rank(a) - rank(b));
}
