// SPDX-License-Identifier: Apache-2.0
// The pane to the right of a table on wide screens: the row under the cursor in full, where it comes from, the top of its
// files, connections and failures, and how long its calls took.

import type { SnapshotRow } from '../../engine/protocol/protocol.js';
import type { DetailTable, RowDetails, RowDetailsRequest } from '../../engine/protocol/row-details.js';
import type { View } from '../../views/view.js';
import { latencyTicks } from '../charts/latency-ticks.js';
import { crumbLabel } from '../crumb-label.js';
import { joinFilter } from '../filter-terms.js';
import { type FormatContext, formatCell, UNKNOWN } from '../format.js';
import { cursorRow } from '../grid/grid-state.js';
import { shortText } from '../grid/short-text.js';
import { levelFilter } from '../navigation.js';
import type { Table } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import { percentiles } from '../spectrogram/percentiles.js';
import { rowTerm } from './table-terms.js';

/** Cells of a screen from which the pane has a place. */
export const WIDE = 160;
/** Cells of the pane, its line at the left included. */
const SHARE = 0.32;
const NARROWEST = 54;
/** Lines that a pane needs. */
const SHORTEST = 16;
/** Rows of each list. */
const TOP = 5;
/** Lines that a command may take. */
const COMMAND_LINES = 5;
/** Lines of the picture of latencies. */
const BARS = 4;
const PAD = 2;

const OF_PROCESSES = [
  'proc.exeline',
  'proc.cwd',
  'user.name',
  'container.name',
  'proc.aname[1]',
  'proc.aname[2]',
  'proc.aname[3]',
  'proc.aname[4]',
] as const;

/** Cells of the pane on a screen; 0 where it has no place. */
export function paneWidth(width: number, height: number): number {
  return width < WIDE || height < SHORTEST ? 0 : Math.max(NARROWEST, Math.floor(width * SHARE));
}

/** What is asked of the engine; undefined where the row under the cursor has no events of its own. */
export function detailsRequest(table: Table, width: number): RowDetailsRequest | undefined {
  const row = cursorRow(table.grid);
  const term = rowTerm(table);
  const { level } = table;
  if (row === undefined || term === undefined || level.view.kind !== 'table') return undefined;
  const views = term.field.startsWith('fd.') ? ['procs', 'failed_calls'] : ['files', 'connections', 'failed_calls'];
  return {
    key: row.key,
    fields: isOfProcess(term.field) ? OF_PROCESSES : [],
    filter: joinFilter([levelFilter(level), term.text, level.view.filter ?? '']),
    window: table.ui.time.windowFor('table'),
    views: views.filter((view) => view !== level.view.id),
    rows: TOP,
    latencyCells: width - 1 - 2 * PAD,
  };
}

function isOfProcess(field: string): boolean {
  return field === 'proc.pid' || field === 'thread.tid';
}

/** `details`: undefined while they are not known. */
export function paintDetails(canvas: Canvas, table: Table, details: RowDetails | undefined): void {
  const { theme } = canvas;
  canvas.fill(0, 0, canvas.width, canvas.height, theme.text);
  canvas.fill(0, 0, 1, canvas.height, theme.border, theme.glyphs.box.vertical);
  const row = cursorRow(table.grid);
  const term = rowTerm(table);
  if (row === undefined || term === undefined || table.snapshot === undefined) return;
  const inside = canvas.part(PAD, 0, canvas.width - PAD - 1, canvas.height);
  inside.text(0, 0, crumbLabel(table.snapshot, row, term.field, term.label), theme.title);
  if (details === undefined) return;
  const { ui } = table;
  const lines = new Lines(inside, 1);
  if (isOfProcess(term.field)) paintProcess(lines, details.fields);
  for (const top of details.tables) paintTop(lines, top, { name: nameOf(ui.views, top.view), format: ui.format });
  paintLatency(lines, details);
}

function nameOf(views: readonly View[], id: string): string {
  return views.find((view) => view.id === id)?.name ?? id;
}

/** Where the next line goes; nothing is painted below the canvas. */
class Lines {
  readonly canvas: Canvas;
  at: number;

  constructor(canvas: Canvas, at: number) {
    this.canvas = canvas;
    this.at = at;
  }

  get left(): number {
    return this.canvas.height - this.at;
  }

  /** A name and its value, over several lines where it is long. */
  fact(name: string, value: string | null | undefined, most = 1): void {
    if (value === null || value === undefined || value === '' || value === UNKNOWN) return;
    const { theme, width } = this.canvas;
    const space = width - NAME_WIDTH;
    const text = value.trimEnd();
    for (let part = 0; part < most && part * space < text.length && this.left > 0; part++) {
      if (part === 0) this.canvas.text(0, this.at, name, theme.muted);
      const rest = text.slice(part * space, part === most - 1 ? undefined : (part + 1) * space);
      this.canvas.text(NAME_WIDTH, this.at++, rest, theme.text, { max: space });
    }
  }

