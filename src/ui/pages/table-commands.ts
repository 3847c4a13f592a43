// SPDX-License-Identifier: Apache-2.0
// What the keys of a table do beyond moving about: going in, other pages, sorting, filtering, searching, copying.
// Each answers why, where it cannot.

import type { CellValue, SnapshotRow } from '../../engine/protocol/protocol.js';
import type { View } from '../../views/view.js';
import { openActions } from '../actions/action-entries.js';
import { crumbLabel } from '../crumb-label.js';
import { exclusionText, joinFilter, termText } from '../filter-terms.js';
import { isQuantity } from '../format.js';
import { cursorRow } from '../grid/grid-state.js';
import type { Command } from '../keys/binding.js';
import {
  applicableViews,
  asLeft,
  drillDown,
  drillTargets,
  levelFilter,
  narrow,
  refilter,
  resort,
  switchView,
} from '../navigation.js';
import type { Outcome, Selection, Table } from '../page.js';
import { FilterPrompt } from '../prompts/filter-prompt.js';
import { openBreakdown } from '../request-time/open-breakdown.js';
import { saveTable, saveTableCapture } from '../save/save-table.js';
import { openTarget, sortChooser, viewChooser } from './choosers.js';
import { ColumnsPage } from './columns-page.js';
import { legendText } from './legend-text.js';
import { openSelected } from './open-selected.js';
import { changeColumn } from './table-columns.js';
import { markAll, markRow } from './table-marks.js';
import { nextMatch, openTableSearch } from './table-search.js';
import { leavingOf, markedTerm, rowTerm, selectionOf, subjectsOf } from './table-terms.js';
import { runTreeCommand } from './table-tree.js';

/** The view that has a page of its own. */
const ALERTS = 'alerts';
const NO_ROW = 'there is no row under the cursor';

export function runTableCommand(page: Table, command: Command, key: string): Outcome {
  switch (command) {
    case 'enter':
      return enter(page);
    case 'views':
      return openViews(page);
    case 'filter':
      return openFilter(page);
    case 'dig':
      return digRow(page);
    case 'explain':
      return explainCell(page);
    case 'echo-all':
      return openSelected(page.ui, 'echo', wholeSelection(page));
    case 'echo':
    case 'spectrogram':
    case 'spectrogram-file':
    case 'overview':
      return openSelected(page.ui, command, selectionOf(page));
    case 'alerts':
      return openSelected(page.ui, 'alerts', { ...wholeSelection(page), filter: levelFilter(page.level) });
    case 'dig-all':
      return dig(page, '', page.level.view.name);
    case 'breakdown':
      return openBreakdown(page);
    case 'map':
    case 'compare':
      return page.ui.navigate({ kind: command, table: page });
    case 'legend':
      return openLegend(page);
    case 'sort':
      return openSort(page);
    case 'sort-column':
      return sortByPlace(page, columnOfKey(key));
    case 'sort-reverse':
      return reverse(page);
    case 'sort-left':
      return sortBeside(page, -1);
    case 'sort-right':
      return sortBeside(page, 1);
    case 'search':
      return openTableSearch(page);
    case 'search-next':
      return nextMatch(page, false);
    case 'search-previous':
      return nextMatch(page, true);
    case 'add-term':
      return changeFilter(page, 'add');
    case 'exclude-term':
      return changeFilter(page, 'exclude');
    case 'copy':
      return copyCellOrRow(page);
    case 'copy-table':
      return copyTable(page);
    case 'close':
      return letGo(page);
    case 'columns':
      return openColumns(page);
    case 'column-hide':
    case 'column-left':
    case 'column-right':
    case 'wider':
    case 'narrower':
      return changeColumn(page, command);
    case 'tree':
    case 'fold':
    case 'unfold':
    case 'fold-all':
      return runTreeCommand(page, command);
    case 'actions':
      return openActions(page.ui, page);
    case 'save-table':
      return saveTable(page);
    case 'save-capture':
      return saveTableCapture(page);
    case 'ended':
      return switchEnded(page);
    case 'details':
      return switchDetails(page);
    case 'mark':
      return markRow(page);
    case 'mark-all':
      return markAll(page);
    default:
      return 'that does not work in a table';
  }
}

