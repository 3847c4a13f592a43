// SPDX-License-Identifier: Apache-2.0
// What a table says about itself: in the message line while there is no message, and in its middle while it has no rows.

import type {
  ColumnInfo,
  EngineError,
  EngineStatus,
  TableRequest,
  TableSnapshot,
} from '../../engine/protocol/protocol.js';
import { formatCell, formatCount, formatDuration, isQuantity } from '../format.js';
import { cursorRow, type GridState } from '../grid/grid-state.js';
import { type TreeLeads, treeLeads } from '../grid/tree-leads.js';
import { type Level, levelFilter } from '../navigation.js';
import type { Ui } from '../page.js';
import type { Glyphs } from '../theme/glyphs.js';
import type { NoticeLine } from './notice.js';

/** Numbers are whole in their cells; texts may be longer than these. */
const LONG_TEXT = 12;

export function tableInfo(ui: Ui, snapshot: TableSnapshot | undefined, grid: GridState): string {
  const { status } = ui;
  const column = grid.columns[grid.column];
  if (column !== undefined) return cellInfo(ui, grid, column);
  if (status?.state.kind === 'ended-early') {
    if (status.live) return `the capture has ended: ${status.state.reason}; what it saw until then is here`;
    return `capture ends early: byte ${status.state.offset}, ${status.state.reason}`;
  }
  const parts: string[] = [...(status?.cautions ?? [])];
  if (snapshot !== undefined) {
    parts.push(`${formatCount(snapshot.total)} ${snapshot.total === 1 ? 'row' : 'rows'}`);
    parts.push(`${formatCount(snapshot.matchedEvents)} events`);
    if (snapshot.rows.some((row) => !row.alive)) parts.push(`${ui.theme.glyphs.ended} has ended, X hides`);
    if (!snapshot.latencyRecorded && hasLatency(snapshot)) parts.push('latency was not recorded');
  }
  if (status !== undefined) {
    parts.push(...lossTexts(status));
    const narrowed = status.capture?.narrowed ?? 0;
    if (status.capture?.limited === true) parts.push('your own processes only');
    if (status.capture?.hidden === true) parts.push('/proc hides processes: many have no name');
    if (narrowed > 0) parts.push(`${formatCount(narrowed)} left out by the filter it was started with`);
  }
  return parts.join(`  ${ui.theme.glyphs.separator}  `);
}

/** The whole value of a text, which its cell may cut off; of other cells what the column means. */
function cellInfo(ui: Ui, grid: GridState, column: ColumnInfo): string {
  const value = cursorRow(grid)?.cells[grid.column] ?? null;
  const text = formatCell(value, column.display, ui.format);
  const isLong = !isQuantity(column.display) && text.length > LONG_TEXT;
  return `${column.title}: ${isLong ? text : column.description}`;
}

/** Of events that are not there, how many and why; nothing while there are none. */
function lossTexts({ drops: { kernel, shim, evicted, skipped = 0 }, span }: EngineStatus): string[] {
  const texts: string[] = [];
  if (kernel > 0) texts.push(`${formatCount(kernel)} lost in the kernel`);
  if (shim > 0) texts.push(`${formatCount(shim)} lost after the kernel`);
  if (skipped > 0) texts.push(`${formatCount(skipped)} skipped to catch up`);
  if (evicted > 0) texts.push(`memory holds the last ${formatDuration(span.to - span.from)}`);
  return texts;
}

function hasLatency(snapshot: TableSnapshot): boolean {
  return snapshot.columns.some((column) => column.field.includes('latency'));
}

/** Lines for the middle of a table without rows; undefined where it has some. */
export function emptyNotice(ui: Ui, snapshot: TableSnapshot | undefined, level: Level): NoticeLine[] | undefined {
  const { theme, status } = ui;
  const failed = status?.state;
  if (failed?.kind === 'failed') {
    return [
      { text: failed.message, style: theme.bad },
      { text: '', style: theme.text },
      { text: failed.hint, style: theme.text },
      { text: 'q quits', style: theme.muted },
    ];
  }
  if (snapshot !== undefined && snapshot.total > 0) return undefined;
  if (snapshot === undefined || failed?.kind === 'loading') {
    const what = status?.live === true ? 'Collecting' : `Reading ${status?.source ?? ''}`;
    return [{ text: `${what} ${theme.glyphs.ellipsis}`, style: theme.muted }];
  }
  return [{ text: 'No rows', style: theme.title }, ...whyEmpty(ui, level)];
}

function whyEmpty(ui: Ui, level: Level): NoticeLine[] {
  const { theme } = ui;
  const line = (text: string): NoticeLine => ({ text, style: theme.muted });
  if (level.text !== '') return [line(`No row contains "${level.text}". F4 and F2 change the text.`)];
  if (level.view.liveOnly === true && ui.status?.live !== true) return [line('This view needs a live system.')];
  if (level.filter !== '') return [line('Nothing matches the filter. F4 changes it, Backspace goes back.')];
  if (levelFilter(level) !== '')
    return [line('This selection has nothing of the kind. Backspace goes back, F2 shows other views.')];
  return [
    line(
      ui.status?.live === true
        ? 'Nothing of the kind has happened yet.'
        : 'Nothing of the kind was recorded. F2 shows other views.',
    ),
  ];
}

/** What the engine is asked for a level, in a window of time. */
export function tableRequest(
  { containers, user }: Ui,
  level: Level,
  { window, viewport }: Pick<TableRequest, 'window' | 'viewport'>,
): TableRequest {
  return {
    view: level.view.id,
    filter: levelFilter(level),
    window,
    containers,
    sort: level.sort,
    text: level.text,
    tree: level.tree ?? null,
    onlyAlive: user.preferences.settings.ended === false,
    viewport,
  };
}

/** A living list in the order of time. */
export function isGrowing(ui: Ui, { view, sort }: Level): boolean {
  return view.kind === 'list' && sort === undefined && ui.status?.live === true && !ui.isPaused;
}

/** The cursor is on the last row of a list that grows: it stays there as rows come. */
export function isAtEnd(ui: Ui, level: Level, { cursor, total, touched }: GridState): boolean {
  return touched && total > 0 && cursor >= total - 1 && isGrowing(ui, level);
}

/** Rows, for the right end of the message line. */
export function tablePosition({ cursor, total }: GridState, marked: number, follows: boolean): string {
  if (total === 0) return '';
  return `${marked === 0 ? '' : `${marked} selected  `}${follows ? 'following  ' : ''}${cursor + 1}/${total}`;
}

/** What leads to the rows of a tree; undefined in a flat table. */
export function levelLeads({ tree }: Level, grid: GridState, glyphs: Glyphs): TreeLeads | undefined {
  return tree === undefined ? undefined : treeLeads(grid.columns, grid.rows, new Set(tree.folded), glyphs);
}

export function refusalText({ message, hint }: Pick<EngineError, 'message' | 'hint'>): string {
  return hint === '' ? message : `${message}; ${hint}`;
}
