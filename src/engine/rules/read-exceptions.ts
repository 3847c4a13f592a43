// SPDX-License-Identifier: Apache-2.0
// The `exceptions` of a rule: named sets of fields, operators and values that a rule does not fire for.

import { ItemReader } from './item-reader.js';
import { LoadFailure, type Warn } from './load-report.js';
import { type Places, placeIn } from './place.js';
import type { RuleMap, RuleNode } from './rule-file.js';
import type { ExceptionEntry, RuleException } from './rule-items.js';

/** `isAppended`: of a rule that is being added to, whose exceptions may leave the fields to those that exist. */
export function readExceptions(rule: ItemReader, isAppended: boolean, warn: Warn): readonly RuleException[] {
  const node = rule.node('exceptions');
  if (node === undefined || node.kind === 'null') return [];
  const where = placeIn(rule.where, 'exceptions', node.at);
  if (node.kind !== 'sequence') return rule.fail('exceptions must be a list', where);
  const exceptions: RuleException[] = [];
  for (const item of node.items) {
    const unnamed = placeIn(where, 'exception', item.at);
    if (item.kind !== 'map') return rule.fail('an exception must be a mapping', unnamed);
    const exception = readException(item, rule.where, unnamed, { isAppended, warn });
    if (exceptions.some(({ name }) => name === exception.name)) {
      warn(
        'LOAD_EXCEPTION_NAME_NOT_UNIQUE',
        `the rule has several exceptions named '${exception.name}'`,
        exception.where,
      );
    }
    exceptions.push(exception);
  }
  return exceptions;
}

function readException(
  map: RuleMap,
  rule: Places,
  unnamed: Places,
  { isAppended, warn }: { readonly isAppended: boolean; readonly warn: Warn },
): RuleException {
  const name = new ItemReader(map, unnamed).text('name');
  const where = placeIn(rule, 'exception', map.at, name);
  const item = new ItemReader(map, where);
  const fields = readEntry(item, 'fields', isAppended);
  const operators = readEntry(item, 'comps', true);
  const values = item.node('values');
  if (values === undefined) {
    if (isAppended) warn('LOAD_APPEND_NO_VALUES', `the exception '${name}' adds no values`, where);
    return { name, where, fields, operators, values: [] };
  }
  const valuesAt = placeIn(where, 'exception values', values.at);
  if (values.kind !== 'sequence') return item.fail('the values of an exception must be a list', valuesAt);
  const entries = values.items.map((value) => entryOf(value, '', placeIn(valuesAt, 'exception value', value.at)));
  return { name, where, fields, operators, values: entries };
}

function readEntry(item: ItemReader, key: string, isOptional: boolean): ExceptionEntry | undefined {
  const node = item.node(key);
  if (node === undefined) return isOptional ? undefined : item.fail(`the item has no key '${key}'`);
  const entry = entryOf(node, key, item.where);
  const isEmpty = entry.kind === 'list' ? entry.items.length === 0 : entry.text === '';
  return isEmpty ? undefined : entry;
}

function entryOf(node: RuleNode, key: string, where: Places): ExceptionEntry {
  const at = placeIn(where, 'value for', node.at, key);
  if (node.kind === 'sequence') {
    const items = node.items.map((item) => entryOf(item, '', placeIn(at, 'exception', item.at)));
    return { kind: 'list', items };
  }
  // Mappings and nothing at all count as an empty word.
  if (node.kind !== 'scalar') return { kind: 'one', text: '' };
  if (node.text === '') throw new LoadFailure('LOAD_ERR_YAML_VALIDATE', 'a value of the exception is empty', at);
  return { kind: 'one', text: node.text };
}