  heading(text: string, note: string): void {
    const { theme, width } = this.canvas;
    this.at++;
    this.canvas.text(0, this.at, text, theme.accent);
    this.canvas.text(0, this.at++, note, theme.muted, { max: width, align: 'right' });
  }
}

const NAME_WIDTH = 11;

function paintProcess(lines: Lines, fields: RowDetails['fields']): void {
  const [command, cwd, user, container, ...parents] = fields;
  lines.fact('command', command, COMMAND_LINES);
  lines.fact('in', cwd, 2);
  lines.fact('user', user);
  if (container !== 'host') lines.fact('container', container);
  const known = parents.filter((name) => name !== null && name !== UNKNOWN && name !== '');
  lines.fact('started by', known.join(` ${lines.canvas.theme.glyphs.left} `), 2);
}

interface TopLook {
  readonly name: string;
  readonly format: FormatContext;
}

/** The column that the view is sorted by, and the last one, which says what a row is. */
function paintTop(lines: Lines, { columns, sort, rows, total }: DetailTable, { name, format }: TopLook): void {
  const [value, label] = [columns[sort], columns.at(-1)];
  if (value === undefined || label === undefined || rows.length === 0 || lines.left < 3) return;
  lines.heading(name, `${value.title}, ${rows.length} of ${total}`);
  const texts = rows.map((cells) => formatCell(cells[sort] ?? null, value.display, format));
  const width = Math.max(...texts.map(({ length }) => length));
  const { canvas } = lines;
  for (const [i, cells] of rows.entries()) {
    if (lines.left === 0) return;
    canvas.text(0, lines.at, (texts[i] ?? '').padStart(width), canvas.theme.text);
    const space = canvas.width - width - 1;
    const text = labelOf(columns, cells, format);
    const place = { field: label.field, ellipsis: canvas.theme.glyphs.ellipsis };
    canvas.text(width + 1, lines.at++, shortText(text, space, place), canvas.theme.text, { max: space });
  }
}

/** Connections are named by their ends, failures by error, call and path. */
function labelOf(columns: DetailTable['columns'], cells: SnapshotRow['cells'], format: FormatContext): string {
  const text = (...fields: string[]): string =>
    fields
      .map((field) => columns.findIndex((column) => column.field === field))
      .map((c) => formatCell(cells[c] ?? null, columns[c]?.display ?? 'text', format))
      .filter((cell) => cell !== UNKNOWN)
      .join(' ');
  if (columns.some(({ field }) => field === 'fd.rport')) {
    return `${text('fd.lip')}:${text('fd.lport')}->${text('fd.rip')}:${text('fd.rport')}`;
  }
  if (columns.some(({ field }) => field === 'drill.failure.target')) {
    return text('evt.res', 'evt.type', 'drill.failure.target');
  }
  return formatCell(cells[columns.length - 1] ?? null, 'text', format);
}

/** Bars over the logarithmic axis, as shares of the largest; percentiles below. */
function paintLatency(lines: Lines, { latency }: RowDetails): void {
  if (latency.total === 0 || lines.left < BARS + 4) return;
  const { canvas } = lines;
  const { theme } = canvas;
  lines.heading('How long calls took', `${formatCell(latency.total, 'count', { baseTime: undefined })} calls`);
  const most = latency.counts.reduce((high, count) => Math.max(high, count), 0);
  const { levels } = theme.glyphs;
  const steps = levels.length - 1;
  for (const [x, count] of latency.counts.entries()) {
    const height = count === 0 ? 0 : Math.max(1, Math.round((count / most) * BARS * steps));
    for (let line = 0; line < BARS; line++) {
      const filled = Math.min(steps, height - (BARS - 1 - line) * steps);
      if (filled > 0) canvas.text(x, lines.at + line, levels[filled] ?? '', theme.accent);
    }
  }
  lines.at += BARS;
  for (const { cell, label } of latencyTicks(latency.latencyCells, 8)) {
    const x = Math.min(cell, canvas.width - label.length);
    canvas.text(x, lines.at, label, theme.muted);
  }
  lines.at++;
  const area = { from: { t: 0, l: 0 }, to: { t: 0, l: latency.latencyCells - 1 } };
  const shares = percentiles(latency, area).map(
    ({ percent, edge }) => `p${percent} ${formatCell(edge, 'duration', { baseTime: undefined })}`,
  );
  canvas.text(0, lines.at++, shares.join('  '), theme.text);
}
