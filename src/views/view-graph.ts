// SPDX-License-Identifier: Apache-2.0
// The drill-down graph that the views make without a word of code: what a row of a view is, which views accept it, and
// whether the edges hold. The user interface asks for the edges, the loader of user views and the tests check them.

import type { View } from './view.js';

/** Field of the filter term that choosing a row of `view` adds; undefined for lists, whose rows are events. */
export function selectionField(view: View, containers: boolean): string | undefined {
  if (view.filterField !== undefined) return view.filterField;
  if (containers && view.containerKey !== undefined) return view.containerKey;
  return view.groupBy ?? view.key;
}

/** Views that can be opened on a selection of `field`; "" is the whole machine. */
export function viewsFor(views: readonly View[], field: string): readonly View[] {
  return views.filter((view) => view.appliesTo.includes(field));
}

/** What is wrong with the edges that leave `view`, in sentences. */
export function drillDownProblems(view: View, views: readonly View[]): readonly string[] {
  if (view.drillDown === undefined) return [];
  const target = views.find((other) => other.id === view.drillDown);
  if (target === undefined) return [`drillDown: there is no view "${view.drillDown}"`];
  const problems: string[] = [];
  for (const containers of [false, true]) {
    const field = selectionField(view, containers);
    if (field === undefined) problems.push('drillDown: a view without a key has nothing to drill into');
    else if (!target.appliesTo.includes(field)) {
      problems.push(`drillDown: the view "${target.id}" does not apply to a selection of ${field}`);
    }
  }
  return [...new Set(problems)];
}
