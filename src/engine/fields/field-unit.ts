// SPDX-License-Identifier: Apache-2.0

import type { FieldFormat, FieldType } from '../event/value.js';
import type { Unit } from '../protocol/unit.js';

/** The unit of a field whose row in the catalogue names none. */
export function unitOf(type: FieldType, format: FieldFormat): Unit {
  switch (type) {
    case 'RELTIME':
      return 'ns';
    case 'ABSTIME':
      return 'time';
    case 'IPADDR':
    case 'IPNET':
      return 'address';
    case 'PORT':
      return 'id';
    case 'DOUBLE':
      return 'ratio';
    case 'BOOL':
      return 'boolean';
    case 'CHARBUF':
    case 'FSPATH':
    case 'BYTEBUF':
      return 'text';
    default:
      return format === 'ID' ? 'id' : 'count';
  }
}
