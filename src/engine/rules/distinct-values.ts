// SPDX-License-Identifier: Apache-2.0
// `distinct(FIELD)` of a rule on a view: how many different values of a field the events of a row have in a window. Counted
// only where somebody asks, event by event.

import type { FieldUse } from '../fields/field.js';
import { readField } from '../fields/read-field.js';
import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import { EventList } from '../query/list-query.js';
import { RowView } from '../query/row-view.js';
import { keyText, type TableSource } from '../query/table.js';
import type { ViewRule } from './view-rule.js';

type Counts = ReadonlyMap<string, number>;

/** The table with its columns of different values filled in. */
export function withDistinct(capture: Capture, rule: ViewRule, source: TableSource, window: TimeWindow): TableSource {
  if (rule.distinct.length === 0 || source.length === 0) return source;
  const counts = new Map<number, Counts>();
  const countsOf = (column: number, use: FieldUse): Counts => {
    const known = counts.get(column) ?? distinctValues(capture, rule, use, window);
    counts.set(column, known);
    return known;
  };
  return {
    ...source,
    cell(row, column) {
      const found = rule.distinct.find((one) => one.column === column);
      if (found === undefined) return source.cell(row, column);
      return countsOf(column, found.use).get(source.key(row)) ?? 0;
    },
  };
}

/** By key of the row. */
function distinctValues(capture: Capture, { plan, filter }: ViewRule, use: FieldUse, window: TimeWindow): Counts {
  const key = plan.groupBy ?? plan.key;
  const values = new Map<string, Set<string>>();
  const list = new EventList(capture, { filter, window, internal: false });
  const view = new RowView(capture);
  for (let n = 0; n < list.length; n++) {
    const value = view.moveToRow(list.row(n)) ? readField(use, view) : undefined;
    if (value === undefined || key === undefined) continue;
    const row = keyText(readField(key, view) ?? plan.keyOtherwise);
    const known = values.get(row);
    if (known === undefined) values.set(row, new Set([keyText(value)]));
    else known.add(keyText(value));
  }
  return new Map([...values].map(([row, { size }]) => [row, size]));
}
