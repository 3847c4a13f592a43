// SPDX-License-Identifier: Apache-2.0
// Echo (F5): the bytes that a selection has read and written, block by block. Virtual: blocks come from the engine as they
// are looked at, and become lines when they are on the screen. Enter follows the file or connection of a block alone.

import type { EchoBlock, EchoBlocks, EngineStatus, TimeWindow } from '../../engine/protocol/protocol.js';
import { joinFilter, termText } from '../filter-terms.js';
import { formatCount } from '../format.js';
import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Selection, Ui } from '../page.js';
import { paintNotice } from '../pages/notice.js';
import { openSelected } from '../pages/open-selected.js';
import type { Canvas } from '../paint/canvas.js';
import type { AreaPress } from '../paint/frame.js';
import { paintScrollBar } from '../paint/scroll-bar.js';
import { type Around, findAround, foundNote, NOTHING_SEARCHED } from '../prompts/find-around.js';
import { type Searchable, SearchPrompt } from '../prompts/search-prompt.js';
import type { Moment } from '../time/moment.js';
import { BLOCK_CHUNK, BlockCache } from './block-cache.js';
import { ECHO_MODES, type EchoLine, type EchoMode, echoLines } from './echo-lines.js';
import { paintEchoLine } from './echo-painter.js';
import { openEchoSave } from './echo-save.js';
import { type Heights, type LinePlace, linesBetween, stepLines } from './line-place.js';

/** Blocks whose lines are kept. */
const KEPT_LINES = 200;
/** Cells before the data: which way it went, and a blank. */
export const ECHO_GUTTER = 3;

interface EchoOptions {
  readonly selection: Selection;
  /** Name of the file or connection that is followed; undefined where all are shown. */
  readonly followed: string | undefined;
}

export class EchoPage implements Page, Searchable {
  readonly contexts = ['echo'] as const;
  readonly isOverlay = false;
  readonly #ui: Ui;
  readonly #options: EchoOptions;
  #window: TimeWindow;
  #version = -1;
  #cache = new BlockCache();
  readonly #lines = new Map<number, readonly EchoLine[]>();
  #mode: EchoMode = 'text';
  #cursor: LinePlace = { block: 0, line: 0 };
  #top: LinePlace = { block: 0, line: 0 };
  #width = 80;
  #height = 1;
  #isFetching = false;
  /** That the engine had when the list was asked for last. */
  #events = 0;
  #needle = '';
  #searchStart: LinePlace = { block: 0, line: 0 };

  private constructor(ui: Ui, options: EchoOptions) {
    this.#ui = ui;
    this.#options = options;
    this.#window = ui.time.windowFor('stream');
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
    return this.#cache.total === 0 ? '' : `${this.#cursor.block + 1}/${this.#cache.total}`;
  }

  get info(): string {
    const { separator } = this.#ui.theme.glyphs;
    return `${formatCount(this.#cache.total)} blocks  ${separator}  data as ${this.#mode}`;
  }

  get isWaiting(): boolean {
    return this.#isFetching && this.#missing() !== undefined;
  }

