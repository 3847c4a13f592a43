// SPDX-License-Identifier: Apache-2.0
// What the engine says of a table at two times, or of two captures: made by query/compare.ts, shown as a page and as text.

import type { CellValue, ColumnInfo, TableRequest, TimeWindow } from './protocol.js';

export type RowChange = 'new' | 'gone' | 'changed' | 'same';

/** One row of two tables: how it changed, its number in A, in B, and the difference; then its names. */
export interface ComparedRow {
  readonly key: string;
  /** Of the rows that it stands for, in B, or in A where it is gone: values of the key field. */
  readonly keyValues: readonly CellValue[];
  readonly change: RowChange;
  readonly cells: readonly CellValue[];
}

/** What changed most first. */
export interface Comparison {
  readonly columns: readonly ColumnInfo[];
  /** Field that leads into a row; undefined where nothing does. */
  readonly keyField: string | undefined;
  readonly rows: readonly ComparedRow[];
}

/** Two spans of what is held, in the view and the selection of a table. */
export interface CompareRequest extends Pick<TableRequest, 'view' | 'filter' | 'containers'> {
  readonly a: TimeWindow;
  readonly b: TimeWindow;
  /** Index of the column that is compared. */
  readonly measure: number;
}
