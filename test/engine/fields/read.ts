// SPDX-License-Identifier: Apache-2.0
// A field of an event by its text, as filters and formats read it.

import assert from 'node:assert/strict';
import type { EventView } from '../../../src/engine/event/event-view.js';
import type { FieldValue } from '../../../src/engine/event/value.js';
import { lookupField } from '../../../src/engine/fields/catalogue.js';
import { readField } from '../../../src/engine/fields/read-field.js';

export function read(text: string, event: EventView): FieldValue {
  const use = lookupField(text);
  if (!use.ok) throw new Error(use.error);
  return readField(use.value, event);
}

/** Compares many fields of one event. */
export function checkFields(event: EventView, expected: Readonly<Record<string, FieldValue>>): void {
  for (const [text, value] of Object.entries(expected)) assert.deepEqual(plain(read(text, event)), value, text);
}

/** A Buffer is a Uint8Array to everybody but deepEqual. */
function plain(value: FieldValue): FieldValue {
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}
