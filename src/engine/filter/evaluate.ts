// SPDX-License-Identifier: Apache-2.0
// The plain meaning of a checked filter: one event in, true or false out. Slow and easy to believe; plan.ts must agree.

import type { EventView } from '../event/event-view.js';
import { readField } from '../fields/read-field.js';
import type { Checked } from './checker.js';

export function evaluate(filter: Checked, view: EventView): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.children.every((child) => evaluate(child, view));
    case 'or':
      return filter.children.some((child) => evaluate(child, view));
    case 'not':
      return !evaluate(filter.child, view);
    case 'test':
      return filter.holds((use) => readField(use, view));
  }
}
