// SPDX-License-Identifier: Apache-2.0
// The way into the data and back: a stack of levels, each a view on a selection, with everything needed to show it again
// as it was. Immutable; functions answer the next stack. The last level is the one on the screen.

import type { SortOrder, TreeRequest } from '../engine/protocol/protocol.js';
import { byQuestion } from '../views/questions.js';
import type { View } from '../views/view.js';
import { viewsFor } from '../views/view-graph.js';
import { joinFilter, type Term } from './filter-terms.js';
import { EMPTY_GRID, type GridPlace, placeOf } from './grid/grid-state.js';

export interface Level {
  readonly view: View;
  /** The user's own filter. */
  readonly filter: string;
  /** Plain text that rows must contain; "" all rows. */
  readonly text: string;
  /** The selection: one term for each row gone into. */
  readonly terms: readonly Term[];
  /** Key field of the last row gone into; "" is the whole machine. It decides which views apply. */
  readonly keyField: string;
  /** Undefined: the view's own order. */
  readonly sort: SortOrder | undefined;
  /** Rows below their parents; undefined: a flat table. */
  readonly tree?: TreeRequest | undefined;
  readonly place: GridPlace;
}

/** Never empty. */
export type Levels = readonly [Level, ...Level[]];

/** What the user was looking at when leaving a level. */
export interface Leaving {
  readonly sort: SortOrder | undefined;
  readonly place: GridPlace;
}

export function startLevels(view: View, filter: string, sort?: SortOrder): Levels {
  const place = placeOf(EMPTY_GRID);
  return [{ view, filter, text: '', terms: [], keyField: '', sort, place }];
}

export function currentLevel(levels: Levels): Level {
  return levels.at(-1) ?? levels[0];
}

/** The complete filter of a level, without the view's own. */
export function levelFilter(level: Level): string {
  return joinFilter([level.filter, ...level.terms.map((term) => term.text)]);
}

/** Into a row: the user's filter goes along, the text that narrowed the rows does not. */
export function drillDown(levels: Levels, leaving: Leaving, row: { term: Term; keyField: string }, view: View): Levels {
  const level = currentLevel(levels);
  const known = level.terms.some((term) => term.text === row.term.text);
  const terms = known ? level.terms : [...level.terms, row.term];
  const next: Level = {
    view,
    filter: level.filter,
    text: '',
    terms,
    keyField: row.keyField,
    sort: undefined,
    place: placeOf(EMPTY_GRID),
  };
  return push(levels, leaving, next);
}

/** Another view of the same selection. The view that is open already adds no step. */
export function switchView(levels: Levels, leaving: Leaving, view: View): Levels {
  const level = currentLevel(levels);
  if (level.view.id === view.id) return levels;
  return push(levels, leaving, { ...level, view, sort: undefined, tree: undefined, place: placeOf(EMPTY_GRID) });
}

/** Fewer rows, or more: a step that can be taken back. What is the same already adds no step. */
export function narrow(levels: Levels, leaving: Leaving, change: Partial<Pick<Level, 'filter' | 'text'>>): Levels {
  const level = currentLevel(levels);
  const next = { ...level, ...change };
  if (next.filter === level.filter && next.text === level.text) return levels;
  return push(levels, leaving, { ...next, sort: leaving.sort, place: placeOf(EMPTY_GRID) });
}

/** The same level with another filter, for as long as it is typed: no step of its own. */
export function refilter(levels: Levels, change: Partial<Pick<Level, 'filter' | 'text'>>): Levels {
  return replaceLast(levels, { ...currentLevel(levels), ...change, place: placeOf(EMPTY_GRID) });
}

/** The same rows in another order; `place` is where the screen is now. */
export function resort(levels: Levels, sort: SortOrder, place: GridPlace): Levels {
  return replaceLast(levels, { ...currentLevel(levels), sort, place });
}

/** The same rows as a tree, or as a flat table again. */
export function replant(levels: Levels, tree: TreeRequest | undefined, place: GridPlace): Levels {
  return replaceLast(levels, { ...currentLevel(levels), tree, place });
}

/** The same step, as it is on the screen now. */
export function asLeft(levels: Levels, leaving: Leaving): Levels {
  return replaceLast(levels, { ...currentLevel(levels), ...leaving });
}

/** One step back; undefined at the start. */
export function goBack(levels: Levels): Levels | undefined {
  const [first, ...rest] = levels;
  if (rest.length === 0) return undefined;
  return [first, ...rest.slice(0, -1)];
}

/** Back to the last level that has the first `count` terms only. */
export function goToCrumb(levels: Levels, count: number): Levels {
  let end = levels.length;
  while (end > 1 && (levels[end - 1]?.terms.length ?? 0) > count) end--;
  const [first, ...rest] = levels;
  return [first, ...rest.slice(0, end - 1)];
}

/** Views that apply to the selection of a level, by the question that they answer. */
export function applicableViews(views: readonly View[], level: Level): View[] {
  return byQuestion(viewsFor(views, level.keyField));
}

/**
 * Where Enter on a row of `view` leads: the view's own target, else the only view that applies to its key, else a choice.
 */
export function drillTargets(views: readonly View[], view: View, keyField: string): View[] {
  const target = views.find((other) => other.id === view.drillDown);
  if (target !== undefined) return [target];
  return [...viewsFor(views, keyField)]
    .filter((other) => other.id !== view.id)
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The rows mean the same things: what was selected still makes sense. */
export function isSameSelection(a: Level, b: Level): boolean {
  return (
    a.view.id === b.view.id && a.terms.length === b.terms.length && a.terms.every((term, i) => term === b.terms[i])
  );
}

function push(levels: Levels, leaving: Leaving, next: Level): Levels {
  const left = replaceLast(levels, { ...currentLevel(levels), ...leaving });
  return [...left, next];
}

function replaceLast(levels: Levels, level: Level): Levels {
  const [first, ...rest] = levels;
  if (rest.length === 0) return [level];
  return [first, ...rest.slice(0, -1), level];
}
