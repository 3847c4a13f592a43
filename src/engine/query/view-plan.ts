// SPDX-License-Identifier: Apache-2.0
// A view with its fields looked up: what a table query needs to know before it sees any data.

import type { Aggregation, View, ViewColumn } from '../../views/view.js';
import type { FieldValue } from '../event/value.js';
import { lookupField } from '../fields/catalogue.js';
import type { FieldUse } from '../fields/field.js';
import { startsDescending, type Unit, widthOf } from '../protocol/unit.js';
import { failure, ok, type Result } from '../result.js';
import { tallyOf } from './aggregate.js';

export interface ColumnPlan {
  readonly column: ViewColumn;
  readonly use: FieldUse;
  readonly aggregate: Aggregation;
  readonly groupAggregate: Aggregation;
  readonly unit: Unit;
  /** Cells; 0 takes the rest of the line. */
  readonly width: number;
  /** Aggregated as a number; else the first or the last value is shown. */
  readonly isNumeric: boolean;
  /** Counts for a missing value; undefined: events without a value are left out of the whole table. */
  readonly otherwise: FieldValue;
}

export interface ViewPlan {
  readonly view: View;
  /** What a row is; undefined for lists. */
  readonly key: FieldUse | undefined;
  readonly keyOtherwise: FieldValue;
  readonly groupBy: FieldUse | undefined;
  readonly columns: readonly ColumnPlan[];
  /** Index of the column that the table is sorted by at first, and the direction. */
  readonly sortColumn: number;
  readonly sortDescending: boolean;
}

/** Looks a view's fields up. `containers`: with container columns. The error is a sentence about the view. */
export function planView(view: View, containers: boolean): Result<ViewPlan, string> {
  const columns: ColumnPlan[] = [];
  for (const column of view.columns) {
    if (column.when === (containers ? 'default' : 'containers')) continue;
    const use = lookupField(column.field);
    if (!use.ok) return failure(`view ${view.id}, column ${column.name}: ${use.error}`);
    if (use.value.field.retired !== undefined) return failure(`view ${view.id}: ${use.value.field.retired}`);
    if (view.groupBy !== undefined && tallyOf(column.aggregate ?? 'NONE') === 'spread') {
      return failure(
        `view ${view.id}, column ${column.name}: percentiles of threads do not add up to those of processes`,
      );
    }
    columns.push(planColumn(view, column, use.value));
  }
  const keyName = (containers ? view.containerKey : undefined) ?? view.key;
  const key = keyName === undefined ? undefined : lookupField(keyName);
  if (key !== undefined && !key.ok) return failure(`view ${view.id}, key: ${key.error}`);
  const groupBy = view.groupBy === undefined ? undefined : lookupField(view.groupBy);
  if (groupBy !== undefined && !groupBy.ok) return failure(`view ${view.id}, groupBy: ${groupBy.error}`);
  const sortColumn = Math.max(
    0,
    columns.findIndex((c) => c.column.name === view.sort?.column),
  );
  return ok({
    view,
    key: key?.value,
    keyOtherwise: key === undefined || !view.useDefaults ? undefined : defaultOf(key.value),
    groupBy: groupBy?.value,
    columns,
    sortColumn,
    sortDescending: view.sort?.descending ?? startsDescending(columns[sortColumn]?.unit ?? 'text'),
  });
}

function planColumn(view: View, column: ViewColumn, use: FieldUse): ColumnPlan {
  const aggregate = column.aggregate ?? 'NONE';
  return {
    column,
    use,
    unit: column.unit ?? use.field.unit,
    width: column.width ?? (column.unit === undefined ? use.field.width : widthOf(column.unit)),
    aggregate,
    groupAggregate: column.groupAggregate ?? 'NONE',
    isNumeric: aggregate !== 'NONE' && isNumericType(use),
    otherwise: view.useDefaults ? defaultOf(use) : undefined,
  };
}

/** What a missing value counts as: 0 for quantities, false for conditions, "" for texts; identifiers, ports and addresses have no such thing. */
function defaultOf(use: FieldUse): FieldValue {
  const { type, format } = use.field;
  switch (type) {
    case 'CHARBUF':
    case 'FSPATH':
      return '';
    case 'DOUBLE':
      return 0;
    case 'BOOL':
      return false;
    case 'PORT':
    case 'IPADDR':
    case 'IPNET':
    case 'BYTEBUF':
    case 'DYN':
      return undefined;
    default:
      return format === 'DEC' ? 0 : undefined;
  }
}

function isNumericType(use: FieldUse): boolean {
  switch (use.field.type) {
    case 'FSPATH':
    case 'BYTEBUF':
    case 'IPADDR':
    case 'IPNET':
    case 'PORT':
      return false;
    case 'CHARBUF':
      // Arguments of events are texts that may be numbers (queue lengths).
      return use.text.startsWith('evt.arg');
    default:
      return true;
  }
}
