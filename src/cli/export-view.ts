// SPDX-License-Identifier: Apache-2.0
// Export of a view: its rows as objects with the columns' names, in the view's order; of the running system when it has
// been ended.

import { failure, ok, type Result } from '../engine/result.js';
import { callerOf } from './caller.js';
import { hostOf, loadParquet } from './export-takers.js';
import { openSink, type RecordTarget, reported, type Target } from './export-target.js';
import type { Options } from './options.js';
import { loadViews, noSuchView } from './own-views.js';
import { type CollectedView, collectView } from './print-view.js';
import { jsonLines } from './table-text.js';

/** The error is a sentence; the value are lines for standard error. */
export async function exportView(
  options: Options,
  id: string,
  target: Target,
): Promise<Result<readonly string[], string>> {
  const views = await callerOf(process.env).asCaller(() => loadViews(options.viewFiles));
  if (!views.ok) return views;
  const view = views.value.all.find((one) => one.id === id);
  if (view === undefined) return failure(noSuchView(id, views.value.all, []));
  const collected = await collectView(options, view);
  if (!collected.ok) return collected;
  const lines =
    target.kind === 'parquet'
      ? await toParquet(target.value, collected.value)
      : await toSink({ kind: target.kind, value: target.value }, options, collected.value);
  if (!lines.ok) return lines;
  const { warning } = collected.value;
  return ok([...lines.value, ...(warning === undefined ? [] : [warning])]);
}

async function toSink(
  { kind, value }: RecordTarget,
  options: Options,
  { table, capture }: CollectedView,
): Promise<Result<readonly string[], string>> {
  const sink = await openSink({ kind, value }, { options, host: hostOf(capture) });
  if (!sink.ok) return sink;
  const { id } = table.source.plan.view;
  const { to } = capture.store.span();
  const time = Number.isFinite(to) ? capture.state.baseTime + BigInt(to) : undefined;
  for (const line of jsonLines(table)) {
    sink.value.put({ json: `{"view":${JSON.stringify(id)},${line.slice(1)}`, time });
    if (!(await sink.value.ready())) break;
  }
  return reported(sink.value, `rows of ${id}`, await sink.value.close());
}

async function toParquet(folder: string, { table }: CollectedView): Promise<Result<readonly string[], string>> {
  const library = await loadParquet();
  if (!library.ok) return library;
  const { id } = table.source.plan.view;
  try {
    const { rows, bytes } = await library.value.writeTable(folder, id, table);
    return ok([`${rows} rows of ${id} to ${folder}: 1 file, ${(bytes / 1e6).toFixed(1)} MB`]);
  } catch (error) {
    return failure((error as Error).message);
  }
}
