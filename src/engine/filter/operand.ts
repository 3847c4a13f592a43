// SPDX-License-Identifier: Apache-2.0
// One side of a comparison after checking: a field, a transformer over fields, a constant inside a transformer. It says
// which fields it reads, what type comes out, and computes the value with a reader for those fields.

import type { FieldFormat, FieldType, FieldValue } from '../event/value.js';
import type { FieldUse } from '../fields/field.js';

/** The value of a field for the event or snapshot at hand. */
export type FieldReader = (use: FieldUse) => FieldValue;

export interface Operand {
  /** For messages: the field's name, or the transformer's. */
  readonly name: string;
  readonly type: FieldType;
  readonly format: FieldFormat;
  readonly isList: boolean;
  /** The field itself where nothing is done to it. */
  readonly field: FieldUse | undefined;
  /** Every field that is read, each once. */
  readonly uses: readonly FieldUse[];
  /** Undefined: no value. */
  readonly read: (reader: FieldReader) => FieldValue;
}

/** Distinct by text. */
export function unionOfUses(operands: readonly Operand[]): readonly FieldUse[] {
  const uses = new Map<string, FieldUse>();
  for (const operand of operands) for (const use of operand.uses) uses.set(use.text, use);
  return [...uses.values()];
}
