// SPDX-License-Identifier: Apache-2.0
// The values that a field has taken, for completion in the filter line: of fields that depend on a thread, an fd or the
// type of event alone, whose snapshots are few. Others would need every event to be read.

import type { FieldUse } from '../fields/field.js';
import { valueText } from '../format/value-text.js';
import type { Capture } from '../ingest/capture.js';
import { KeyCoder } from '../query/key-coder.js';

const LISTED: ReadonlySet<string> = new Set(['thread', 'fd', 'type']);

/** Up to `limit` distinct values that begin with `prefix`, sorted; none for fields that are not listed. */
export function fieldValues(capture: Capture, use: FieldUse, prefix: string, limit: number): string[] {
  const { field } = use;
  if (!LISTED.has(field.source.kind)) return [];
  const coder = new KeyCoder(capture, use, undefined);
  const texts = new Set<string>();
  for (const value of coder.values) {
    const text = valueText(value, field);
    if (text !== undefined && text !== '' && text.startsWith(prefix)) texts.add(text);
  }
  const collator = new Intl.Collator('en', { numeric: true });
  return [...texts].sort(collator.compare).slice(0, limit);
}
