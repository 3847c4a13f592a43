// SPDX-License-Identifier: Apache-2.0
// The items of all rule files so far. An item of a name that exists replaces it and keeps its place; updates change parts
// of what is there, and fail where nothing is.

import { isCompatible, maxVersion, parseVersion } from './engine-version.js';
import { checkedException } from './exception-check.js';
import { LoadFailure, type Warn } from './load-report.js';
import type { Places } from './place.js';
import type {
  ListItem,
  MacroItem,
  PluginVersion,
  RuleBody,
  RuleException,
  RuleItem,
  RuleUpdate,
} from './rule-items.js';
import type { SequenceItem } from './sequence-rule.js';
import type { ViewRuleItem } from './view-rule.js';

/** Sources whose events are here. */
const SOURCES: ReadonlySet<string> = new Set(['syscall']);

type New<T> = Omit<T, 'index' | 'visibility'>;

export class RuleCollector {
  readonly lists = new Map<string, ListItem>();
  readonly macros = new Map<string, MacroItem>();
  readonly rules = new Map<string, RuleItem>();
  readonly viewRules = new Map<string, ViewRuleItem>();
  readonly sequences = new Map<string, SequenceItem>();
  readonly plugins: (readonly PluginVersion[])[] = [];
  /** The highest that any file asks for. */
  engineVersion = '0.0.0';
  #count = 0;

  requireEngine(version: string, where: Places): void {
    if (!isCompatible(version)) throw invalid(`the rules need engine version ${version}`, where);
    this.engineVersion = maxVersion(this.engineVersion, version);
  }

  requirePlugin(alternatives: readonly PluginVersion[], where: Places): void {
    const names = new Set<string>();
    for (const { name, version } of alternatives) {
      if (parseVersion(version) === undefined)
        throw invalid(`'${version}' of plugin '${name}' is not a version`, where);
      if (names.has(name)) throw invalid(`plugin '${name}' is among the alternatives twice`, where);
      names.add(name);
    }
    this.plugins.push(alternatives);
  }

  defineList(item: New<ListItem>): void {
    this.lists.set(item.name, this.#placed(item, this.lists.get(item.name)));
  }

  appendList(item: New<ListItem>): void {
    const earlier = this.lists.get(item.name);
    if (earlier === undefined) throw invalid('there is no list of that name to append to', item.where);
    this.lists.set(item.name, { ...earlier, items: [...earlier.items, ...item.items], visibility: this.#count++ });
  }

  defineMacro(item: New<MacroItem>): void {
    this.macros.set(item.name, this.#placed(item, this.macros.get(item.name)));
  }

  appendMacro(item: New<MacroItem>): void {
    const earlier = this.macros.get(item.name);
    if (earlier === undefined) throw invalid('there is no macro of that name to append to', item.where);
    const condition = `${earlier.condition} ${item.condition}`;
    this.macros.set(item.name, { ...earlier, condition, visibility: this.#count++ });
  }

  defineRule(item: New<Omit<RuleItem, 'isSourceUnknown'>>, warn: Warn): void {
    const earlier = this.#earlierRule(item);
    const isSourceUnknown = !SOURCES.has(item.source);
    if (isSourceUnknown) warn('LOAD_UNKNOWN_SOURCE', `no events of source ${item.source}: passed over`, item.where);
    const exceptions = item.exceptions.map((exception) => checkedException(exception, !isSourceUnknown));
    this.viewRules.delete(item.name);
    this.sequences.delete(item.name);
    this.rules.set(item.name, this.#placed({ ...item, exceptions, isSourceUnknown }, earlier));
  }

  /** A later rule of the same name replaces an earlier one, of either kind. */
  defineViewRule(item: ViewRuleItem): void {
    this.rules.delete(item.name);
    this.sequences.delete(item.name);
    this.viewRules.set(item.name, item);
  }

  defineSequence(item: SequenceItem): void {
    this.rules.delete(item.name);
    this.viewRules.delete(item.name);
    this.sequences.set(item.name, item);
  }

  appendRule(update: RuleUpdate): void {
    const earlier = this.#earlierRule(update);
    if (earlier === undefined) throw invalid('there is no rule of that name to append to', update.where);
    const { changes } = update;
    if (Object.keys(changes).length === 0) throw invalid('nothing is appended to the rule', update.where);
    const exceptions = (changes.exceptions ?? []).reduce(
      (all, exception) => withAppended(all, exception, !earlier.isSourceUnknown),
      earlier.exceptions,
    );
    this.rules.set(earlier.name, {
      ...earlier,
      condition: joined(earlier.condition, changes.condition),
      output: joined(earlier.output, changes.output),
      description: joined(earlier.description, changes.description),
      tags: [...new Set([...earlier.tags, ...(changes.tags ?? [])])],
      exceptions,
      visibility: this.#count++,
    });
  }

  replaceInRule(update: RuleUpdate): void {
    const earlier = this.#earlierRule(update);
    if (earlier === undefined) throw invalid('there is no rule of that name to change', update.where);
    if (Object.keys(update.changes).length === 0) throw invalid('nothing of the rule is replaced', update.where);
    const changes: Partial<RuleBody> = update.changes;
    const exceptions = changes.exceptions?.map((exception) => checkedException(exception, !earlier.isSourceUnknown));
    const replaced = { ...earlier, ...changes, visibility: this.#count++ };
    this.rules.set(earlier.name, exceptions === undefined ? replaced : { ...replaced, exceptions });
  }

  /** The old way to switch a rule: an item with `enabled` alone. */
  enableRule(name: string, enabled: boolean, where: Places): void {
    const earlier = this.rules.get(name);
    if (earlier === undefined) throw invalid('there is no rule of that name to enable or disable', where);
    this.rules.set(name, { ...earlier, enabled });
  }

  #earlierRule({ name, source, where }: { name: string; source: string; where: Places }): RuleItem | undefined {
    const earlier = this.rules.get(name);
    if (earlier !== undefined && source !== '' && earlier.source !== source) {
      throw invalid(`the rule exists with another source, ${earlier.source}`, where);
    }
    return earlier;
  }

  #placed<T extends object>(
    item: T,
    earlier: { readonly index: number } | undefined,
  ): T & { index: number; visibility: number } {
    const now = this.#count++;
    return { ...item, index: earlier?.index ?? now, visibility: now };
  }
}

function withAppended(
  all: readonly RuleException[],
  added: RuleException,
  checksFields: boolean,
): readonly RuleException[] {
  const earlier = all.find(({ name }) => name === added.name);
  if (earlier === undefined) {
    if (added.fields === undefined) throw invalid('a new exception must have a list of fields', added.where);
    if (added.values.length === 0) throw invalid('a new exception must have a list of values', added.where);
    return [...all, checkedException(added, checksFields)];
  }
  if (added.fields !== undefined) throw invalid('values can be added to an exception, fields cannot', added.where);
  if (added.operators !== undefined) throw invalid('values can be added to an exception, comps cannot', added.where);
  return all.map((one) => (one === earlier ? { ...one, values: [...one.values, ...added.values] } : one));
}

function joined(text: string, more: string | undefined): string {
  return more === undefined || more === '' ? text : `${text} ${more}`;
}

function invalid(message: string, where: Places): LoadFailure {
  return new LoadFailure('LOAD_ERR_VALIDATE', message, where);
}