function switchEnded(page: Table): Outcome {
  const { preferences } = page.ui.user;
  const areHidden = preferences.settings.ended === false;
  preferences.set('ended', areHidden ? undefined : false);
  page.ui.say(areHidden ? 'what has ended is shown again' : 'what has ended is hidden; X shows it again');
  return page.show(asLeft(page.levels, leavingOf(page)));
}

function switchDetails({ ui, level }: Table): Outcome {
  if (level.view.kind !== 'table') return 'a list has no details beside it: Enter shows all of an event';
  const isOff = ui.user.preferences.settings.details === false;
  ui.user.preferences.set('details', isOff ? undefined : false);
  ui.say(isOff ? 'details are beside the table, from 160 cells on' : 'details are hidden; z shows them again');
  ui.repaint();
  return undefined;
}

function enter(page: Table): Outcome {
  const row = cursorRow(page.grid);
  const { ui, level, snapshot } = page;
  if (row === undefined || snapshot === undefined) return NO_ROW;
  const term = rowTerm(page);
  if (term === undefined) return inspect(page, row);
  const targets = drillTargets(ui.views, level.view, term.field);
  // A row that is the selection already: what is left to see of it is its events.
  if (level.terms.some(({ text }) => text === term.text) && targets.length <= 1) return digRow(page);
  const label = crumbLabel(snapshot, row, term.field, term.label);
  const open = (view: View): Outcome => {
    if (view.kind === 'spectrogram') return ui.navigate({ kind: 'spectrogram', view, selection: selectionOf(page) });
    const into = { term: { text: term.text, label }, keyField: term.field };
    return page.show(drillDown(page.levels, leavingOf(page), into, view));
  };
  const deepest = `no view goes deeper than ${term.field}; d shows the events`;
  return openTarget(ui, { targets, name: `What of ${label}?`, deepest, open });
}

function inspect(page: Table, row: SnapshotRow): Outcome {
  if (row.firstEvent <= 0) return 'this row has no event of its own';
  return page.ui.navigate({ kind: 'inspector', event: row.firstEvent, table: page });
}

function openViews(page: Table): Outcome {
  const { ui, level } = page;
  const views = applicableViews(ui.views, level);
  const name = level.terms.length === 0 ? 'Views' : `Views of ${level.terms.at(-1)?.label ?? ''}`;
  const choose = (view: View): Outcome => {
    ui.toTable();
    return showView(page, view);
  };
  ui.open(viewChooser(ui, { name, views, current: level.view.id, closedBy: 'f2', choose }));
  return undefined;
}

/** All that the table shows, whatever row the cursor is on. */
function wholeSelection(page: Table): Selection {
  const filter = joinFilter([levelFilter(page.level), page.level.view.filter ?? '']);
  return { filter, crumbs: page.crumbs, table: page };
}

/** Another view of the same selection; a picture opens over the table. */
export function showView(page: Table, view: View): Outcome {
  if (view.kind === 'spectrogram') {
    return page.ui.navigate({ kind: 'spectrogram', view, selection: wholeSelection(page) });
  }
  if (view.id === ALERTS) return page.run('alerts', '');
  const levels = switchView(page.levels, leavingOf(page), view);
  return levels === page.levels ? `${view.name} is open already` : page.show(levels);
}

