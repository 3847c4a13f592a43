// SPDX-License-Identifier: Apache-2.0
// Compare (C): the table of the window on the screen beside that of the same time before it, by the column that the table
// is sorted by. What is new, gone or changed most comes first.

import type { Comparison, SnapshotRow, TimeWindow } from '../../engine/protocol/protocol.js';
import { maxSkip } from '../grid/column-layout.js';
import { columnSpace, gridLayout, paintGrid } from '../grid/grid-painter.js';
import { EMPTY_GRID, type GridState, moveBy, movedGrid, withHeight } from '../grid/grid-state.js';
import { RowTexts } from '../grid/row-texts.js';
import type { Command } from '../keys/binding.js';
import { levelFilter } from '../navigation.js';
import type { Outcome, Page, PageTitle, Table, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import { clockDigits, clockLabel } from '../time/clock-label.js';
import type { Span } from '../time/time-choice.js';
import { paintNotice } from './notice.js';

export interface ComparedSpans {
  readonly a: Span;
  readonly b: Span;
}

/** Shorter than this share of the window, what lies before it says nothing. */
const LEAST = 0.1;

/** B is the window, A as much time before it, or what there is of it; of everything, the two halves. */
export function comparedSpans(window: TimeWindow, held: Span): ComparedSpans {
  const b = { from: Math.max(window.from, held.from), to: Math.min(window.to, held.to) };
  const length = b.to - b.from;
  const before = { from: Math.max(held.from, b.from - length), to: b.from };
  if (before.to - before.from >= length * LEAST) return { a: before, b };
  const middle = b.from + length / 2;
  return { a: { from: b.from, to: middle }, b: { from: middle, to: b.to } };
}

export class ComparePage implements Page {
  readonly contexts = ['text'] as const;
  readonly isOverlay = false;
  readonly isWaiting = false;
  readonly title: PageTitle;
  readonly info: string;
  readonly #ui: Ui;
  readonly #texts: RowTexts;
  #grid: GridState;

  private constructor(table: Table, comparison: Comparison, spans: ComparedSpans) {
    const { ui } = table;
    this.#ui = ui;
    this.#texts = new RowTexts(ui.meter, ui.theme.glyphs.asciiOnly);
    this.#grid = gridOf(comparison);
    this.title = { name: `Compare: ${table.level.view.name}`, filter: levelFilter(table.level) };
    this.info = `A is ${spanText(spans.a, ui)}, B is ${spanText(spans.b, ui)}`;
  }

  /** Opens the page when the engine has compared; an answer is why it could not. */
  static async open(table: Table): Promise<string | undefined> {
    const { ui, level, grid, window } = table;
    const measure = grid.sort?.column;
    if (measure === undefined) return 'sort the table by the column that is to be compared';
    const spans = comparedSpans(window, ui.time.held);
    const request = { view: level.view.id, filter: levelFilter(level), containers: ui.containers, measure, ...spans };
    const answer = await ui.client.compareTables(request);
    if (!answer.ok) return answer.error.code === 'gone' ? undefined : answer.error.message;
    ui.open(new ComparePage(table, answer.value, spans));
    return undefined;
  }

  get position(): string {
    return this.#grid.total === 0 ? '' : `${this.#grid.cursor + 1}/${this.#grid.total}`;
  }

  paint(canvas: Canvas, focused: boolean): void {
    this.#grid = withHeight(this.#grid, Math.max(1, canvas.height - 1));
    this.#texts.setContext(this.#ui.format);
    const layout = gridLayout(this.#grid, this.#texts, canvas);
    const skip = Math.min(this.#grid.skip, maxSkip(layout, columnSpace(canvas.width)));
    this.#grid = { ...this.#grid, skip };
    paintGrid(canvas, this.#grid, layout, this.#texts, { needle: '', keyField: undefined, focused });
    if (this.#grid.total === 0) paintNotice(canvas, [{ text: 'Neither has any rows.', style: canvas.theme.muted }]);
    canvas.onPress(({ press }) => {
      if (press.action === 'wheel-up') this.#show(moveBy(this.#grid, -3));
      if (press.action === 'wheel-down') this.#show(moveBy(this.#grid, 3));
    });
  }

  run(command: Command): Outcome {
    const moved = this.#moved(command);
    if (moved !== undefined) return this.#show(moved);
    if (command !== 'close') return 'that does not work in a comparison; Esc leaves it';
    this.#ui.close(this);
    return undefined;
  }

  #moved(command: Command): GridState | undefined {
    const grid = this.#grid;
    switch (command) {
      case 'left':
        return { ...grid, skip: Math.max(0, grid.skip - SIDE_STEP) };
      case 'right':
        return { ...grid, skip: grid.skip + SIDE_STEP };
      default:
        return movedGrid(grid, command);
    }
  }

  #show(grid: GridState): undefined {
    this.#grid = grid;
    this.#ui.repaint();
    return undefined;
  }
}

const SIDE_STEP = 16;
/** Of the difference, which the rows are ordered by. */
const DIFFERENCE = 3;

function gridOf({ columns, rows }: Comparison): GridState {
  const shown = rows.map(
    ({ key, cells, change }): SnapshotRow => ({
      key,
      keyValue: null,
      cells,
      alive: change !== 'gone',
      firstEvent: 0,
      depth: 0,
      descendants: 0,
    }),
  );
  return { ...EMPTY_GRID, columns, rows: shown, total: rows.length, sort: { column: DIFFERENCE, descending: true } };
}

function spanText({ from, to }: Span, { format, theme }: Ui): string {
  const digits = clockDigits(to - from);
  return `${clockLabel(from, digits, format)} ${theme.glyphs.dash} ${clockLabel(to, digits, format)}`;
}
