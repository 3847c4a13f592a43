// SPDX-License-Identifier: Apache-2.0
// Export of a view: its rows as objects with the columns' names, in the view's order; of the running system when it has
// been ended.

import { failure, ok, type Result } from '../engine/result.js';
import { callerOf } from './caller.js';
import type { OpenSink } from './export-events.js';
import { reportLines } from './export-target.js';
import type { Options } from './options.js';
import { loadViews, noSuchView } from './own-views.js';
import { collectView } from './print-view.js';
import { jsonLines } from './table-text.js';

/** The error is a sentence; the value are lines for standard error. */
export async function exportView(
  options: Options,
  id: string,
  open: OpenSink,
): Promise<Result<readonly string[], string>> {
  const views = await callerOf(process.env).asCaller(() => loadViews(options.viewFiles));
  if (!views.ok) return views;
  const view = views.value.all.find((one) => one.id === id);
  if (view === undefined) return failure(noSuchView(id, views.value.all, []));
  const collected = await collectView(options, view);
  if (!collected.ok) return collected;
  const sink = await open();
  if (!sink.ok) return sink;
  const { table, capture, warning } = collected.value;
  const { to } = capture.store.span();
  const time = Number.isFinite(to) ? capture.state.baseTime + BigInt(to) : undefined;
  for (const line of jsonLines(table)) {
    sink.value.put({ json: `{"view":${JSON.stringify(id)},${line.slice(1)}`, time });
    if (!(await sink.value.ready())) break;
  }
  const lines = reportLines(sink.value, `rows of ${id}`, await sink.value.close());
  return ok([...lines, ...(warning === undefined ? [] : [warning])]);
}