/** Dig on the events that made the number in the chosen cell. */
function explainCell(page: Table): Outcome {
  const row = cursorRow(page.grid);
  const column = page.grid.columns[page.grid.column];
  if (row === undefined || column === undefined) return 'choose a cell with ← → first';
  const label = rowTerm(page)?.label ?? `event ${row.firstEvent}`;
  return page.ui.navigate({
    kind: 'dig',
    filter: selectionOf(page).filter,
    crumbs: [...page.crumbs, label, column.title],
    table: page,
    explains: { key: row.key, column: page.grid.column, title: column.title },
  });
}

function openFilter(page: Table): Outcome {
  return editFilter(page, page.level.filter);
}

/** Opens the filter line with a text to go on from. */
export function editFilter(page: Table, filter: string): Outcome {
  // As they are before anything is typed: what a text leaves shows already while it is.
  const { ui, level, levels } = page;
  const leaving = leavingOf(page);
  const options = {
    filter,
    text: level.text,
    history: ui.user.histories.filter,
    preview: (text: string) => {
      if (text !== page.level.text) void page.show(refilter(page.levels, { text }));
    },
    apply: (filter: string, text: string) => page.show(narrow(levels, leaving, { filter, text })),
  };
  ui.open(new FilterPrompt(ui, options));
  return undefined;
}

function digRow(page: Table): Outcome {
  const row = cursorRow(page.grid);
  if (row === undefined) return `${NO_ROW}; D shows the events of the whole table`;
  if (page.marked.size > 0 || rowTerm(page) !== undefined) return openSelected(page.ui, 'dig', selectionOf(page));
  return row.firstEvent > 0
    ? dig(page, `evt.num=${row.firstEvent}`, `event ${row.firstEvent}`)
    : 'this row has no event of its own';
}

function dig(page: Table, term: string, label: string): Outcome {
  const filter = joinFilter([levelFilter(page.level), term, page.level.view.filter ?? '']);
  return page.ui.navigate({ kind: 'dig', filter, crumbs: [...page.crumbs, label], table: page });
}

function openLegend(page: Table): Outcome {
  const { ui, level } = page;
  const term = page.snapshot?.keyField;
  const targets = term === undefined ? [] : drillTargets(ui.views, level.view, term);
  const target = targets.length > 1 ? 'a choice of views' : targets[0]?.name;
  const filter = page.snapshot?.filter ?? levelFilter(level);
  const content = legendText.bind(undefined, level.view);
  return ui.navigate({
    kind: 'text',
    options: {
      name: `Legend: ${level.view.name}`,
      content: (theme) => content(theme, { containers: ui.containers, target, filter }),
      closedBy: 'legend',
    },
  });
}

function openSort(page: Table): Outcome {
  const { columns, sort } = page.grid;
  if (columns.length === 0) return 'there are no columns yet';
  page.ui.open(sortChooser(page.ui, { columns, sort, choose: (column) => sortBy(page, column) }));
  return undefined;
}

function openColumns(page: Table): Outcome {
  if (page.grid.columns.length === 0) return 'there are no columns yet';
  page.ui.open(new ColumnsPage(page));
  return undefined;
}

/** 0-based column of a digit key or the sign on it (US keyboards). */
function columnOfKey(key: string): number {
  const sign = '!@#$%^&*('.indexOf(key);
  return sign >= 0 ? sign : Number(key) - 1;
}

/** @param place counted from the left, hidden columns not */
function sortByPlace(page: Table, place: number): Outcome {
  const shown = page.layout.boxes.map(({ index }) => index);
  const index = shown[place];
  return index === undefined
    ? `there is no column ${place + 1}: this table shows ${shown.length}`
    : sortBy(page, index);
}

/** @param index of the engine's columns */
export function sortBy(page: Table, index: number): Outcome {
  const { columns, sort } = page.grid;
  const column = columns[index];
  if (column === undefined) return `there is no column ${index + 1}: this table has ${columns.length}`;
  const descending = sort?.column === index ? !sort.descending : column.startsDescending;
  return page.show(resort(page.levels, { column: index, descending }, leavingOf(page).place));
}

