// SPDX-License-Identifier: Apache-2.0
// Columns that only a fleet has. Their fields do not belong to events: plans hold them, the catalogue does not.

import type { FieldFormat, FieldType } from '../engine/event/value.js';
import type { FieldUse } from '../engine/fields/field.js';
import { type Unit, widthOf } from '../engine/protocol/unit.js';
import type { ColumnPlan } from '../engine/query/view-plan.js';
import type { ViewColumn } from '../views/view.js';

export const HOST_FIELD = 'fleet.host';
const HOST_WIDTH = 16;

const TYPES: Readonly<Partial<Record<Unit, readonly [FieldType, FieldFormat]>>> = {
  text: ['CHARBUF', 'NA'],
  time: ['ABSTIME', 'DEC'],
};

/** A column over values that are there already. */
export function fleetColumn(column: ViewColumn & { readonly unit: Unit }): ColumnPlan {
  const { field: text, unit, width = widthOf(unit), aggregate = 'NONE' } = column;
  const [type, format] = TYPES[unit] ?? ['DOUBLE', 'NA'];
  const field = { name: text, class: 'drill', type, format, unit, width, description: column.description } as const;
  const use: FieldUse = {
    field: { ...field, source: { kind: 'event', of: () => undefined } },
    argument: undefined,
    text,
  };
  return {
    column,
    use,
    aggregate,
    groupAggregate: 'NONE',
    unit,
    width,
    isNumeric: aggregate !== 'NONE',
    otherwise: undefined,
  };
}

export const HOST_COLUMN = fleetColumn({
  name: 'HOST',
  field: HOST_FIELD,
  description: 'Host that the row is from; several where they share it.',
  width: HOST_WIDTH,
  unit: 'text',
});
