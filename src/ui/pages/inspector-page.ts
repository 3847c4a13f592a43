// SPDX-License-Identifier: Apache-2.0
// One event with every field that it has: what can be filtered by, and what it says. `=` and `x` add the field under the
// cursor to the filter of the table; Tab goes to the other side of the call.

import type { EventDetails } from '../../engine/pipeline/protocol.js';
import { exclusionText, joinFilter, termText } from '../filter-terms.js';
import type { Command } from '../keys/binding.js';
import { refilter } from '../navigation.js';
import type { Outcome, Page, PageTitle, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import type { AreaPress } from '../paint/frame.js';
import { paintScrollBar } from '../paint/scroll-bar.js';
import { over } from '../paint/style.js';
import { NOTHING_SEARCHED } from '../prompts/find-around.js';
import { type Searchable, SearchPrompt } from '../prompts/search-prompt.js';
import { wrapParagraphs } from './rich-text.js';
import type { TablePage } from './table-page.js';

export class InspectorPage implements Page, Searchable {
  readonly contexts = ['inspector'] as const;
  readonly isOverlay = false;
  readonly isWaiting = false;
  readonly #ui: Ui;
  readonly #table: TablePage;
  #details: EventDetails;
  #cursor = 0;
  #top = 0;
  #height = 1;
  #needle = '';
  #searchStart = 0;

  private constructor(ui: Ui, details: EventDetails, table: TablePage) {
    this.#ui = ui;
    this.#details = details;
    this.#table = table;
  }

  /** Opens the page when the engine has answered; an answer is why it could not. */
  static async open(ui: Ui, num: number, table: TablePage): Promise<string | undefined> {
    const answer = await ui.client.eventDetails(num);
    if (!answer.ok) return answer.error.message;
    ui.open(new InspectorPage(ui, answer.value, table));
    return undefined;
  }

  get title(): PageTitle {
    return { name: `Event ${this.#details.num}` };
  }

  get position(): string {
    const { length } = this.#details.fields;
    return length === 0 ? '' : `${this.#cursor + 1}/${length}`;
  }

  get info(): string {
    return this.#details.fields[this.#cursor]?.description ?? '';
  }

  paint(canvas: Canvas): void {
    const { theme, meter } = canvas;
    const spans = [{ text: this.#details.line, style: theme.text }];
    const head = wrapParagraphs([{ spans, indent: 1, hang: 1 }], canvas.width - 2, meter, theme.glyphs.asciiOnly);
    const shown = head.slice(0, Math.max(1, Math.floor(canvas.height / 4)));
    for (const [y, line] of shown.entries()) {
      let x = line.indent;
      for (const span of line.spans) x += canvas.text(x, y, span.text, span.style);
    }
    canvas.fill(0, shown.length, canvas.width, 1, theme.border, theme.glyphs.box.horizontal);
    const top = shown.length + 1;
    this.#paintFields(canvas.part(0, top, canvas.width, canvas.height - top));
  }

  #paintFields(canvas: Canvas): void {
    const { theme, width, height } = canvas;
    const { fields } = this.#details;
    this.#height = Math.max(1, height);
    this.#settle();
    const names = Math.min(Math.floor(width / 2), Math.max(12, ...fields.map((field) => field.name.length)));
    for (let y = 0; y < height; y++) {
      const field = fields[this.#top + y];
      if (field === undefined) break;
      const isCursor = this.#top + y === this.#cursor;
      const style = isCursor ? theme.cursorRow : theme.text;
      if (isCursor) canvas.fill(0, y, width - 1, 1, style);
      if (isCursor) canvas.text(0, y, theme.glyphs.selected, over(style, { ...theme.accent, bg: style.bg }));
      canvas.text(1, y, field.name, isCursor ? style : theme.accent, { max: names });
      canvas.text(names + 3, y, field.value, style, { max: width - names - 4 });
      if (this.#needle !== '') canvas.markText(y, this.#needle, theme.match);
    }
    paintScrollBar(canvas, this.#top, fields.length);
    canvas.onPress((press) => this.#pressed(press));
  }

  #pressed({ press, y }: AreaPress): void {
    if (press.action === 'wheel-up') this.#moveTo(this.#cursor - 3);
    if (press.action === 'wheel-down') this.#moveTo(this.#cursor + 3);
    if (press.action === 'down') this.#moveTo(this.#top + y);
  }

  run(command: Command): Outcome {
    switch (command) {
      case 'up':
        return this.#moveTo(this.#cursor - 1);
      case 'down':
        return this.#moveTo(this.#cursor + 1);
      case 'page-up':
        return this.#moveTo(this.#cursor - this.#height);
      case 'page-down':
        return this.#moveTo(this.#cursor + this.#height);
      case 'home':
        return this.#moveTo(0);
      case 'end':
        return this.#moveTo(this.#details.fields.length - 1);
      case 'close':
        this.#ui.close(this);
        return undefined;
      case 'partner':
        return this.#partner();
      case 'add-term':
        return this.#changeFilter(termText);
      case 'exclude-term':
        return this.#changeFilter(exclusionText);
      case 'copy':
        return this.#copy();
      case 'search':
        this.#searchStart = this.#cursor;
        this.#ui.open(new SearchPrompt(this.#ui, this, this.#ui.histories.search));
        return undefined;
      case 'search-next':
        return this.#next(1);
      case 'search-previous':
        return this.#next(-1);
      case 'left':
      case 'right':
        return 'there is nothing to the side; y copies a value that is cut off';
      default:
        return 'that does not work here; Backspace goes back';
    }
  }

  async #partner(): Promise<string | undefined> {
    const { partner } = this.#details;
    if (partner === undefined) return 'the other side of this call was not recorded';
    const answer = await this.#ui.client.eventDetails(partner);
    if (!answer.ok) return answer.error.message;
    this.#details = answer.value;
    return this.#moveTo(this.#cursor);
  }

  /** The values of the inspector are texts; what the filter cannot take, the engine says. */
  async #changeFilter(term: (field: string, value: string) => string): Promise<string | undefined> {
    const field = this.#details.fields[this.#cursor];
    if (field === undefined) return 'there is no field under the cursor';
    const text = term(field.name, field.value);
    const check = await this.#ui.client.checkFilter(text);
    if (!check.ok) return check.error.message;
    const { level, levels } = this.#table;
    const filter = joinFilter([level.filter, text]);
    const refusal = await this.#table.show(refilter(levels, { filter }));
    if (refusal === undefined) this.#ui.say(`the table's filter has ${text} now`, 'good');
    return refusal;
  }

  #copy(): Outcome {
    const field = this.#details.fields[this.#cursor];
    if (field === undefined) return 'there is no field under the cursor';
    this.#ui.copy(field.value, field.name);
    return undefined;
  }

  #moveTo(index: number): undefined {
    this.#cursor = Math.max(0, Math.min(index, this.#details.fields.length - 1));
    this.#settle();
    this.#ui.repaint();
    return undefined;
  }

  #settle(): void {
    if (this.#cursor < this.#top) this.#top = this.#cursor;
    if (this.#cursor >= this.#top + this.#height) this.#top = this.#cursor - this.#height + 1;
    this.#top = Math.max(0, Math.min(this.#top, this.#details.fields.length - this.#height));
  }

  find(text: string): Promise<boolean> {
    this.#needle = text;
    const at = text === '' ? this.#searchStart : this.#match(this.#searchStart, 1);
    if (at >= 0) this.#moveTo(at);
    return Promise.resolve(at >= 0);
  }

  endSearch(keep: boolean): void {
    if (keep) return;
    this.#needle = '';
    this.#moveTo(this.#searchStart);
  }

  #next(step: 1 | -1): Outcome {
    if (this.#needle === '') return NOTHING_SEARCHED;
    const at = this.#match(this.#cursor + step, step);
    return at < 0 ? `no ${step > 0 ? 'further' : 'earlier'} match of "${this.#needle}"` : this.#moveTo(at);
  }

  #match(from: number, step: 1 | -1): number {
    const wanted = this.#needle.toLowerCase();
    const { fields } = this.#details;
    for (let i = from; i >= 0 && i < fields.length; i += step) {
      const field = fields[i];
      if (field !== undefined && `${field.name} ${field.value}`.toLowerCase().includes(wanted)) return i;
    }
    return -1;
  }
}