function reverse(page: Table): Outcome {
  const { sort } = page.grid;
  return sort === undefined ? 'the table is not sorted' : sortBy(page, sort.column);
}

function sortBeside(page: Table, step: 1 | -1): Outcome {
  const { sort } = page.grid;
  const shown = page.layout.boxes.map(({ index }) => index);
  const place = shown.indexOf(sort?.column ?? -1) + step;
  const next = shown[place];
  if (place < 0) return 'it is sorted by the first column already';
  return next === undefined ? 'it is sorted by the last column already' : sortBy(page, next);
}

function changeFilter(page: Table, how: 'add' | 'exclude'): Outcome {
  const marked = page.marked.size > 0 ? markedTerm(page) : undefined;
  if (marked !== undefined) {
    const filter = joinFilter([page.level.filter, how === 'add' ? marked : `not (${marked})`]);
    page.marked.clear();
    return page.show(narrow(page.levels, leavingOf(page), { filter }));
  }
  const row = cursorRow(page.grid);
  if (row === undefined) return NO_ROW;
  const subject = termSubject(page, row);
  if (typeof subject === 'string') return subject;
  const text = how === 'add' ? termText(subject.field, subject.value) : exclusionText(subject.field, subject.value);
  const filter = joinFilter([page.level.filter, text]);
  if (filter === page.level.filter) return `the filter has ${text} already`;
  return page.show(narrow(page.levels, leavingOf(page), { filter }));
}

function termSubject(page: Table, row: SnapshotRow): { readonly field: string; readonly value: CellValue } | string {
  const column = page.grid.columns[page.grid.column];
  if (column === undefined) {
    const field = page.snapshot?.keyField;
    return field === undefined || page.level.view.kind === 'list'
      ? 'choose a cell with ← → first: the row itself is a single event'
      : { field, value: row.keyValue };
  }
  if (isQuantity(column.display)) return `${column.title} is added up from many events: it cannot be part of a filter`;
  return { field: column.field, value: row.cells[page.grid.column] ?? null };
}

/** The chosen cell, else the row; of all selected rows. */
function copyCellOrRow(page: Table): Outcome {
  const rows = subjectsOf(page);
  if (rows.length === 0) return NO_ROW;
  const { columns, column: index } = page.grid;
  const column = columns[index];
  const lines = rows.map((row) => {
    const cells = page.texts.of(row, columns);
    if (column !== undefined) return cells[index]?.text ?? '';
    return page.arrangement.shown.map((i) => cells[i]?.text ?? '').join('\t');
  });
  const what = column === undefined ? 'the row' : column.title;
  page.ui.copy(
    lines.join('\n'),
    rows.length === 1 ? what : `${column === undefined ? '' : `${what} of `}${rows.length} rows`,
  );
  return undefined;
}

/** Every row, as the screen shows them, with the header. */
async function copyTable(page: Table): Promise<string | undefined> {
  const { columns, total } = page.grid;
  if (total === 0) return 'there are no rows to copy';
  const rows = await page.rows.all();
  if (typeof rows === 'string') return rows;
  const { shown } = page.arrangement;
  const header = shown.map((i) => columns[i]?.title ?? '');
  const lines = rows.map((row) => {
    const cells = page.texts.of(row, columns);
    return shown.map((i) => cells[i]?.text ?? '');
  });
  page.ui.copy([header, ...lines].map((line) => line.join('\t')).join('\n'), `${rows.length} rows with their header`);
  return undefined;
}

/** Esc: first the chosen cell, then the selected rows, then the marks of the search; then one step back. */
function letGo(page: Table): Outcome {
  if (page.grid.column >= 0) return page.setGrid({ ...page.grid, column: -1, skip: 0 });
  if (page.marked.size > 0) {
    page.marked.clear();
    page.ui.repaint();
    return undefined;
  }
  if (page.match.needle === '') return page.back();
  page.match.needle = '';
  page.ui.repaint();
  return undefined;
}
