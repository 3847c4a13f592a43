// SPDX-License-Identifier: Apache-2.0
// Echo (F5): the bytes that a selection has read and written, block by block. Virtual: blocks come from the engine as they
// are looked at, and become lines when they are on the screen. Enter follows the file or connection of a block alone.

import type { EchoBlock, EngineStatus, TimeWindow } from '../../engine/protocol/protocol.js';
import { joinFilter, termText } from '../filter-terms.js';
import { formatCount } from '../format.js';
import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Selection, Ui } from '../page.js';
import { paintNotice } from '../pages/notice.js';
import { openSelected } from '../pages/open-selected.js';
import type { Canvas } from '../paint/canvas.js';
import type { AreaPress } from '../paint/frame.js';
import { paintScrollBar } from '../paint/scroll-bar.js';
import { ListSearch } from '../prompts/list-search.js';
import type { Moment } from '../time/moment.js';
import { BlockList } from './block-list.js';
import { ECHO_MODES, type EchoLine, type EchoMode, echoLines } from './echo-lines.js';
import { paintEchoLine } from './echo-painter.js';
import { openEchoSave } from './echo-save.js';
import type { LinePlace } from './line-place.js';

/** Cells before the data: which way it went, and a blank. */
export const ECHO_GUTTER = 3;

interface EchoOptions {
  readonly selection: Selection;
  /** Name of the file or connection that is followed; undefined where all are shown. */
  readonly followed: string | undefined;
}

export class EchoPage implements Page {
  readonly contexts = ['echo'] as const;
  readonly isOverlay = false;
  readonly #ui: Ui;
  readonly #options: EchoOptions;
  #window: TimeWindow;
  #version = -1;
  readonly #list: BlockList;
  readonly #search: ListSearch<LinePlace>;
  #mode: EchoMode = 'text';
  #width = 80;
  /** That the engine had when the list was asked for last. */
  #events = 0;

