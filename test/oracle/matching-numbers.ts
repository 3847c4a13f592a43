// SPDX-License-Identifier: Apache-2.0
// Numbers of the events that a filter selects, as the list of Dig has them.

import { lookupField } from '../../src/engine/fields/catalogue.js';
import { compileFilter } from '../../src/engine/filter/compile.js';
import type { Capture } from '../../src/engine/ingest/capture.js';
import { EventList } from '../../src/engine/query/list-query.js';
import { EVERYTHING } from '../../src/engine/query/window.js';

export function matchingNumbers(capture: Capture, text: string): number[] {
  const filter = compileFilter(text, { lookupField });
  if (!filter.ok) throw new Error(`${text}: ${filter.error.message}`);
  const list = new EventList(capture, { filter: filter.value, window: EVERYTHING, internal: false });
  return Array.from({ length: list.length }, (_, n) => list.row(n) + 1);
}
