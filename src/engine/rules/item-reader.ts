// SPDX-License-Identifier: Apache-2.0
// Reads the keys of one item. What is not as it must be ends the loading of the file (LoadFailure).

import { LoadFailure } from './load-report.js';
import { type Places, placeIn } from './place.js';
import { entryValue, type RuleMap, type RuleNode } from './rule-file.js';

const TRUE_WORDS: ReadonlySet<string> = new Set(['y', 'yes', 'true', 'on']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['n', 'no', 'false', 'off']);

export class ItemReader {
  constructor(
    readonly map: RuleMap,
    readonly where: Places,
  ) {}

  has(key: string): boolean {
    return this.node(key) !== undefined;
  }

  node(key: string): RuleNode | undefined {
    return entryValue(this.map, key);
  }

  /** A key that must be there, with something in it. */
  text(key: string): string {
    const node = this.node(key);
    if (node === undefined) return this.fail(`the item has no key '${key}'`);
    if (node.kind === 'null') return this.fail(`the key '${key}' is empty`);
    return scalarText(node, key, this.where);
  }

  optionalText(key: string): string | undefined {
    return this.has(key) ? this.text(key) : undefined;
  }

  /** As optionalText(), but the key may be without a value. */
  optionalEmptyText(key: string): string | undefined {
    const node = this.node(key);
    const isEmpty = node === undefined || node.kind === 'null' || (node.kind === 'scalar' && node.text === '');
    return isEmpty ? undefined : this.text(key);
  }

  flag(key: string): boolean {
    const text = this.text(key);
    const flag = parseFlag(text);
    return flag ?? this.fail(`'${text}' is neither true nor false`, this.#valueOf(key));
  }

  optionalFlag(key: string): boolean | undefined {
    return this.has(key) ? this.flag(key) : undefined;
  }

  /** A number of 32 bits without sign. */
  count(key: string): number {
    const text = this.text(key);
    const count = parseCount(text);
    return count ?? this.fail(`'${text}' is not a whole number below 2^32`, this.#valueOf(key));
  }

  optionalCount(key: string): number | undefined {
    return this.has(key) ? this.count(key) : undefined;
  }

  texts(key: string): readonly string[] {
    const node = this.node(key);
    if (node === undefined) return this.fail(`the item has no key '${key}'`);
    const where = this.#valueOf(key);
    if (node.kind !== 'sequence') return this.fail(`the value of '${key}' is not a list`, where);
    return node.items.map((item) => {
      if (item.kind === 'scalar') return item.text;
      return this.fail('an element of the list is not a plain value', placeIn(where, 'list item', item.at));
    });
  }

  fail(message: string, where: Places = this.where): never {
    throw new LoadFailure('LOAD_ERR_YAML_VALIDATE', message, where);
  }

  #valueOf(key: string): Places {
    const node = this.node(key);
    return node === undefined ? this.where : placeIn(this.where, 'value for', node.at, key);
  }
}

function scalarText(node: RuleNode, key: string, where: Places): string {
  const at = placeIn(where, 'value for', node.at, key);
  if (node.kind !== 'scalar') throw new LoadFailure('LOAD_ERR_YAML_VALIDATE', `the value of '${key}' is not plain`, at);
  if (node.text === '') throw new LoadFailure('LOAD_ERR_YAML_VALIDATE', `the value of '${key}' is empty`, at);
  return node.text;
}

/** In lower case, upper case or capitalised, as in YAML 1.1. */
function parseFlag(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  const isCased = text === lower || text === text.toUpperCase() || text === lower[0]?.toUpperCase() + lower.slice(1);
  if (!isCased) return undefined;
  return TRUE_WORDS.has(lower) ? true : FALSE_WORDS.has(lower) ? false : undefined;
}

export function parseCount(text: string): number | undefined {
  const count = /^(?:\d+|0x[0-9a-fA-F]+)$/.test(text) ? Number(text) : Number.NaN;
  return count < 2 ** 32 ? count : undefined;
}
