// SPDX-License-Identifier: Apache-2.0
// What lists, macros and rules have in common: a name, and keys that are known.

import { ItemReader } from './item-reader.js';
import type { Warn } from './load-report.js';
import { FILE_PLACES, placeIn } from './place.js';
import type { RuleMap } from './rule-file.js';

/** The item under its name; without one it fails in a place without a name. */
export function named(map: RuleMap, type: 'list' | 'macro' | 'rule'): ItemReader {
  const name = new ItemReader(map, placeIn(FILE_PLACES, type, map.at)).text(type);
  return new ItemReader(map, placeIn(FILE_PLACES, type, map.at, name));
}

export function warnUnknownKeys({ map, where }: ItemReader, known: readonly string[], warn: Warn): void {
  for (const { key } of map.entries) {
    if (!known.includes(key)) warn('LOAD_UNKNOWN_KEY', `the key '${key}' is unknown and has no effect`, where);
  }
}
