// SPDX-License-Identifier: Apache-2.0
// What sysdig has no field for: which fd of which process.

import type { Field } from './field.js';
import { fieldTable, ofEvent } from './field-table.js';

export const DRILL_FIELDS: readonly Field[] = fieldTable('drill', [
  [
    'drill.fd.id',
    'CHARBUF',
    'Process and fd of the event, which tell an fd from all others: 1234:5.',
    ofEvent(({ thread, fdNum }) => (thread === undefined || fdNum < 0 ? undefined : `${thread.pid}:${fdNum}`)),
  ],
]);
