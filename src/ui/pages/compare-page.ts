// SPDX-License-Identifier: Apache-2.0
// Compare (C): the table of the window on the screen beside that of the same time before it, by the column that the table
// is sorted by; or the times around the marks A and B. What is new, gone or changed most comes first.

import type { Comparison } from '../../engine/protocol/comparison.js';
import type { SnapshotRow, TimeWindow } from '../../engine/protocol/protocol.js';
import type { View } from '../../views/view.js';
import { anyTermText } from '../filter-terms.js';
import { maxSkip } from '../grid/column-layout.js';
import { columnSpace, gridLayout, paintGrid } from '../grid/grid-painter.js';
import { EMPTY_GRID, type GridState, moveBy, movedGrid, moveTo, withHeight } from '../grid/grid-state.js';
import { RowTexts } from '../grid/row-texts.js';
import type { Command } from '../keys/binding.js';
import { currentLevel, drillDown, drillTargets, levelFilter } from '../navigation.js';
import type { Outcome, Page, PageTitle, Table, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import { clockDigits, clockLabel } from '../time/clock-label.js';
import type { Span } from '../time/time-choice.js';
import { openTarget } from './choosers.js';
import { paintNotice } from './notice.js';
import { leavingOf } from './table-terms.js';

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

/** The times around marks A and B, each as long as the window, but no longer than what lies between the marks. */
export function markedSpans(window: TimeWindow, held: Span, [a, b]: readonly [a: number, b: number]): ComparedSpans {
  const shown = comparedSpans(window, held).b;
  const half = Math.min(shown.to - shown.from, Math.abs(a - b)) / 2;
  const around = (time: number): Span => ({
    from: Math.max(held.from, time - half),
    to: Math.min(held.to, time + half),
  });
  return { a: around(a), b: around(b) };
}

function spansOf({ ui, window }: Table): ComparedSpans {
  const [a, b] = [ui.marks.get('A')?.time, ui.marks.get('B')?.time];
  const { held } = ui.time;
  return a === undefined || b === undefined || a === b
    ? comparedSpans(window, held)
    : markedSpans(window, held, [a, b]);
}

export class ComparePage implements Page {
  readonly contexts = ['compare', 'text'] as const;
  readonly isOverlay = false;
  readonly isWaiting = false;
  readonly title: PageTitle;
  readonly info: string;
  readonly #ui: Ui;
  readonly #table: Table;
  readonly #comparison: Comparison;
  readonly #spans: ComparedSpans;
  readonly #texts: RowTexts;
  #grid: GridState;

  private constructor(table: Table, comparison: Comparison, spans: ComparedSpans) {
    const { ui } = table;
    this.#ui = ui;
    this.#table = table;
    this.#comparison = comparison;
    this.#spans = spans;
    this.#texts = new RowTexts(ui.meter, ui.theme.glyphs.asciiOnly);
    this.#grid = gridOf(comparison);
    this.title = { name: `Compare: ${table.level.view.name}`, filter: levelFilter(table.level) };
    this.info = `A is ${spanText(spans.a, ui)}, B is ${spanText(spans.b, ui)}`;
  }

  /** Opens the page when the engine has compared; an answer is why it could not. */
  static async open(table: Table): Promise<string | undefined> {
    const { ui, level, grid } = table;
    const measure = grid.sort?.column;
    if (measure === undefined) return 'sort the table by the column that is to be compared';
    const spans = spansOf(table);
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
    canvas.onPress(({ press, y, double }) => {
      if (press.action === 'down' && y > 0) this.#show(moveTo(this.#grid, this.#grid.top + y - 1));
      if (press.action === 'down' && y > 0 && double) this.#ui.run('enter');
      if (press.action === 'wheel-up') this.#show(moveBy(this.#grid, -3));
      if (press.action === 'wheel-down') this.#show(moveBy(this.#grid, 3));
    });
  }

  run(command: Command): Outcome {
    const moved = this.#moved(command);
    if (moved !== undefined) return this.#show(moved);
    if (command === 'enter') return this.#enter();
    if (command !== 'close') return 'that does not work in a comparison; Esc leaves it';
    this.#ui.close(this);
    return undefined;
  }

  /** Into the rows that a compared row stands for: over this page, in the time of B, or in that of A where they are gone. */
  #enter(): Outcome {
    const row = this.#comparison.rows[this.#grid.cursor];
    const { keyField } = this.#comparison;
    const { level, levels } = this.#table;
    if (row === undefined) return 'there is no row under the cursor';
    if (keyField === undefined || level.view.kind === 'list') return 'the rows of a list lead nowhere';
    const label = String(row.cells[FIRST_NAME] ?? row.keyValues[0] ?? '');
    const into = { term: { text: anyTermText(keyField, row.keyValues), label }, keyField };
    const open = (view: View): Outcome => {
      const before = this.#ui.time.place;
      const { from, to } = row.change === 'gone' ? this.#spans.a : this.#spans.b;
      this.#ui.time.select(from, to);
      const next = currentLevel(drillDown(levels, leavingOf(this.#table), into, view));
      return this.#ui.navigate({ kind: 'table', levels: [next], before });
    };
    const targets = drillTargets(this.#ui.views, level.view, keyField).filter(({ kind }) => kind !== 'spectrogram');
    const deepest = `no view goes deeper than ${keyField}`;
    return openTarget(this.#ui, { targets, name: `What of ${label}?`, deepest, open });
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
/** The texts of the row begin here. */
const FIRST_NAME = 4;

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
