// SPDX-License-Identifier: Apache-2.0
// Field values as cells of a table: what goes to the user interface and into JSON, and how a column wants to be shown.

import type { Aggregation } from '../../views/view.js';
import type { FieldValue, Scalar } from '../event/value.js';
import type { Field } from '../fields/field.js';
import type { CellDisplay, CellValue } from '../protocol/protocol.js';
import { formatIp, type IpAddress } from '../scap/ip-address.js';
import { decodeText } from '../scap/text.js';
import type { ColumnPlan } from './view-plan.js';

/** A value of a field as a cell: addresses as text, buffers as text, lists joined by commas, absent null. */
export function toCell(field: Field, value: FieldValue): CellValue {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map((v: Scalar) => String(scalarCell(field, v))).join(',');
  return scalarCell(field, value as Scalar);
}

function scalarCell(field: Field, value: Scalar): CellValue {
  if (value instanceof Uint8Array) return decodeText(value, 0, value.length);
  if (typeof value === 'string' && field.type === 'IPADDR') return formatIp(value as IpAddress);
  return value;
}

/** Nothing is added up in lists: a number that the event does not have is unknown, not 0. */
export function listCell({ use, otherwise }: ColumnPlan, value: FieldValue): CellValue {
  return toCell(use.field, value ?? (typeof otherwise === 'string' ? otherwise : undefined));
}

/** NaN is "no value". */
export function numberCell(value: number): CellValue {
  return Number.isNaN(value) ? null : value;
}

export function columnTitle(plan: ColumnPlan): string {
  const { name } = plan.column;
  return isRate(plan) && plan.unit !== 'percent' && !/(\/s|ps|bps)\b/i.test(name) ? `${name}/s` : name;
}

function isRate(plan: ColumnPlan): boolean {
  return plan.aggregate === 'TIME_AVG' || plan.aggregate === 'CHANGE_RATE';
}

/** How the cells of a column are written: by its unit, and by how the values of many events were combined. */
export function columnDisplay(plan: ColumnPlan): CellDisplay {
  switch (plan.unit) {
    case 'bytes':
      return isRate(plan) ? 'rate-bytes' : 'bytes';
    case 'percent':
      return 'percent';
    case 'ns':
      return 'duration';
    case 'time':
      return 'time';
    case 'address':
      return 'address';
    case 'id':
      return 'id';
    case 'ratio':
      return 'float';
    case 'boolean':
    case 'text':
      return plan.isNumeric ? countDisplay(plan.aggregate) : plan.unit;
    case 'count':
      return countDisplay(plan.aggregate);
  }
}

function countDisplay(aggregate: Aggregation): CellDisplay {
  if (aggregate === 'TIME_AVG' || aggregate === 'CHANGE_RATE') return 'rate-count';
  return aggregate === 'AVG' ? 'float' : 'count';
}

export function columnAlign(display: CellDisplay): 'left' | 'right' {
  return display === 'text' || display === 'address' || display === 'boolean' ? 'left' : 'right';
}

/** Whether adding the column up makes sense. */
export function hasTotal(plan: ColumnPlan, display: CellDisplay): boolean {
  if (!plan.isNumeric || display === 'id' || display === 'time') return false;
  const last = plan.groupAggregate === 'NONE' ? plan.aggregate : plan.groupAggregate;
  return last === 'SUM' || last === 'TIME_AVG' || (display === 'percent' && last !== 'MAX' && last !== 'MIN');
}
