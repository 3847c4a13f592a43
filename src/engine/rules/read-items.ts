// SPDX-License-Identifier: Apache-2.0
// The items of a rule file: which kind each is, and lists, macros and requirements themselves. Rules: read-rule.ts.

import { parseVersion } from './engine-version.js';
import { ItemReader, parseCount } from './item-reader.js';
import { LoadFailure, type Warn } from './load-report.js';
import { FILE_PLACES, type Places, placeIn } from './place.js';
import { readOverrides } from './read-overrides.js';
import { readRule } from './read-rule.js';
import type { RuleCollector } from './rule-collector.js';
import type { RuleMap, RuleNode } from './rule-file.js';
import type { PluginVersion } from './rule-items.js';
import { named, warnUnknownKeys } from './rule-names.js';

const IDENTIFIER = /^[a-zA-Z]+[a-zA-Z0-9_]*$/;
const BARE_WORD = /^[^()"' \t\n\v\f\r=,]+$/;

/** The first of these keys that an item has says what it is. */
const KINDS: readonly (readonly [key: string, read: (item: Item) => void])[] = [
  ['required_engine_version', readEngineVersion],
  ['required_plugin_versions', readPluginVersions],
  ['list', readList],
  ['macro', readMacro],
  ['rule', ({ map, collector, warn }) => readRule(map, collector, warn)],
];

interface Item {
  readonly map: RuleMap;
  readonly collector: RuleCollector;
  readonly warn: Warn;
}

/** Reads all documents of a file. Throws LoadFailure. */
export function readDocuments(documents: readonly RuleNode[], collector: RuleCollector, warn: Warn): void {
  for (const document of documents) {
    if (document.kind === 'null') continue;
    if (document.kind !== 'sequence') {
      throw new LoadFailure('LOAD_ERR_YAML_VALIDATE', 'a rule file must be a list of items', FILE_PLACES);
    }
    for (const item of document.items) if (item.kind !== 'null') readItem(item, collector, warn);
  }
}

function readItem(node: RuleNode, collector: RuleCollector, warn: Warn): void {
  const where = placeIn(FILE_PLACES, 'rules content item', node.at);
  if (node.kind !== 'map') throw new LoadFailure('LOAD_ERR_YAML_VALIDATE', 'an item must be a mapping', where);
  const kind = KINDS.find(([key]) => node.entries.some((entry) => entry.key === key));
  if (kind === undefined) warn('LOAD_UNKNOWN_ITEM', 'an item that is not a list, macro, rule or requirement', where);
  else kind[1]({ map: node, collector, warn });
}

function readEngineVersion({ map, collector, warn }: Item): void {
  const where = placeIn(FILE_PLACES, 'required_engine_version', map.at);
  const item = new ItemReader(map, where);
  const text = item.text('required_engine_version');
  const count = parseCount(text);
  const version = count === undefined ? text : `0.${count}.0`;
  if (parseVersion(version) === undefined) item.fail(`'${text}' is not a version: x.y.z is expected`);
  collector.requireEngine(version, where);
  warnUnknownKeys(item, ['required_engine_version'], warn);
}

function readPluginVersions({ map, collector, warn }: Item): void {
  const item = new ItemReader(map, placeIn(FILE_PLACES, 'required plugin versions', map.at));
  const node = item.node('required_plugin_versions');
  const where = placeIn(FILE_PLACES, 'required plugin versions', node?.at ?? map.at);
  if (node?.kind !== 'sequence') item.fail('required_plugin_versions must be a list', where);
  else for (const plugin of node.items) readPlugin(plugin, where, collector);
  warnUnknownKeys(item, ['required_plugin_versions'], warn);
}

function readPlugin(node: RuleNode, outer: Places, collector: RuleCollector): void {
  const { requirement, item } = readPluginVersion(node, 'required plugin versions entry', outer);
  const others = alternativesOf(item).map(
    (other) => readPluginVersion(other, 'required plugin versions alternative', item.where).requirement,
  );
  collector.requirePlugin([requirement, ...others], item.where);
}

function alternativesOf(item: ItemReader): readonly RuleNode[] {
  const node = item.node('alternatives');
  if (node === undefined) return [];
  return node.kind === 'sequence' ? node.items : item.fail('the alternatives of a plugin must be a list');
}

function readPluginVersion(
  node: RuleNode,
  type: 'required plugin versions entry' | 'required plugin versions alternative',
  outer: Places,
): { requirement: PluginVersion; item: ItemReader } {
  const unnamed = placeIn(outer, type, node.at);
  if (node.kind !== 'map') throw new LoadFailure('LOAD_ERR_YAML_VALIDATE', 'a plugin must be a mapping', unnamed);
  const name = new ItemReader(node, unnamed).text('name');
  const item = new ItemReader(node, placeIn(outer, type, node.at, name));
  return { requirement: { name, version: item.text('version') }, item };
}

function readList({ map, collector, warn }: Item): void {
  const item = named(map, 'list');
  const name = item.text('list');
  if (!BARE_WORD.test(name)) {
    warn('LOAD_INVALID_LIST_NAME', 'the name of a list is one word without quotes, parentheses, = and ,', item.where);
  }
  const list = { name, items: item.texts('items'), where: item.where };
  const isAppended = readOverrides(item, { append: ['items'], replace: ['items'] }, warn).isAppended('items');
  if (isAppended) collector.appendList(list);
  else collector.defineList(list);
  warnUnknownKeys(item, ['list', 'items', 'append', 'override'], warn);
}

function readMacro({ map, collector, warn }: Item): void {
  const item = named(map, 'macro');
  const name = item.text('macro');
  if (!IDENTIFIER.test(name)) {
    warn('LOAD_INVALID_MACRO_NAME', 'the name of a macro is a letter, then letters, digits and _', item.where);
  }
  const condition = item.text('condition');
  const conditionAt = placeIn(item.where, 'macro condition', item.node('condition')?.at ?? map.at);
  const macro = { name, condition, conditionAt, where: item.where };
  const isAppended = readOverrides(item, { append: ['condition'], replace: ['condition'] }, warn).isAppended(
    'condition',
  );
  if (isAppended) collector.appendMacro(macro);
  else collector.defineMacro(macro);
  warnUnknownKeys(item, ['macro', 'condition', 'append', 'override'], warn);
}
