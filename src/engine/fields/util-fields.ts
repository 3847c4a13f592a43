// SPDX-License-Identifier: Apache-2.0
// Fields that say nothing of the event.

import type { Field } from './field.js';
import { fieldTable, ID, ofEvent } from './field-table.js';

export const UTIL_FIELDS: readonly Field[] = fieldTable('util', [
  [
    'util.cnt',
    'UINT64',
    'In an output format: number of the line, from 1.',
    // Counted by the format that prints it; a filter or column has no lines.
    ofEvent(() => undefined),
    { ...ID, printOnly: true },
  ],
]);
