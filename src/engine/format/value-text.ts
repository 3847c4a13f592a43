// SPDX-License-Identifier: Apache-2.0
// The value of a field as text: output formats, the inspector and exports print with it.

import type { FieldFormat, FieldType, FieldValue } from '../event/value.js';
import { valueTexts } from '../filter/scalar-text.js';

/** How a value is to be printed: a field's, or a transformer's. */
export interface ValueShape {
  readonly type: FieldType;
  readonly format: FieldFormat;
  readonly isList?: boolean;
}

/**
 * Text of a value; undefined where there is none. Lists are in parentheses; several values of a field that is not a list
 * (the ancestors of proc.aname) are side by side.
 */
export function valueText(value: FieldValue, { type, format, isList }: ValueShape): string | undefined {
  switch (typeof value) {
    case 'undefined':
      return undefined;
    case 'string':
      if (type !== 'IPADDR') return value;
      break;
    case 'number':
      if (format === 'ID' || (format === 'DEC' && type !== 'DOUBLE')) return String(value);
      break;
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      break;
  }
  const texts = valueTexts(value, type, format);
  if (isList === true) return `(${texts.join(',')})`;
  return texts.length === 0 ? undefined : texts.join(' ');
}
