// SPDX-License-Identifier: Apache-2.0
// The value of a field of an event that will not be there any more when the value is shown. What threads say is read then:
// names and images of containers come some events after their first process.

import type { EventView } from '../event/event-view.js';
import type { FieldValue } from '../event/value.js';
import type { FieldUse } from '../fields/field.js';
import { readField } from '../fields/read-field.js';
import type { ThreadInfo } from '../state/thread-info.js';

export interface PassingValue {
  readonly thread: ThreadInfo | undefined;
  readonly value: FieldValue;
}

export function passingValue(use: FieldUse, view: EventView): PassingValue {
  const { thread } = view;
  if (use.field.source.kind === 'thread' && thread !== undefined) return { thread, value: undefined };
  return { thread: undefined, value: kept(readField(use, view)) };
}

/** Buffers are parts of a page that the next event may overwrite. */
function kept(value: FieldValue): FieldValue {
  return value instanceof Uint8Array ? value.slice() : value;
}

/** The value as everything that has come since says it. */
export function valueNow({ field: { source }, argument }: FieldUse, passing: PassingValue | undefined): FieldValue {
  const { thread, value } = passing ?? {};
  return source.kind === 'thread' && thread !== undefined ? source.of(thread, argument) : value;
}
