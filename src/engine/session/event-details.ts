// SPDX-License-Identifier: Apache-2.0
// One event with every field that has a value for it: what the inspector shows.

import { allFields } from '../fields/catalogue.js';
import type { FieldUse } from '../fields/field.js';
import { readField } from '../fields/read-field.js';
import { PLAIN_FORMAT } from '../format/default-formats.js';
import { compileFormat } from '../format/format.js';
import { valueText } from '../format/value-text.js';
import type { Capture } from '../ingest/capture.js';
import type { EventDetails } from '../protocol/protocol.js';
import { RowView } from '../query/row-view.js';

/** Event `num` (1-based); undefined where the store does not hold it. */
export function eventDetails(capture: Capture, num: number): EventDetails | undefined {
  const view = new RowView(capture);
  if (!view.moveToRow(num - 1)) return undefined;
  const format = compileFormat(PLAIN_FORMAT);
  if (!format.ok) throw new Error(format.error.message);
  const line = format.value.line(view) ?? '';
  const fields: EventDetails['fields'][number][] = [];
  for (const field of allFields()) {
    if (field.argument === 'required' || field.tableOnly === true || field.filterOnly === true) continue;
    if (field.retired !== undefined || field.printOnly === true) continue;
    const use: FieldUse = { field, argument: undefined, text: field.name };
    const value = readField(use, view);
    if (value === undefined) continue;
    const shape = { type: field.type, format: field.format, isList: field.isList === true };
    fields.push({ name: field.name, value: valueText(value, shape) ?? '', description: field.description });
  }
  return { num, line, fields, partner: partnerOf(capture, view) };
}

/** The other side of the call: back from an exit, forward from an enter. */
function partnerOf(capture: Capture, view: RowView): number | undefined {
  const distance = view.chunk.pairAt(view.index);
  if (distance > 0) return view.num - distance;
  if (view.kind.isExit) return undefined;
  const row = view.row;
  for (let ahead = 1; ahead < 4_000_000; ahead++) {
    const at = capture.store.locate(row + ahead);
    if (at === undefined) return undefined;
    if (at.chunk.pairAt(at.index) === ahead) return row + ahead + 1;
  }
  return undefined;
}
