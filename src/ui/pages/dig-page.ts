// SPDX-License-Identifier: Apache-2.0
// Dig (F6): the events of a selection, one line each, as sysdig prints them. Virtual: lines come from the engine as they
// are looked at. At the last line of a source that is still growing it follows.

import type { BufferFormat, EngineStatus, TimeWindow } from '../../engine/protocol/protocol.js';
import type { WaitingThread } from '../../engine/protocol/row-details.js';
import { formatCount } from '../format.js';
import type { Command } from '../keys/binding.js';
import type { DigOptions, Outcome, Page, PageTitle, Selection, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import type { AreaPress } from '../paint/frame.js';
import { paintScrollBar } from '../paint/scroll-bar.js';
import { ListSearch } from '../prompts/list-search.js';
import { saveCapture } from '../save/save-table.js';
import { type Moment, momentText } from '../time/moment.js';
import type { TimePlace } from '../time/time-control.js';
import { EventLines } from './event-lines.js';
import { EventList } from './event-list.js';
import { openSelected } from './open-selected.js';
import { paintQuiet } from './quiet-notice.js';

const BUFFERS: readonly BufferFormat[] = ['dots', 'ascii', 'hex', 'hex-ascii', 'base64'];

export class DigPage implements Page {
  readonly contexts = ['dig'] as const;
  readonly isOverlay = false;
  readonly options: DigOptions;
  readonly #ui: Ui;
  /** The time before one of its own. */
  readonly #before: TimePlace;
  #window: TimeWindow;
  /** Of the window that the lines are of. */
  #version = -1;
  readonly #list: EventList;
  readonly #lines = new EventLines();
  readonly #search: ListSearch<number>;
  #buffers: BufferFormat = 'dots';
  /** That the engine had when the list was asked for last. */
  #events = 0;
  /** What the threads do, where they make no events. */
  #quiet: readonly WaitingThread[] = [];

  private constructor(ui: Ui, options: DigOptions) {
    this.#ui = ui;
    this.options = options;
    this.#before = ui.time.place;
    this.#window = ui.time.windowFor('stream');
    this.#list = new EventList({ client: ui.client, isKept: () => this.#isKept, changed: () => ui.repaint() });
    this.#search = new ListSearch({
      ui,
      find: (text, from, backwards) => ui.client.findEvent(text, from, backwards),
      total: () => this.#list.total,
      place: () => this.#list.cursor,
      indexOf: (index) => index,
      moveTo: (index) => this.#list.moveTo(index),
      goTo: (index) => this.#list.moveTo(index),
    });
  }

  /** Opens the page when the engine has its first lines; an answer is why it could not. */
  static async open(ui: Ui, options: DigOptions): Promise<string | undefined> {
    const page = new DigPage(ui, options);
    const { window, explains, table } = options;
    // A number that changes while one looks at its events is not explained.
    if (explains !== undefined) ui.time.stop({ from: table.snapshot?.window.from ?? 0, to: ui.time.held.to });
    const refusal = await page.#load(window);
    if (refusal !== undefined) {
      page.closed();
      return refusal;
    }
    // Not before: the page below would follow.
    if (window !== undefined) {
      ui.time.select(window.from, window.to);
      page.#version = ui.time.version;
    }
    ui.open(page);
    return undefined;
  }

  closed(): void {
    const { window, explains } = this.options;
    if (window !== undefined || explains !== undefined) this.#ui.time.restore(this.#before);
  }

  get title(): PageTitle {
    const { filter, explains } = this.options;
    return { name: explains === undefined ? 'Dig' : `Dig: what made ${explains.title}`, filter };
  }

  get crumbs(): readonly string[] {
    return this.options.crumbs;
  }

  get window(): TimeWindow {
    return this.#window;
  }

  get eventNumber(): number | undefined {
    return this.#list.current?.num;
  }

  selection(): Selection {
    const { filter, crumbs, table } = this.options;
    return { filter, crumbs, table };
  }

  get position(): string {
    return this.#list.total === 0 ? '' : `${this.#list.cursor + 1}/${this.#list.total}`;
  }

  get info(): string {
    return `${formatCount(this.#list.total)} events  ${this.#ui.theme.glyphs.separator}  data as ${this.#buffers}`;
  }

  get isWaiting(): boolean {
    return this.#list.isWaiting;
  }

  /** `window`: another one than that of all pages; `buffers`: another way to print data than the one that is shown. */
  async #load(
    window: TimeWindow = this.#ui.time.windowFor('stream'),
    buffers = this.#buffers,
  ): Promise<string | undefined> {
    const { filter, explains, table } = this.options;
    const { time, client } = this.#ui;
    const { version } = time;
    if (explains !== undefined) {
      const refusal = await table.follow();
      if (refusal !== undefined) return refusal;
    }
    const answer =
      explains === undefined
        ? await client.openEvents({ filter, window, format: undefined, buffers })
        : await client.explain(explains.key, explains.column);
    if (!answer.ok) return answer.error.code === 'gone' ? undefined : answer.error.message;
    this.#version = version;
    this.#window = window;
    this.#buffers = buffers;
    this.#ui.lists.events = this;
    this.#list.restart(answer.value);
    if (answer.value.total === 0) void this.#askWhy();
    return undefined;
  }

  async #askWhy(): Promise<void> {
    const answer = await this.#ui.client.waitingThreads(this.options.filter, this.#window);
    this.#quiet = answer.ok ? answer.value : [];
    this.#ui.repaint();
  }

  /** While the screen is frozen a list that grows stays what it is. */
  get #isKept(): boolean {
    return this.#window.to === Number.POSITIVE_INFINITY && this.#ui.time.isFrozen;
  }

  /** After another page had the engine's list, or with another window: the same event again, or the next one after it. */
  async follow(): Promise<string | undefined> {
    const isMine = this.#ui.lists.events === this;
    if (isMine && (this.#version === this.#ui.time.version || this.#isKept)) return undefined;
    const num = this.eventNumber;
    const above = this.#list.cursor - this.#list.top;
    const refusal = await this.#load();
    if (refusal !== undefined || num === undefined) return refusal;
    const answer = await this.#ui.client.eventIndex({ num });
    if (!answer.ok) return answer.error.message;
    return this.#list.moveTo(answer.value, above);
  }

  async goToMoment(moment: Moment): Promise<string | undefined> {
    if (this.#list.total === 0) return 'there are no events to go to';
    const found = await this.#indexOf(moment);
    if (typeof found === 'string') return found;
    this.#list.moveTo(found.index);
    if ('num' in moment && found.num !== moment.num) {
      this.#ui.say(`event ${moment.num} is not among these; ${found.num} comes nearest`);
    } else this.#ui.say(`this is ${momentText(moment, this.#ui.format)}`);
    return undefined;
  }

  /** Where the first event at or after a moment is, and its number; a sentence where that is unknown. */
  async #indexOf(moment: Moment): Promise<{ readonly index: number; readonly num: number } | string> {
    const { client } = this.#ui;
    const answer = await client.eventIndex(moment);
    if (!answer.ok) return answer.error.message;
    const index = Math.max(0, answer.value);
    const lines = await client.eventLines(index, 1);
    const num = lines.ok ? lines.value.lines[0]?.num : undefined;
    return num === undefined ? 'there is no such event' : { index, num };
  }

  /** To the other side of the call under the cursor, where it is among these lines. */
  async #goToPartner(): Promise<string | undefined> {
    const num = this.eventNumber;
    if (num === undefined) return 'there is no event under the cursor';
    const details = await this.#ui.client.eventDetails(num);
    if (!details.ok) return details.error.message;
    const { partner } = details.value;
    if (partner === undefined) return 'the other side of this call was not recorded';
    const found = await this.#indexOf({ num: partner });
    if (typeof found === 'string') return found;
    if (found.num !== partner) return `the other side is event ${partner}, which is not among these`;
    return this.#list.moveTo(found.index);
  }

  paint(canvas: Canvas): void {
    const list = this.#list;
    list.fit(canvas.height);
    if (!this.#ui.isPaused) this.#lines.reserve(this.#ui.status?.events ?? 0);
    this.#lines.paint(canvas, list, this.#search.needle);
    if (list.total === 0) paintQuiet(canvas, this.#quiet);
    else paintScrollBar(canvas, list.top, list.total);
    canvas.onPress((press) => this.#pressed(press));
  }

  #pressed({ press, x, y, double }: AreaPress): void {
    if (press.action === 'wheel-up') this.#list.scroll(-3);
    if (press.action === 'wheel-down') this.#list.scroll(3);
    const index = this.#list.top + y;
    if (press.action !== 'down' || index >= this.#list.total) return;
    this.#list.moveTo(index);
    if (double && x >= 0) this.#ui.run('enter');
  }

  run(command: Command): Outcome {
    if (this.#list.run(command)) return undefined;
    switch (command) {
      case 'left':
      case 'right':
        return this.#lines.sideways(command === 'left' ? -1 : 1);
      case 'enter':
        return this.#inspect();
      case 'close':
        return this.#close();
      case 'buffers':
        return this.#nextBuffers();
      case 'copy':
        return this.#copyLine();
      case 'copy-table':
        return this.#copyScreen();
      case 'save-capture':
        return saveCapture(this.#ui, this.options.filter, this.#window);
      case 'search':
        return this.#search.open();
      case 'partner':
        return this.#goToPartner();
      case 'search-next':
        return this.#search.next(false);
      case 'search-previous':
        return this.#search.next(true);
      default:
        return openSelected(this.#ui, command, this.selection());
    }
  }

  #inspect(): Outcome {
    const line = this.#list.current;
    return line === undefined
      ? 'there is no event under the cursor'
      : this.#ui.navigate({ kind: 'inspector', event: line.num, table: this.options.table });
  }

  #close(): undefined {
    this.#ui.close(this);
    return undefined;
  }

  async #nextBuffers(): Promise<string | undefined> {
    if (this.options.explains !== undefined) return 'the events behind a number print their data as dots';
    const next = BUFFERS[(BUFFERS.indexOf(this.#buffers) + 1) % BUFFERS.length] ?? 'dots';
    const refusal = await this.#load(undefined, next);
    this.#ui.repaint();
    return refusal;
  }

  #copyLine(): Outcome {
    const line = this.#list.current;
    if (line === undefined) return 'there is no event under the cursor';
    this.#ui.copy(line.text, `event ${line.num}`);
    return undefined;
  }

  #copyScreen(): Outcome {
    const lines = this.#list.shown().map(({ text }) => text);
    if (lines.length === 0) return 'there are no events to copy';
    this.#ui.copy(lines.join('\n'), `${lines.length} events`);
    return undefined;
  }

  /** The source has grown: the end of the list may have, too. */
  tick(status: EngineStatus): void {
    if (status.events === this.#events || this.#ui.isPaused || this.#ui.lists.events !== this) return;
    this.#events = status.events;
    void this.#list.grow(() => this.#ui.isPaused);
  }
}
