// SPDX-License-Identifier: Apache-2.0
// From the table to where the time went: of one request, so the table must be a list of them.

import { cursorRow } from '../grid/grid-state.js';
import type { Outcome, Table } from '../page.js';

export function openBreakdown(page: Table): Outcome {
  const row = cursorRow(page.grid);
  if (row === undefined || page.level.view.id !== 'requests') return 'that is of one request: open Requests first';
  return page.ui.navigate({ kind: 'breakdown', event: row.firstEvent, table: page });
}
