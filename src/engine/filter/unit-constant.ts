// SPDX-License-Identifier: Apache-2.0
// `5ms`, `10MB`, `20K` after a field → the plain number that the field counts in. The reference has plain numbers only.

import type { Field } from '../fields/field.js';
import { parseCount, parseDuration, parseSize } from '../protocol/quantity.js';

const WITH_UNIT = /^[0-9]+(?:\.[0-9]*)?(?:[KMGTP]?i?B|[KMGTP]|[nuµm]?s|[mhd])$/i;
const HEX = /^0x/i;
/** Parts of a time: the number is not a duration. */
const PART = /\.n?s$/;
const KIB = 1024;

/** The same value without its unit; `text` itself where it has none, or one that the field does not count in. */
export function withoutUnit(text: string, field: Field): string {
  if (HEX.test(text) || !WITH_UNIT.test(text)) return text;
  const value = valueIn(text, field);
  return value === undefined || !Number.isFinite(value) ? text : String(BigInt(Math.round(value)));
}

function valueIn(text: string, { name, unit, source }: Field): number | undefined {
  if (source.kind === 'metric' && source.metric.endsWith('Kb') && source.scale === undefined) {
    const bytes = parseSize(text);
    return bytes === undefined ? undefined : bytes / KIB;
  }
  switch (unit) {
    case 'ns':
      return PART.test(name) ? undefined : parseDuration(text, 1);
    case 'bytes':
      return parseSize(text);
    case 'count':
      return /B$/i.test(text) ? parseSize(text) : parseCount(text);
    default:
      return undefined;
  }
}