  get eventNumber(): number | undefined {
    return this.#cache.get(this.#cursor.block)?.num;
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
    this.#cache = new BlockCache();
    this.#cache.put(answer.value);
    this.#lines.clear();
    this.#settle();
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
    const { line } = this.#cursor;
    const above = linesBetween(this.#top, this.#cursor, this.#height, this.#heights);
    const refusal = await this.#load();
    if (refusal !== undefined || num === undefined) return refusal;
    const block = await this.#indexOf(num);
    const isSame = (await this.#block(block))?.num === num;
    this.#cursor = { block, line: isSame ? line : 0 };
    this.#top = stepLines(this.#cursor, -above, this.#heights);
    this.#settle();
    this.#ui.repaint();
    return undefined;
  }

  /** A block, fetched where it is not here. */
  async #block(index: number): Promise<EchoBlock | undefined> {
    const missing = this.#cache.missing(index);
    if (missing !== undefined) {
      const answer = await this.#ui.client.echoBlocks(missing, BLOCK_CHUNK);
      if (answer.ok) this.#put(answer.value);
    }
    return this.#cache.get(index);
  }

  /** Index of the first block at or after an event, by halving: blocks are in the order of their events. */
  async #indexOf(num: number): Promise<number> {
    let low = 0;
    let high = this.#cache.total;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = await this.#block(middle);
      if (block === undefined) break;
      if (block.num < num) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, Math.min(low, this.#cache.total - 1));
  }

  async goToMoment(moment: Moment): Promise<string | undefined> {
    if (this.#cache.total === 0) return 'there are no blocks to go to';
    let block: number;
    if ('num' in moment) block = await this.#indexOf(moment.num);
    else block = await this.#indexOfTime(moment.time);
    this.#cursor = { block, line: 0 };
    this.#settle();
    this.#ui.repaint();
    return undefined;
  }

  async #indexOfTime(time: number): Promise<number> {
    let low = 0;
    let high = this.#cache.total;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = await this.#block(middle);
      if (block === undefined) break;
      if (block.time < time) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, Math.min(low, this.#cache.total - 1));
  }

  paint(canvas: Canvas): void {
    const { theme } = canvas;
    const width = Math.max(10, canvas.width - ECHO_GUTTER - 2);
    if (width !== this.#width) this.#lines.clear();
    this.#width = width;
    this.#height = Math.max(1, canvas.height);
    this.#settle();
    if (this.#cache.total === 0) {
      paintNotice(canvas, [
        { text: 'Nothing was read or written', style: theme.title },
        { text: 'by this selection in this time, as far as it was recorded.', style: theme.muted },
      ]);
      return;
    }
    let place = this.#top;
    for (let y = 0; y < canvas.height && place.block < this.#cache.total; y++) {
      const line = this.#linesOf(place.block)?.[place.line];
      const block = this.#cache.get(place.block);
      if (line === undefined || block === undefined) canvas.text(1, y, theme.glyphs.ellipsis, theme.faint);
      else {
        const isCursor = place.block === this.#cursor.block && place.line === this.#cursor.line;
        paintEchoLine(canvas, y, line, { block, isCursor, needle: this.#needle });
      }
      const next = stepLines(place, 1, this.#heights);
      if (next.block === place.block && next.line === place.line) break;
      place = next;
    }
    this.#paintBar(canvas);
    canvas.onPress((press) => this.#pressed(press));
  }

  /** Blocks have as many lines as they have: those that are here stand for the others. */
  #paintBar(canvas: Canvas): void {
    let known = 0;
    for (const lines of this.#lines.values()) known += lines.length;
    const mean = this.#lines.size === 0 ? 1 : known / this.#lines.size;
    paintScrollBar(canvas, Math.round(this.#top.block * mean + this.#top.line), Math.round(this.#cache.total * mean));
  }

  readonly #heights: Heights = {
    total: () => this.#cache.total,
    height: (block) => this.#linesOf(block)?.length ?? 1,
  };

  #linesOf(index: number): readonly EchoLine[] | undefined {
    const known = this.#lines.get(index);
    if (known !== undefined) return known;
    const block = this.#cache.get(index);
    if (block === undefined) return undefined;
    const layout = {
      mode: this.#mode,
      width: this.#width,
      asciiOnly: this.#ui.theme.glyphs.asciiOnly,
      format: this.#ui.format,
      isConversation: this.#options.followed !== undefined,
    };
    const lines = echoLines(block, layout, this.#cache.get(index - 1));
    if (this.#lines.size >= KEPT_LINES) this.#lines.clear();
    this.#lines.set(index, lines);
    return lines;
  }

  #pressed({ press, y, double }: AreaPress): void {
    if (press.action === 'wheel-up') this.#scroll(-3);
    if (press.action === 'wheel-down') this.#scroll(3);
    if (press.action !== 'down') return;
    this.#cursor = stepLines(this.#top, y, this.#heights);
    this.#settle();
    if (double) this.#ui.run('enter');
  }

  run(command: Command): Outcome {
    const page = Math.max(1, this.#height - 1);
    switch (command) {
      case 'up':
        return this.#move(-1);
      case 'down':
        return this.#move(1);
      case 'page-up':
        return this.#turn(-page);
      case 'page-down':
        return this.#turn(page);
      case 'half-up':
        return this.#turn(-(this.#height >> 1));
      case 'half-down':
        return this.#turn(this.#height >> 1);
      case 'home':
        return this.#goToBlock(0);
      case 'end':
        return this.#goToBlock(this.#cache.total - 1);
      case 'next-block':
        return this.#goToBlock(this.#cursor.block + 1);
      case 'previous-block':
        return this.#goToBlock(this.#cursor.line > 0 ? this.#cursor.block : this.#cursor.block - 1);
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
        this.#searchStart = this.#cursor;
        this.#ui.open(new SearchPrompt(this.#ui, this, this.#ui.histories.search));
        return undefined;
      case 'search-next':
        return this.#next(false);
      case 'search-previous':
        return this.#next(true);
      case 'close':
        this.#ui.close(this);
        return undefined;
      default:
        return openSelected(this.#ui, command, this.selection());
    }
  }

  /** Moves the screen and the cursor with it. */
  #turn(lines: number): undefined {
    this.#top = stepLines(this.#top, lines, this.#heights);
    return this.#move(lines);
  }

  #move(lines: number): undefined {
    this.#cursor = stepLines(this.#cursor, lines, this.#heights);
    this.#settle();
    this.#ui.repaint();
    return undefined;
  }

  #scroll(lines: number): void {
    const place = linesBetween(this.#top, this.#cursor, this.#height, this.#heights);
    this.#top = stepLines(this.#top, lines, this.#heights);
    this.#cursor = stepLines(this.#top, place, this.#heights);
    this.#settle();
  }

  #goToBlock(index: number): undefined {
    const block = Math.max(0, Math.min(index, this.#cache.total - 1));
    this.#cursor = { block, line: 0 };
    this.#settle();
    this.#ui.repaint();
    return undefined;
  }

  /** Brings the cursor onto the screen, and the blocks around it here. */
  #settle(): void {
    const last = Math.max(0, this.#cache.total - 1);
    this.#cursor = this.#clamped(this.#cursor, last);
    this.#top = this.#clamped(this.#top, last);
    const above = linesBetween(this.#top, this.#cursor, this.#height, this.#heights);
    if (above < 0) this.#top = this.#cursor;
    if (above >= this.#height) this.#top = stepLines(this.#cursor, 1 - this.#height, this.#heights);
    const missing = this.#missing();
    if (missing !== undefined) void this.#fetch(missing);
  }

  #clamped({ block, line }: LinePlace, last: number): LinePlace {
    if (block > last) return { block: last, line: 0 };
    return { block, line: Math.min(line, this.#heights.height(block) - 1) };
  }

  /** The first chunk that the screen, or a screen around it, needs and that is not here. */
  #missing(): number | undefined {
    // A block has three lines at least.
    const around = Math.ceil(this.#height / 3) + 1;
    for (const block of [this.#top.block, this.#top.block + around, this.#cursor.block, this.#top.block - around]) {
      const missing = this.#cache.missing(block);
      if (missing !== undefined) return missing;
    }
    return undefined;
  }

  async #fetch(offset: number): Promise<void> {
    if (this.#isFetching) return;
    this.#isFetching = true;
    const cache = this.#cache;
    const answer = await this.#ui.client.echoBlocks(offset, BLOCK_CHUNK);
    this.#isFetching = false;
    if (cache !== this.#cache || !answer.ok || answer.value.blocks.length === 0) return;
    this.#put(answer.value);
    this.#settle();
    this.#ui.repaint();
  }

  #put(answer: EchoBlocks): void {
    this.#cache.put(answer, this.#isKept ? this.#cache.total : undefined);
    // The first of them could not tell the time since the one before.
    this.#lines.delete(answer.offset);
    this.#lines.delete(answer.offset + answer.blocks.length);
  }

  /** The source has grown: there may be new blocks. At the last block it follows. */
  tick(status: EngineStatus): void {
    if (status.events === this.#events || this.#ui.isPaused || this.#ui.lists.echo !== this) return;
    this.#events = status.events;
    void this.#grow();
  }

  async #grow(): Promise<void> {
    const cache = this.#cache;
    const { total } = cache;
    const follows = this.#cursor.block >= total - 1 && this.#cursor.block > 0;
    const answer = await this.#ui.client.echoBlocks(Math.floor(total / BLOCK_CHUNK) * BLOCK_CHUNK, BLOCK_CHUNK);
    if (!answer.ok || cache !== this.#cache || this.#ui.isPaused) return;
    this.#put(answer.value);
    if (follows && cache.total > total) this.#goToBlock(cache.total - 1);
    else this.#ui.repaint();
  }

  async #nextMode(): Promise<string | undefined> {
    this.#mode = ECHO_MODES[(ECHO_MODES.indexOf(this.#mode) + 1) % ECHO_MODES.length] ?? 'text';
    this.#lines.clear();
    // The same block stays; its lines are others.
    this.#cursor = { block: this.#cursor.block, line: 0 };
    this.#top = { block: this.#top.block, line: 0 };
    this.#settle();
    this.#ui.say(`data as ${this.#mode}`);
    return undefined;
  }

  #copyBlock(): Outcome {
    const lines = this.#linesOf(this.#cursor.block);
    if (lines === undefined) return 'there is no block under the cursor';
    const text = lines
      .filter((line) => line.kind === 'data')
      .map((line) => line.spans.map((span) => span.text).join(''))
      .join('\n');
    this.#ui.copy(text, `block ${this.#cursor.block + 1} as ${this.#mode}`);
    return undefined;
  }

  #save(): Outcome {
    return openEchoSave(this.#ui, {
      total: this.#cache.total,
      mode: this.#mode,
      isConversation: this.#options.followed !== undefined,
      isCurrent: () => this.#ui.lists.echo === this,
    });
  }

  #followBlock(): Outcome {
    const block = this.#cache.get(this.#cursor.block);
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
    page.#cursor = { block: await page.#indexOf(num), line: 0 };
    this.#ui.open(page);
    return undefined;
  }

  async find(text: string, signal: AbortSignal): Promise<boolean> {
    this.#needle = text;
    const around = { from: this.#searchStart.block, total: this.#cache.total, backwards: false };
    const found = text === '' ? -1 : await this.#findIn(text, around);
    if (signal.aborted) return false;
    if (found >= 0) await this.#goToMatch(found, signal);
    else this.#goBack();
    return found >= 0 || text === '';
  }

  #goBack(): void {
    this.#cursor = this.#searchStart;
    this.#move(0);
  }

  endSearch(keep: boolean): void {
    if (keep) return;
    this.#needle = '';
    this.#goBack();
  }

  #next(backwards: boolean): Outcome {
    const text = this.#needle;
    if (text === '') return NOTHING_SEARCHED;
    const from = this.#cursor.block + (backwards ? -1 : 1);
    const around = { from, total: this.#cache.total, backwards };
    return this.#findIn(text, around).then(async (found) => {
      if (found >= 0) await this.#goToMatch(found);
      return foundNote(text, found, around);
    });
  }

  #findIn(text: string, around: Around): Promise<number> {
    return findAround((wanted, from, backwards) => this.#ui.client.findEcho(wanted, from, backwards), text, around);
  }

  /** To the first line of the block that shows the text, where one does: line ends and hex may hide it. */
  async #goToMatch(block: number, signal?: AbortSignal): Promise<void> {
    await this.#block(block);
    if (signal?.aborted === true) return;
    const wanted = this.#needle.toLowerCase();
    const line = (this.#linesOf(block) ?? []).findIndex(
      ({ kind, spans }) =>
        kind === 'data' &&
        spans
          .map((span) => span.text)
          .join('')
          .toLowerCase()
          .includes(wanted),
    );
    this.#cursor = { block, line: Math.max(0, line) };
    this.#move(0);
  }
}