  private constructor(ui: Ui, options: EchoOptions) {
    this.#ui = ui;
    this.#options = options;
    this.#window = ui.time.windowFor('stream');
    this.#list = new BlockList({
      client: ui.client,
      layout: (block, before) => this.#layout(block, before),
      isKept: () => this.#isKept,
      changed: () => ui.repaint(),
    });
    this.#search = new ListSearch({
      ui,
      find: (text, from, backwards) => ui.client.findEcho(text, from, backwards),
      total: () => this.#list.total,
      place: () => this.#list.cursor,
      indexOf: ({ block }) => block,
      moveTo: (place) => this.#list.moveTo(place),
      goTo: (block, needle, signal) => this.#goToMatch(block, needle, signal),
    });
  }

  /** Opens the page when the engine has its first blocks; an answer is why it could not. */
  static open(ui: Ui, selection: Selection): Promise<string | undefined> {
    return EchoPage.#openWith(ui, { selection, followed: undefined });
  }

  static async #openWith(ui: Ui, options: EchoOptions): Promise<string | undefined> {
    const page = new EchoPage(ui, options);
    const refusal = await page.#load();
    if (refusal === undefined) ui.open(page);
    return refusal;
  }

  get title(): PageTitle {
    const { selection, followed } = this.#options;
    return { name: followed === undefined ? 'Echo' : 'Conversation', filter: selection.filter };
  }

  get crumbs(): readonly string[] {
    return this.#options.selection.crumbs;
  }

  get window(): TimeWindow {
    return this.#window;
  }

  get position(): string {
    return this.#list.total === 0 ? '' : `${this.#list.cursor.block + 1}/${this.#list.total}`;
  }

  get info(): string {
    const { separator } = this.#ui.theme.glyphs;
    return `${formatCount(this.#list.total)} blocks  ${separator}  data as ${this.#mode}`;
  }

  get isWaiting(): boolean {
    return this.#list.isWaiting;
  }

  get eventNumber(): number | undefined {
    return this.#list.current?.num;
  }

  get mode(): EchoMode {
    return this.#mode;
  }

  selection(): Selection {
    return this.#options.selection;
  }

  async #load(): Promise<string | undefined> {
    this.#window = this.#ui.time.windowFor('stream');
    const answer = await this.#ui.client.openEcho(this.#options.selection.filter, this.#window);
    if (!answer.ok) return answer.error.code === 'gone' ? undefined : answer.error.message;
    this.#version = this.#ui.time.version;
    this.#ui.lists.echo = this;
    this.#list.restart(answer.value);
    return undefined;
  }

  /** While the screen is frozen a list that grows stays what it is. */
  get #isKept(): boolean {
    return this.#window.to === Number.POSITIVE_INFINITY && this.#ui.time.isFrozen;
  }

  /** After another page had the engine's list, or with another window: the same block again, or the one nearest to it. */
  async follow(): Promise<string | undefined> {
    const isMine = this.#ui.lists.echo === this;
    if (isMine && (this.#version === this.#ui.time.version || this.#isKept)) return undefined;
    const num = this.eventNumber;
    const { above, cursor } = this.#list;
    const refusal = await this.#load();
    if (refusal !== undefined || num === undefined) return refusal;
    const block = await this.#indexOf(num);
    const isSame = (await this.#list.fetched(block))?.num === num;
    return this.#list.moveTo({ block, line: isSame ? cursor.line : 0 }, above);
  }

  /** Index of the first block at or after an event. */
  #indexOf(num: number): Promise<number> {
    return this.#list.indexOf((block) => block.num < num);
  }

  async goToMoment(moment: Moment): Promise<string | undefined> {
    if (this.#list.total === 0) return 'there are no blocks to go to';
    const isBefore = (block: EchoBlock): boolean =>
      'num' in moment ? block.num < moment.num : block.time < moment.time;
    return this.#list.moveToBlock(await this.#list.indexOf(isBefore));
  }

  paint(canvas: Canvas): void {
    const { theme } = canvas;
    const width = Math.max(10, canvas.width - ECHO_GUTTER - 2);
    const isOther = width !== this.#width;
    this.#width = width;
    const list = this.#list;
    if (isOther) list.relayout(false);
    list.fit(canvas.height);
    if (list.total === 0) {
      paintNotice(canvas, [
        { text: 'Nothing was read or written', style: theme.title },
        { text: 'by this selection in this time, as far as it was recorded.', style: theme.muted },
      ]);
      return;
    }
    let y = 0;
    for (const place of list.places()) this.#paintLine(canvas, y++, place);
    const { above, total } = list.extent;
    paintScrollBar(canvas, above, total);
    canvas.onPress((press) => this.#pressed(press));
  }

  #paintLine(canvas: Canvas, y: number, place: LinePlace): void {
    const { theme } = canvas;
    const list = this.#list;
    const line = list.linesOf(place.block)?.[place.line];
    const block = list.at(place.block);
    if (line === undefined || block === undefined) {
      canvas.text(1, y, theme.glyphs.ellipsis, theme.faint);
      return;
    }
    const isCursor = place.block === list.cursor.block && place.line === list.cursor.line;
    paintEchoLine(canvas, y, line, { block, isCursor, needle: this.#search.needle });
  }

  #layout(block: EchoBlock, before: EchoBlock | undefined): readonly EchoLine[] {
    const layout = {
      mode: this.#mode,
      width: this.#width,
      asciiOnly: this.#ui.theme.glyphs.asciiOnly,
      format: this.#ui.format,
      isConversation: this.#options.followed !== undefined,
    };
    return echoLines(block, layout, before);
  }

  #pressed({ press, y, double }: AreaPress): void {
    if (press.action === 'wheel-up') this.#list.scroll(-3);
    if (press.action === 'wheel-down') this.#list.scroll(3);
    if (press.action !== 'down') return;
    this.#list.moveToLine(y);
    if (double) this.#ui.run('enter');
  }

  run(command: Command): Outcome {
    if (this.#list.run(command)) return undefined;
    const { cursor } = this.#list;
    switch (command) {
      case 'next-block':
        return this.#list.moveToBlock(cursor.block + 1);
      case 'previous-block':
        return this.#list.moveToBlock(cursor.line > 0 ? cursor.block : cursor.block - 1);
      case 'left':
      case 'right':
        return 'lines are wrapped: there is nothing to the side; Tab goes to the next block';
      case 'enter':
        return this.#followBlock();
      case 'buffers':
        return this.#nextMode();
      case 'copy':
        return this.#copyBlock();
      case 'save-echo':
        return this.#save();
      case 'search':
        return this.#search.open();
      case 'search-next':
        return this.#search.next(false);
      case 'search-previous':
        return this.#search.next(true);
      case 'close':
        this.#ui.close(this);
        return undefined;
      default:
        return openSelected(this.#ui, command, this.selection());
    }
  }

  /** The source has grown: there may be new blocks. At the last block it follows. */
  tick(status: EngineStatus): void {
    if (status.events === this.#events || this.#ui.isPaused || this.#ui.lists.echo !== this) return;
    this.#events = status.events;
    void this.#list.grow(() => this.#ui.isPaused);
  }

  async #nextMode(): Promise<string | undefined> {
    this.#mode = ECHO_MODES[(ECHO_MODES.indexOf(this.#mode) + 1) % ECHO_MODES.length] ?? 'text';
    // The same block stays; its lines are others.
    this.#list.relayout(true);
    this.#ui.say(`data as ${this.#mode}`);
    return undefined;
  }

  #copyBlock(): Outcome {
    const lines = this.#list.linesOf(this.#list.cursor.block);
    if (lines === undefined) return 'there is no block under the cursor';
    const text = lines
      .filter((line) => line.kind === 'data')
      .map((line) => line.spans.map((span) => span.text).join(''))
      .join('\n');
    this.#ui.copy(text, `block ${this.#list.cursor.block + 1} as ${this.#mode}`);
    return undefined;
  }

  #save(): Outcome {
    return openEchoSave(this.#ui, {
      total: this.#list.total,
      mode: this.#mode,
      isConversation: this.#options.followed !== undefined,
      isCurrent: () => this.#ui.lists.echo === this,
    });
  }

  #followBlock(): Outcome {
    const block = this.#list.current;
    if (block === undefined) return 'there is no block under the cursor';
    if (this.#options.followed !== undefined) return 'this is one conversation already; Backspace shows all again';
    const { selection } = this.#options;
    // Numbers are used again by other files: the name tells these apart.
    const name = block.fdName === '' ? '' : termText('fd.name', block.fdName);
    const filter = joinFilter([`proc.pid=${block.pid}`, `fd.num=${block.fdNum}`, name]);
    const label = block.fdName === '' ? `fd ${block.fdNum}` : block.fdName;
    const followed = { ...selection, filter, crumbs: [...selection.crumbs, label] };
    return this.#openConversation(followed, block.num);
  }

  async #openConversation(selection: Selection, num: number): Promise<string | undefined> {
    const page = new EchoPage(this.#ui, { selection, followed: selection.crumbs.at(-1) });
    page.#mode = this.#mode;
    const refusal = await page.#load();
    if (refusal !== undefined) return refusal;
    page.#list.moveToBlock(await page.#indexOf(num));
    this.#ui.open(page);
    return undefined;
  }

  /** To the first line of the block that shows the text, where one does: line ends and hex may hide it. */
  async #goToMatch(block: number, needle: string, signal?: AbortSignal): Promise<void> {
    await this.#list.fetched(block);
    if (signal?.aborted === true) return;
    const wanted = needle.toLowerCase();
    const line = (this.#list.linesOf(block) ?? []).findIndex(
      ({ kind, spans }) =>
        kind === 'data' &&
        spans
          .map((span) => span.text)
          .join('')
          .toLowerCase()
          .includes(wanted),
    );
    this.#list.moveTo({ block, line: Math.max(0, line) });
  }
}
