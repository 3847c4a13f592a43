// SPDX-License-Identifier: Apache-2.0
// Where a thread's numbers count in a view whose rows are made of threads: where its first event says, or its last.

import type { FieldUse } from '../fields/field.js';

/** A Service leads to other pods as soon as its selector changes, while their threads go on. */
const CHANGING: ReadonlySet<string> = new Set(['k8s.svc.id']);

/** Whether a thread belongs where its last event says; the columns of such a view show the last texts (MAX). */
export function belongsByLast(groupBy: FieldUse): boolean {
  return CHANGING.has(groupBy.field.name);
}
