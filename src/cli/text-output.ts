// SPDX-License-Identifier: Apache-2.0
// What is answered with text: lists, events, views, and captures that are saved. Loaded where one of them is asked for.

import { ok, type Result } from '../engine/result.js';
import { START_PAGES } from '../ui/start-pages.js';
import type { View } from '../views/view.js';
import { callerOf } from './caller.js';
import { complain, notify } from './complain.js';
import { listEvents, listFields, listViews } from './lists.js';
import type { Options } from './options.js';
import { loadViews, noSuchView } from './own-views.js';
import { printComparison } from './print-compare.js';
import { printEvents } from './print-events.js';
import { printView } from './print-view.js';
import { rowOrder } from './row-order.js';
import { saveEvents } from './save.js';

const FAILED = 1;

/** Each answers the exit status of the program. */
export const textOutput = { list, printsEvents, printsView, saves };

async function list(options: Options): Promise<number> {
  if (options.list === 'events') return say(listEvents(options.json));
  if (options.list === 'fields') {
    const lines = listFields(options.words[0], options.json);
    if (lines.length === 0) return complain(`there is no field class ${options.words[0]}. See sysdrill -l.`, FAILED);
    return say(lines);
  }
  const views = await allViews(options);
  if (!views.ok) return complain(views.error, FAILED);
  return say(listViews(views.value, options.json));
}

async function printsEvents(options: Options): Promise<number> {
  return finish(await printEvents(options));
}

async function printsView(options: Options): Promise<number> {
  const views = await allViews(options);
  if (!views.ok) return complain(views.error, FAILED);
  const id = options.view ?? 'procs';
  const view = views.value.find((v) => v.id === id);
  if (view === undefined) {
    if (!START_PAGES.has(id)) return complain(noSuchView(id, views.value, START_PAGES.keys()), FAILED);
    return complain(`${id} is a page of the terminal interface; -p prints events. See sysdrill --help.`, FAILED);
  }
  const ordered = orderedView(view, options);
  if (!ordered.ok) return complain(ordered.error, FAILED);
  if (options.compare !== undefined || options.compareWith.length > 0)
    return finish(await printComparison(options, ordered.value));
  return finish(await printView(options, ordered.value));
}

async function saves(options: Options, path: string): Promise<number> {
  const saved = await saveEvents(options, path);
  if (!saved.ok) return complain(saved.error, FAILED);
  for (const line of saved.value) notify(line);
  return 0;
}

function orderedView(view: View, { sort, containers }: Options): Result<View, string> {
  if (sort === undefined) return ok(view);
  const order = rowOrder(view, sort, containers);
  return order.ok ? ok({ ...view, sort: order.value }) : order;
}

async function allViews(options: Options): Promise<Result<readonly View[], string>> {
  const views = await callerOf(process.env).asCaller(() => loadViews(options.viewFiles));
  return views.ok ? ok(views.value.all) : views;
}

/** The value is a warning, if any. */
function finish(result: Result<string | undefined, string>): number {
  if (!result.ok) return complain(result.error, FAILED);
  if (result.value !== undefined) notify(result.value);
  return 0;
}

function say(lines: readonly string[]): number {
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
