// SPDX-License-Identifier: Apache-2.0
// Any fields of what a row of a table stands for, as of its last event: what actions put into their commands, and what
// tells a process from a later one with the same number.

import { lookupField } from '../fields/catalogue.js';
import { readField } from '../fields/read-field.js';
import { valueText } from '../format/value-text.js';
import type { Capture } from '../ingest/capture.js';
import { type ExplainQuery, explainCell } from '../query/explain.js';
import { threadChunk } from '../query/idle-threads.js';
import { RowView } from '../query/row-view.js';
import { ok, type Result } from '../result.js';
import type { Thread } from '../state/thread.js';

/** Fields whose value is a thread id: rows of idle threads have no event, but their thread is known. */
const THREAD_KEYS: ReadonlySet<string> = new Set(['proc.pid', 'thread.tid']);

/** Texts of the fields, undefined where one has no value; the error names a field that does not exist. */
export function rowFields(
  capture: Capture,
  query: Omit<ExplainQuery, 'column'>,
  fields: readonly string[],
): Result<(string | undefined)[], string> {
  const view = viewOf(capture, query);
  const texts: (string | undefined)[] = [];
  for (const text of fields) {
    const use = lookupField(text);
    if (!use.ok) return use;
    const value = view === undefined ? undefined : readField(use.value, view);
    texts.push(valueText(value, use.value.field));
  }
  return ok(texts);
}

function viewOf(capture: Capture, query: Omit<ExplainQuery, 'column'>): RowView | undefined {
  const view = new RowView(capture);
  const list = explainCell(capture, { ...query, column: -1 });
  if (list.length > 0) return view.moveToRow(list.row(list.length - 1)) ? view : undefined;
  const thread = threadOf(capture, query);
  const idle = thread === undefined ? undefined : threadChunk(capture, thread);
  return idle === undefined ? undefined : view.moveTo(idle, 0);
}

function threadOf(capture: Capture, { plan, key }: Omit<ExplainQuery, 'column'>): Thread | undefined {
  const field = (plan.groupBy ?? plan.key)?.text;
  if (field === undefined || !THREAD_KEYS.has(field)) return undefined;
  return capture.state.threads.get(Number(key));
}
