// SPDX-License-Identifier: Apache-2.0
// One event with every field that it has: what can be filtered by, and what it says. `=` and `x` add the field under the
// cursor to the filter of the table; Tab goes to the other side of the call, + and - to the neighbours in its thread.

import type { EventDetails } from '../../engine/protocol/protocol.js';
import { exclusionText, joinFilter, termText } from '../filter-terms.js';
import type { Command } from '../keys/binding.js';
import { narrow } from '../navigation.js';
import type { Outcome, Page, PageTitle, Table, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import type { AreaPress } from '../paint/frame.js';
import { paintScrollBar } from '../paint/scroll-bar.js';
import { over } from '../paint/style.js';
import { NOTHING_SEARCHED } from '../prompts/find-around.js';
import { type Searchable, SearchPrompt } from '../prompts/search-prompt.js';
import { NARROWEST, paintEventLine, widenColumns } from './event-line-painter.js';
import { type Kinship, type Neighbourhood, Neighbours } from './neighbours.js';
import { wrapParagraphs } from './rich-text.js';
import { leavingOf } from './table-terms.js';

export class InspectorPage implements Page, Searchable {
  readonly contexts = ['inspector'] as const;
  readonly isOverlay = false;
  readonly isWaiting = false;
  readonly #ui: Ui;
  readonly #table: Table;
  #details: EventDetails;
  readonly #neighbours: Neighbours;
  /** The events around it, once somebody has asked for them. */
  #around: Neighbourhood | undefined;
  #cursor = 0;
  #top = 0;
  #height = 1;
  #needle = '';
  #searchStart = 0;

  private constructor(ui: Ui, details: EventDetails, table: Table) {
    this.#ui = ui;
    this.#details = details;
    this.#table = table;
    this.#neighbours = new Neighbours(ui, this);
  }

  /** Opens the page when the engine has answered; an answer is why it could not. */
  static async open(ui: Ui, num: number, table: Table): Promise<string | undefined> {
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
    const { theme } = canvas;
    const shown = this.#around === undefined ? this.#paintEvent(canvas) : this.#paintAround(canvas, this.#around);
    canvas.fill(0, shown, canvas.width, 1, theme.border, theme.glyphs.box.horizontal);
    if (this.#around !== undefined) canvas.text(2, shown, ` ${this.#around.label} `, theme.muted);
    const top = shown + 1;
    this.#paintFields(canvas.part(0, top, canvas.width, canvas.height - top));
  }

  /** The event's line, wrapped; returns how many lines it took. */
  #paintEvent(canvas: Canvas): number {
    const { theme, meter } = canvas;
    const spans = [{ text: this.#details.line, style: theme.text }];
    const head = wrapParagraphs([{ spans, indent: 1, hang: 1 }], canvas.width - 2, meter, theme.glyphs.asciiOnly);
    const shown = head.slice(0, Math.max(1, Math.floor(canvas.height / 4)));
    for (const [y, line] of shown.entries()) {
      let x = line.indent;
      for (const span of line.spans) x += canvas.text(x, y, span.text, span.style);
    }
    return shown.length;
  }

  /** The event between its neighbours, one line each. */
  #paintAround(canvas: Canvas, { lines, num }: Neighbourhood): number {
    const { theme } = canvas;
    const room = Math.max(1, Math.min(lines.length, Math.floor(canvas.height / 3)));
    const at = lines.findIndex((line) => line.num === num);
    const first = Math.max(0, Math.min(at - Math.floor(room / 2), lines.length - room));
    const columns = widenColumns(NARROWEST, lines, canvas);
    for (const [y, line] of lines.slice(first, first + room).entries()) {
      paintEventLine(canvas, y, line, 0, columns);
      if (line.num !== num) continue;
      const { bg, attrs } = theme.cursorRow;
      canvas.restyle(0, y, canvas.width, theme.depth === 'mono' ? { attrs } : { bg });
      canvas.text(0, y, theme.glyphs.selected, { ...theme.accent, bg });
    }
    return room;
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
      case 'half-up':
        return this.#moveTo(this.#cursor - (this.#height >> 1));
      case 'half-down':
        return this.#moveTo(this.#cursor + (this.#height >> 1));
      case 'home':
        return this.#moveTo(0);
      case 'end':
        return this.#moveTo(this.#details.fields.length - 1);
      case 'close':
        this.#ui.close(this);
        return undefined;
      case 'partner':
        return this.#partner();
      case 'next-in-thread':
        return this.#neighbour('thread', 1);
      case 'previous-in-thread':
        return this.#neighbour('thread', -1);
      case 'next-on-fd':
        return this.#neighbour('fd', 1);
      case 'previous-on-fd':
        return this.#neighbour('fd', -1);
      case 'add-term':
        return this.#changeFilter(termText);
      case 'exclude-term':
        return this.#changeFilter(exclusionText);
      case 'copy':
        return this.#copy();
      case 'search':
        this.#searchStart = this.#cursor;
        this.#ui.open(new SearchPrompt(this.#ui, this, this.#ui.user.histories.search));
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
    this.#around = undefined;
    return this.#showEvent(partner);
  }

  async #neighbour(kinship: Kinship, step: 1 | -1): Promise<string | undefined> {
    const around = await this.#neighbours.step(this.#details, kinship, step);
    if (typeof around === 'string') return around;
    this.#around = around;
    return this.#showEvent(around.num);
  }

  /** Another event, with the cursor on the same field where it has that. */
  async #showEvent(num: number): Promise<string | undefined> {
    const answer = await this.#ui.client.eventDetails(num);
    if (!answer.ok) return answer.error.message;
    const name = this.#details.fields[this.#cursor]?.name;
    this.#details = answer.value;
    const same = answer.value.fields.findIndex((field) => field.name === name);
    return this.#moveTo(same < 0 ? this.#cursor : same);
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
    const refusal = await this.#table.show(narrow(levels, leavingOf(this.#table), { filter }));
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
    this.#moveTo(at >= 0 ? at : this.#searchStart);
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
