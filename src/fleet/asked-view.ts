// SPDX-License-Identifier: Apache-2.0
// What a host needs of a view to make its table: no texts for people, no actions, no metrics. A question goes to every
// host, and a third of it is enough.

import type { View, ViewColumn } from '../views/view.js';

export function askedView({ actions: _, metrics: __, ...view }: View): View {
  return { ...view, description: '', tips: [], appliesTo: [], columns: view.columns.map(askedColumn) };
}

/** Widths are the screen's. */
function askedColumn({ width: _, yields: __, ...column }: ViewColumn): ViewColumn {
  return { ...column, description: '' };
}
