// SPDX-License-Identifier: Apache-2.0
// Values as the texts that join() and getopt() work on: numbers in their field's print format.

import type { FieldFormat, FieldType, FieldValue, Scalar } from '../event/value.js';
import { formatIp, type IpAddress } from '../scap/ip-address.js';
import { padded9 } from '../scap/padded-number.js';
import { decodeText } from '../scap/text.js';
import { elementsOf } from './value-elements.js';

/** One text per element; a value that is not a list is one element. */
export function valueTexts(
  value: Exclude<FieldValue, undefined>,
  type: FieldType,
  format: FieldFormat,
): readonly string[] {
  return elementsOf(value).map((element) => scalarText(element, type, format));
}

function scalarText(value: Scalar, type: FieldType, format: FieldFormat): string {
  switch (typeof value) {
    case 'string':
      return type === 'IPADDR' && isAddress(value) ? formatIp(value) : value;
    case 'boolean':
      return String(value);
    case 'number':
      return type === 'DOUBLE' ? value.toFixed(1) : integerText(value, format);
    case 'bigint':
      return integerText(value, format);
    default:
      return decodeText(value, 0, value.length);
  }
}

function integerText(value: number | bigint, format: FieldFormat): string {
  switch (format) {
    case 'HEX':
      return bits(value).toString(16).toUpperCase();
    case 'OCT':
      return bits(value).toString(8);
    case '10_PADDED_DEC':
      return padded9(value);
    default:
      return String(value);
  }
}

/** The value as an unsigned number of 64 bits, which is what %X and %o print. */
function bits(value: number | bigint): bigint {
  return BigInt.asUintN(64, typeof value === 'bigint' ? value : BigInt(Math.trunc(value)));
}

function isAddress(text: string): text is IpAddress {
  return text.length === 4 || text.length === 16;
}
