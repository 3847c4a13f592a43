// SPDX-License-Identifier: Apache-2.0
// Built-in and users' views for the command line. A user's view that is wrong costs only itself in the terminal
// interface, but the command stops for it: text output must be exactly what was asked for.

import { failure, ok, type Result } from '../engine/result.js';
import { didYouMean } from '../engine/text/near-name.js';
import { VIEWS } from '../views/index.js';
import { RETIRED_VIEWS } from '../views/retired.js';
import { loadUserViews, mergeViews, userViewDirectory } from '../views/user-views.js';
import type { View } from '../views/view.js';

export interface OwnViews {
  readonly all: readonly View[];
  readonly own: readonly View[];
}

/** All views; the error is one line that names the file and the line of the first mistake. */
export async function loadViews(files: readonly string[]): Promise<Result<OwnViews, string>> {
  const { views, problems } = await loadUserViews({
    directory: userViewDirectory(process.env),
    files,
    builtIn: VIEWS,
    checker: async () => (await import('./view-checker.js')).VIEW_CHECKER,
  });
  const [first] = problems;
  if (first !== undefined) return failure(`${first.file}${first.line === 0 ? '' : `:${first.line}`}: ${first.message}`);
  return ok({ all: mergeViews(VIEWS, views), own: views });
}

/** What to say of an id that neither a view nor one of `others` has. */
export function noSuchView(id: string, views: readonly View[], others: Iterable<string>): string {
  const why = Object.hasOwn(RETIRED_VIEWS, id) ? RETIRED_VIEWS[id] : undefined;
  if (why !== undefined) return `the view ${id} ${why}.`;
  const near = didYouMean(id, [...views.map((view) => view.id), ...others]);
  return `there is no view ${id}${near === '' ? '.' : near} See sysdrill --list-views.`;
}
