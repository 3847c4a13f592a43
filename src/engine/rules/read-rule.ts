// SPDX-License-Identifier: Apache-2.0
// A rule item: a new rule, parts appended to or replaced in one that exists, or the old switch with `enabled` alone.

import type { ItemReader } from './item-reader.js';
import type { Warn } from './load-report.js';
import { placeIn } from './place.js';
import { type Priority, parsePriority } from './priority.js';
import { readCapture } from './read-capture.js';
import { readExceptions } from './read-exceptions.js';
import { type Overrides, readOverrides } from './read-overrides.js';
import type { RuleCollector } from './rule-collector.js';
import type { RuleMap } from './rule-file.js';
import type { RuleBody } from './rule-items.js';
import { named, warnUnknownKeys } from './rule-names.js';
import { readSequence, SEQUENCE_KEYS } from './sequence-rule.js';
import { readViewRule, VIEW_RULE_KEYS } from './view-rule.js';

const APPENDABLE = ['condition', 'exceptions', 'output', 'desc', 'tags'] as const;
const REPLACEABLE = [
  ...APPENDABLE,
  'priority',
  'capture',
  'capture_duration',
  'enabled',
  'warn_evttypes',
  'skip-if-unknown-filter',
] as const;
type Key = (typeof REPLACEABLE)[number];
const KNOWN_KEYS = ['rule', 'source', 'override', 'append', ...REPLACEABLE];
/** A rule without any of these is a switch. */
const BODY_KEYS = ['condition', 'output', 'desc', 'priority'];
const SYSCALL = 'syscall';
const NO_CAPTURE = { capture: false, captureBefore: 0, captureAfter: undefined };

export function readRule(map: RuleMap, collector: RuleCollector, warn: Warn): void {
  const item = named(map, 'rule');
  const name = item.text('rule');
  if (item.has('view')) {
    collector.defineViewRule(readViewRule(name, item));
    warnUnknownKeys(item, VIEW_RULE_KEYS, warn);
    return;
  }
  if (item.has('sequence')) {
    collector.defineSequence(readSequence(name, item));
    warnUnknownKeys(item, SEQUENCE_KEYS, warn);
    return;
  }
  const source = item.optionalEmptyText('source') ?? '';
  const overrides = readOverrides(item, { append: APPENDABLE, replace: REPLACEABLE }, warn);
  const rule = new RuleReader(item, warn);
  const target = { name, source, where: item.where };
  if (overrides.isGiven) readUpdates(rule, target, overrides, collector);
  else if (overrides.isWhole)
    collector.appendRule({ ...target, changes: rule.given(['condition', 'exceptions'], true) });
  else if (!BODY_KEYS.some((key) => item.has(key))) readSwitch(item, name, collector, warn);
  else collector.defineRule({ ...target, ...rule.whole() }, warn);
  warnUnknownKeys(item, KNOWN_KEYS, warn);
}

function readSwitch(item: ItemReader, name: string, collector: RuleCollector, warn: Warn): void {
  const enabled = item.flag('enabled');
  warn('LOAD_DEPRECATED_ITEM', "'enabled' alone is deprecated: add 'enabled: replace' under 'override'", item.where);
  collector.enableRule(name, enabled, item.where);
}

function readUpdates(
  rule: RuleReader,
  target: { name: string; source: string; where: ItemReader['where'] },
  { append, replace }: Overrides,
  collector: RuleCollector,
): void {
  const { item } = rule;
  const unused = new Set(REPLACEABLE.filter((key) => item.has(key)));
  const take = (keys: ReadonlySet<string>, operation: string): Key[] =>
    REPLACEABLE.filter((key) => {
      if (!keys.has(key)) return false;
      if (!unused.delete(key)) item.fail(`'override' wants to ${operation} '${key}', which the item does not have`);
      return true;
    });
  if (append.size > 0) collector.appendRule({ ...target, changes: rule.given(take(append, 'append'), true) });
  if (replace.size > 0) collector.replaceInRule({ ...target, changes: rule.given(take(replace, 'replace'), false) });
  for (const key of unused) {
    const at = item.node(key)?.at ?? item.map.at;
    item.fail(`'override' does not name the key '${key}'`, placeIn(item.where, 'overrides', at, key));
  }
}

class RuleReader {
  constructor(
    readonly item: ItemReader,
    readonly warn: Warn,
  ) {}

  whole() {
    const { item } = this;
    const condition = item.text('condition');
    const output = item.text('output').trim();
    const at = (key: string) => item.node(key)?.at ?? item.map.at;
    return {
      condition,
      conditionAt: placeIn(item.where, 'rule condition', at('condition')),
      output,
      outputAt: placeIn(item.where, 'rule output', at('output')),
      description: item.text('desc'),
      priority: this.#priority(),
      source: item.optionalText('source') ?? SYSCALL,
      enabled: item.optionalFlag('enabled') ?? true,
      ...(item.has('capture') ? readCapture(item) : NO_CAPTURE),
      captureDuration: item.optionalCount('capture_duration') ?? 0,
      warnEventTypes: item.optionalFlag('warn_evttypes') ?? true,
      skipUnknown: item.optionalFlag('skip-if-unknown-filter') ?? false,
      tags: this.#tags(),
      exceptions: readExceptions(item, false, this.warn),
    };
  }

  /** The parts under these keys, where the item has them. */
  given(keys: readonly Key[], isAppended: boolean): Partial<RuleBody> {
    const changes: Partial<RuleBody>[] = [];
    for (const key of keys) if (this.item.has(key)) changes.push(this.#part(key, isAppended));
    return Object.assign({}, ...changes);
  }

  #part(key: Key, isAppended: boolean): Partial<RuleBody> {
    const { item } = this;
    switch (key) {
      case 'condition':
        return { condition: item.text(key) };
      case 'output':
        return { output: item.text(key) };
      case 'desc':
        return { description: item.text(key) };
      case 'tags':
        return { tags: this.#tags() };
      case 'exceptions':
        return { exceptions: readExceptions(item, isAppended, this.warn) };
      case 'priority':
        return { priority: this.#priority() };
      case 'capture':
        return readCapture(item);
      case 'capture_duration':
        return { captureDuration: item.count(key) };
      case 'enabled':
        return { enabled: item.flag(key) };
      case 'warn_evttypes':
        return { warnEventTypes: item.flag(key) };
      case 'skip-if-unknown-filter':
        return { skipUnknown: item.flag(key) };
    }
  }

  #tags(): readonly string[] {
    return this.item.has('tags') ? [...new Set(this.item.texts('tags'))] : [];
  }

  #priority(): Priority {
    const text = this.item.text('priority');
    const at = this.item.node('priority')?.at ?? this.item.map.at;
    const priority = parsePriority(text);
    return priority ?? this.item.fail(`'${text}' is not a priority`, placeIn(this.item.where, 'rule priority', at));
  }
}
