// SPDX-License-Identifier: Apache-2.0
// Where the time of a request went (b in Requests): a bar, sums by kind, and the steps. Enter on a request to another
// service goes on to what that service did for it, where the capture has both ends; on a call, to its event.

import type { RequestSpent, RequestTime, TimeStep } from '../../engine/protocol/request-time.js';
import { formatDuration } from '../format.js';
import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Table, Ui } from '../page.js';
import { ListCursor } from '../pages/list-cursor.js';
import type { Canvas } from '../paint/canvas.js';
import { paintScrollBar } from '../paint/scroll-bar.js';
import { over } from '../paint/style.js';
import { barParts, KIND_LOOKS, kindStyle, kindWords } from './time-bar.js';

/** Of the columns before the text. */
const AT = 10;
const TOOK = 10;

export class RequestTimePage implements Page {
  readonly contexts = ['breakdown'] as const;
  readonly isOverlay = false;
  readonly isWaiting = false;
  readonly title: PageTitle = { name: 'Where the Time Went' };
  readonly #ui: Ui;
  readonly #table: Table;
  readonly #time: RequestTime;
  readonly #cursor = new ListCursor(() => this.#steps.length);

  private constructor(ui: Ui, time: RequestTime, table: Table) {
    this.#ui = ui;
    this.#time = time;
    this.#table = table;
  }

  /** Opens the page when the engine has answered; an answer is why it could not. */
  static async open(ui: Ui, event: number, table: Table): Promise<string | undefined> {
    const answer = await ui.client.requestTime(event);
    if (!answer.ok) return answer.error.message;
    ui.open(new RequestTimePage(ui, answer.value, table));
    return undefined;
  }

  get crumbs(): readonly string[] {
    return this.#table.crumbs;
  }

  get eventNumber(): number | undefined {
    return this.#steps[this.#cursor.at]?.num ?? this.#time.num;
  }

  get position(): string {
    const { length } = this.#steps;
    const more = this.#time.more > 0 ? ` of ${length + this.#time.more}` : '';
    return length === 0 ? '' : `${this.#cursor.at + 1}/${length}${more}`;
  }

  get info(): string {
    const step = this.#steps[this.#cursor.at];
    if (step?.link !== undefined) return 'Enter shows what the other service did for it';
    const { othersOpen } = this.#time;
    if (othersOpen > 0) return `this thread answered ${othersOpen} other requests meanwhile: their calls are here too`;
    return step === undefined ? 'no calls between request and answer' : 'Enter shows the call';
  }

  get #steps(): readonly TimeStep[] {
    const { answeredBy, steps, length } = this.#time;
    if (answeredBy === undefined) return steps;
    const text = `as ${this.#time.request.server ?? 'its server'} saw it`;
    return [{ kind: 'request', from: 0, to: length, text, num: this.#time.num, link: answeredBy }, ...steps];
  }

  paint(canvas: Canvas): void {
    const { theme, width, height } = canvas;
    canvas.text(1, 0, this.#headline(), theme.text, { max: width - 2 });
    this.#paintBar(canvas.part(1, 1, width - 2, 1));
    const { spent } = this.#time;
    for (const [i, part] of spent.entries()) this.#paintSum(canvas, 2 + i, part);
    const top = 2 + spent.length;
    canvas.fill(0, top, width, 1, theme.border, theme.glyphs.box.horizontal);
    this.#paintSteps(canvas.part(0, top + 1, width, height - top - 1));
  }

  #headline(): string {
    const { request, length } = this.#time;
    const { protocol, role, method = '', target = '', status = '', client = 'unknown', server = 'unknown' } = request;
    const words = target.toUpperCase().startsWith(method) ? [protocol, target] : [protocol, method, target];
    const asked = words.filter((word) => word !== '').join(' ');
    const { separator } = this.#ui.theme.glyphs;
    const answer = status === '' ? '' : ` ${separator} ${status}`;
    return `${formatDuration(length)} ${separator} ${client} -> ${server}, ${role} ${separator} ${asked}${answer}`;
  }

  #paintBar(canvas: Canvas): void {
    let x = 0;
    for (const { kind, cells } of barParts(this.#time.spent, canvas.width)) {
      canvas.fill(x, 0, cells, 1, kindStyle(canvas.theme, kind), KIND_LOOKS[kind].letter);
      x += cells;
    }
  }

  #paintSum(canvas: Canvas, y: number, { kind, time, count }: RequestSpent): void {
    const { length, knowsQueue } = this.#time;
    const share = length === 0 ? 0 : (100 * time) / length;
    const times = count === 0 ? '' : ` (${count})`;
    canvas.text(1, y, KIND_LOOKS[kind].letter, kindStyle(canvas.theme, kind));
    canvas.text(3, y, formatDuration(time), canvas.theme.text, { max: 9, align: 'right' });
    canvas.text(13, y, `${share.toFixed(1)}%`, canvas.theme.text, { max: 6, align: 'right' });
    canvas.text(21, y, kindWords(kind, knowsQueue) + times, canvas.theme.muted);
  }

  #paintSteps(canvas: Canvas): void {
    this.#cursor.fit(canvas.height);
    const steps = this.#steps;
    const { top } = this.#cursor;
    for (let y = 0; y < canvas.height; y++) {
      const step = steps[top + y];
      if (step !== undefined) this.#paintStep(canvas, y, step);
    }
    paintScrollBar(canvas, top, steps.length);
    canvas.onPress(({ press, y, double }) => {
      if (press.action === 'wheel-up') this.#moveTo(this.#cursor.at - 3);
      if (press.action === 'wheel-down') this.#moveTo(this.#cursor.at + 3);
      if (press.action !== 'down') return;
      this.#moveTo(top + y);
      if (double) this.#ui.run('enter');
    });
  }

  #paintStep(canvas: Canvas, y: number, { kind, from, to, text, link }: TimeStep): void {
    const { theme, width } = canvas;
    const isCursor = this.#cursor.top + y === this.#cursor.at;
    const style = isCursor ? theme.cursorRow : theme.text;
    if (isCursor) canvas.fill(0, y, width - 1, 1, style);
    if (isCursor) canvas.text(0, y, theme.glyphs.selected, over(style, { ...theme.accent, bg: style.bg }));
    canvas.text(1, y, KIND_LOOKS[kind].letter, isCursor ? style : kindStyle(theme, kind));
    canvas.text(3, y, `+${formatDuration(from)}`, style, { max: AT, align: 'right' });
    canvas.text(4 + AT, y, formatDuration(to - from), style, { max: TOOK, align: 'right' });
    const sign = link === undefined ? ' ' : theme.glyphs.crumb;
    canvas.text(5 + AT + TOOK, y, sign, isCursor ? style : theme.accent);
    canvas.text(7 + AT + TOOK, y, text, style, { max: width - 8 - AT - TOOK });
  }

  run(command: Command): Outcome {
    if (this.#cursor.run(command)) {
      this.#ui.repaint();
      return undefined;
    }
    switch (command) {
      case 'enter':
        return this.#enter();
      case 'close':
        this.#ui.close(this);
        return undefined;
      default:
        return 'that does not work here; Backspace goes back';
    }
  }

  #enter(): Outcome {
    const step = this.#steps[this.#cursor.at];
    if (step === undefined) return 'there is no call to look at';
    if (step.link !== undefined) {
      return this.#ui.navigate({ kind: 'breakdown', event: step.link, table: this.#table });
    }
    return this.#ui.navigate({ kind: 'inspector', event: step.num, table: this.#table });
  }

  #moveTo(index: number): void {
    this.#cursor.moveTo(index);
    this.#ui.repaint();
  }
}
