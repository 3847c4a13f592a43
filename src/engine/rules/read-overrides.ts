// SPDX-License-Identifier: Apache-2.0
// `override: {condition: append, output: replace}`, and `append: true`, which it has taken the place of.

import type { ItemReader } from './item-reader.js';
import type { Warn } from './load-report.js';
import { placeIn } from './place.js';
import type { RuleEntry } from './rule-file.js';

export interface OverridableKeys {
  readonly append: readonly string[];
  readonly replace: readonly string[];
}

export class Overrides {
  constructor(
    readonly append: ReadonlySet<string>,
    readonly replace: ReadonlySet<string>,
    /** `append: true` is given. */
    readonly isWhole: boolean,
  ) {}

  get isGiven(): boolean {
    return this.append.size > 0 || this.replace.size > 0;
  }

  isAppended(key: string): boolean {
    return this.isWhole || this.append.has(key);
  }
}

export function readOverrides(item: ItemReader, keys: OverridableKeys, warn: Warn): Overrides {
  const isWhole = item.optionalFlag('append') ?? false;
  if (isWhole) warn('LOAD_DEPRECATED_ITEM', "'append' is deprecated: name the keys under 'override'", item.where);
  const append = new Set<string>();
  const replace = new Set<string>();
  const node = item.node('override');
  for (const entry of node?.kind === 'map' ? node.entries : []) {
    (readOperation(item, entry, keys) === 'append' ? append : replace).add(entry.key);
  }
  const overrides = new Overrides(append, replace, isWhole);
  if (isWhole && overrides.isGiven) item.fail("'append' and 'override' exclude each other");
  return overrides;
}

function readOperation(
  item: ItemReader,
  { key, keyAt, value }: RuleEntry,
  keys: OverridableKeys,
): 'append' | 'replace' {
  const where = placeIn(item.where, 'overrides', item.map.at);
  const keyPlace = placeIn(where, 'overrides', keyAt, key);
  const operation = value.kind === 'scalar' ? value.text : '';
  if (operation !== 'append' && operation !== 'replace') {
    return item.fail(
      `'${operation}' of '${key}' is neither append nor replace`,
      placeIn(where, 'value for', value.at, key),
    );
  }
  if (!keys[operation].includes(key)) item.fail(`'${key}' cannot be changed by ${operation}`, keyPlace);
  return operation;
}
