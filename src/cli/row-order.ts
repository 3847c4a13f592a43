// SPDX-License-Identifier: Apache-2.0
// --sort: the order of a view's rows by a column that the user names. Called for text (main.ts) and for the screen
// (terminal.ts).

import { failure, ok, type Result } from '../engine/result.js';
import type { View } from '../views/view.js';

export interface RowOrder {
  /** Exactly as the view has it. */
  readonly column: string;
  /** Index among the columns that are there with or without container columns. */
  readonly index: number;
  readonly descending: boolean;
}

/**
 * Upper and lower case are equal, and the `/s` of a rate may be left out. Quantities start with the largest, all else with the
 * first. The error is a sentence for the user.
 */
export function rowOrder(view: View, name: string, containers: boolean): Result<RowOrder, string> {
  const columns = view.columns.filter(({ when }) => when !== (containers ? 'default' : 'containers'));
  const index = columns.findIndex((column) => plain(column.name) === plain(name));
  const column = columns[index];
  if (column === undefined) {
    return failure(`${view.id} has no column ${name}: it has ${columns.map((one) => one.name).join(', ')}.`);
  }
  return ok({ column: column.name, index, descending: (column.aggregate ?? 'NONE') !== 'NONE' });
}

const plain = (name: string) => name.toLowerCase().replace(/\/s$/, '');
