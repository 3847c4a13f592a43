// SPDX-License-Identifier: Apache-2.0

import type { Plan } from '../filter/plan.js';
import { requires } from './mandatory-columns.js';
import { usesOf } from './plan-uses.js';
import type { ViewPlan } from './view-plan.js';

/**
 * Whether a table reads parameters of events, so that the stream has to be kept. Most tables are made of rows and
 * snapshots alone; lists read their events when they are shown.
 */
export function needsEventBytes(view: ViewPlan, filter: Plan | undefined): boolean {
  const { key, groupBy, columns } = view;
  if (key === undefined) return true;
  const uses = [key, groupBy, ...columns.map(({ use }) => use), ...usesOf(filter)];
  return uses.some((use) => {
    const source = use?.field.source;
    if (source?.kind === 'event') return true;
    // Where the snapshot is missing the event itself is asked, unless such events are left out altogether.
    const asksOtherwise = (source?.kind === 'fd' || source?.kind === 'thread') && source.otherwise !== undefined;
    return asksOtherwise && !requires(view, source.kind);
  });
}
