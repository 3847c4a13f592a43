// SPDX-License-Identifier: Apache-2.0
// Values of fields as JSON, by the rules of `sysdig -j`: decimal numbers are numbers, however long; hex and octal ones,
// addresses and buffers are strings; lists are arrays; what is missing is null. Everything outside ASCII is escaped.

import type { FieldValue, Scalar } from '../event/value.js';
import { elementsOf } from '../filter/value-elements.js';
import { type ValueShape, valueText } from './value-text.js';

export function jsonValue(value: FieldValue, shape: ValueShape): string {
  if (value === undefined) return 'null';
  if (shape.isList === true) {
    return `[${elementsOf(value)
      .map((element) => jsonScalar(element, shape))
      .join(',')}]`;
  }
  if (typeof value === 'object' && !(value instanceof Uint8Array)) {
    // Several values of a field that is not a list.
    const text = valueText(value, shape);
    return text === undefined ? 'null' : jsonString(text);
  }
  return jsonScalar(value as Scalar, shape);
}

function jsonScalar(value: Scalar, shape: ValueShape): string {
  switch (typeof value) {
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
    case 'number':
      if (shape.format === 'HEX' || shape.format === 'OCT') return jsonString(valueText(value, shape) ?? '');
      return Number.isFinite(Number(value)) ? String(value) : 'null';
    default:
      return jsonString(valueText(value, { ...shape, isList: false }) ?? '');
  }
}

/** A JSON string in ASCII. Bytes of the capture that are not text become U+FFFD: JSON has no way to hold them. */
export function jsonString(text: string): string {
  if (!NOT_ASCII.test(text)) return JSON.stringify(text);
  return JSON.stringify(text.replace(LONE_SURROGATE, '\ufffd')).replace(EACH_NOT_ASCII, escapeUnit);
}

/** decodeText keeps a byte that is not text as one of these. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const NOT_ASCII = /[^\n\r\t\x20-\x7e]/;
const EACH_NOT_ASCII = /[^\x20-\x7e]/g;

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
