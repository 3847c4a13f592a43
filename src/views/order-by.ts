// SPDX-License-Identifier: Apache-2.0
// The order of a view's rows by a column that somebody names.

import type { View } from './view.js';

export interface NamedOrder {
  /** Exactly as the view has it. */
  readonly column: string;
  /** Index among the columns that are there with or without container columns. */
  readonly index: number;
  readonly descending: boolean;
}

/** Upper or lower case is all the same, and so is the `/s` of a rate. Quantities start with the largest, all else with the first. */
export function orderBy(view: View, name: string, containers: boolean): NamedOrder | undefined {
  const columns = view.columns.filter(({ when }) => when !== (containers ? 'default' : 'containers'));
  const index = columns.findIndex((column) => plain(column.name) === plain(name));
  const column = columns[index];
  if (column === undefined) return undefined;
  return { column: column.name, index, descending: (column.aggregate ?? 'NONE') !== 'NONE' };
}

const plain = (name: string) => name.toLowerCase().replace(/\/s$/, '');

/** What there is to order by, for whoever named something else. */
export function columnNames(view: View): string {
  return [...new Set(view.columns.map(({ name }) => name))].join(', ');
}
