// SPDX-License-Identifier: Apache-2.0
// Collected items → rules that can be run, in the engine's order: lists, macros, then each rule with its exceptions, its
// output and its condition. The first error ends it (LoadFailure).

import type { View } from '../../views/view.js';
import { lookupField } from '../fields/catalogue.js';
import type { FilterError } from '../filter/error-text.js';
import { parseFilter } from '../filter/parser.js';
import { planFilter } from '../filter/plan.js';
import { systemServices } from '../filter/services.js';
import { parseFormat } from '../format/format-pieces.js';
import type { CompiledRule } from './compiled-rule.js';
import { type Condition, checkCondition, checksOf, conditionOf, type KnownTests, printCondition } from './condition.js';
import { eventTypesOf } from './condition-event-types.js';
import { warnOfDeprecatedChecks, warnOfDeprecatedOutput } from './deprecated-fields.js';
import { withExceptions } from './exception-condition.js';
import { type CompiledList, withList } from './list-substitution.js';
import { type ErrorCode, LoadFailure, type Warn } from './load-report.js';
import { resolveMacros } from './macro-resolver.js';
import { type Places, placeInCondition } from './place.js';
import type { RuleCollector } from './rule-collector.js';
import type { RuleItem } from './rule-items.js';
import { compileSequence, type SequenceRule } from './sequence-rule.js';
import { valueWarnings } from './value-warnings.js';
import { compileViewRule, type ViewRule, type ViewRuleItem } from './view-rule.js';

/** More event types than this cost too much. */
const MANY_TYPES = 100;
const CONTAINER_INFO = '%container.info';

export interface CompiledItems {
  readonly rules: readonly CompiledRule[];
  readonly viewRules: readonly ViewRule[];
  readonly sequences: readonly SequenceRule[];
  readonly lists: readonly CompiledList[];
  /** Macros by name, others put in. */
  readonly macros: ReadonlyMap<string, Condition>;
}

/** `views`: those that rules may name. Throws LoadFailure. */
export function compileRules(collector: RuleCollector, warn: Warn, views: readonly View[]): CompiledItems {
  return new RuleCompiler(collector, warn).run(views);
}

class RuleCompiler {
  readonly #collector: RuleCollector;
  readonly #warn: Warn;
  readonly #lists: CompiledList[] = [];
  readonly #macros = new Map<string, Condition>();
  readonly #usedLists = new Set<string>();
  readonly #usedMacros = new Set<string>();
  readonly #tests: KnownTests = new Map();
  readonly #context = { catalogue: { lookupField }, services: systemServices() };

  constructor(collector: RuleCollector, warn: Warn) {
    this.#collector = collector;
    this.#warn = warn;
  }

  run(views: readonly View[]): CompiledItems {
    this.#compileLists();
    this.#compileMacros();
    const rules = [...this.#collector.rules.values()].flatMap((item) => this.#compileRule(item) ?? []);
    const viewRules = [...this.#collector.viewRules.values()].map((item) =>
      compileViewRule(item, views, this.#conditionOf(item)),
    );
    const sequences = [...this.#collector.sequences.values()].map((item) =>
      compileSequence(item, (step) => this.#compileRule(step)),
    );
    this.#warnOfUnused();
    return { rules, viewRules, sequences, lists: this.#lists, macros: this.#macros };
  }

  /** An item that names an earlier list stands for its items as they were written: lists are put in one deep. */
  #compileLists(): void {
    const { lists } = this.#collector;
    for (const { name, items, visibility } of lists.values()) {
      const spliced = items.flatMap((item) => {
        const other = lists.get(item);
        if (other === undefined || other.index >= visibility) return [item];
        this.#usedLists.add(other.name);
        return other.items;
      });
      this.#lists.push({ name, items: spliced });
    }
  }

  #compileMacros(): void {
    const { macros } = this.#collector;
    for (const { name, condition, conditionAt } of macros.values())
      this.#macros.set(name, this.#parse(condition, conditionAt));
    for (const { name, visibility, where } of macros.values()) {
      const condition = this.#macros.get(name);
      if (condition !== undefined) this.#macros.set(name, this.#withMacros(condition, visibility, where));
    }
  }

  #parse(condition: string, where: Places): Condition {
    let text = condition;
    for (const list of this.#lists) {
      const replaced = withList(text, list);
      if (replaced !== text) this.#usedLists.add(list.name);
      text = replaced;
    }
    const ast = parseFilter(text);
    if (!ast.ok) throw failed('LOAD_ERR_COMPILE_CONDITION', ast.error, where);
    return conditionOf(ast.value, text);
  }

  #withMacros(condition: Condition, visibility: number, where: Places): Condition {
    const resolved = resolveMacros(condition, (name) => {
      const item = this.#collector.macros.get(name);
      return item !== undefined && item.index < visibility ? this.#macros.get(name) : undefined;
    });
    if (!resolved.ok) throw failed('LOAD_ERR_VALIDATE', resolved.error, where);
    for (const name of resolved.value.used) this.#usedMacros.add(name);
    return resolved.value.condition;
  }

  /** Undefined where the rule is left out. */
  #compileRule(item: RuleItem): CompiledRule | undefined {
    if (item.isSourceUnknown) return undefined;
    const text = withExceptions(item.condition, item.exceptions);
    const output = this.#output(item);
    if (output === undefined) return undefined;
    const parsed = this.#parse(text, item.conditionAt);
    const condition = this.#withMacros(parsed, Number.POSITIVE_INFINITY, item.where);
    warnOfDeprecatedChecks(condition, item.conditionAt, this.#warn);
    const checked = checkCondition(condition, this.#context, this.#tests);
    if (!checked.ok) {
      const { error } = checked;
      const failure = failed('LOAD_ERR_COMPILE_CONDITION', error, item.conditionAt);
      if (!item.skipUnknown || !error.isUnknown) throw failure;
      this.#warn('LOAD_UNKNOWN_FILTER', error.message, failure.error.where);
      return undefined;
    }
    const eventTypes = eventTypesOf(condition);
    this.#warnOfCondition(item, condition, eventTypes.size);
    const tags = [...item.tags].sort(byBytes);
    return { item, name: item.name, condition, plan: planFilter(checked.value), eventTypes, output, tags };
  }

  /** The condition of a rule on a view as a filter, lists and macros put in. */
  #conditionOf({ condition, conditionAt, where }: ViewRuleItem): string {
    if (condition === '') return '';
    const whole = this.#withMacros(this.#parse(condition, conditionAt), Number.POSITIVE_INFINITY, where);
    const checked = checkCondition(whole, this.#context, this.#tests);
    if (!checked.ok) throw failed('LOAD_ERR_COMPILE_CONDITION', checked.error, conditionAt);
    return printCondition(whole);
  }

  #warnOfCondition(item: RuleItem, condition: Condition, eventTypes: number): void {
    for (const check of checksOf(condition)) {
      for (const message of valueWarnings(check)) this.#warn('LOAD_COMPILE_CONDITION', message, item.conditionAt);
    }
    if (!item.warnEventTypes || eventTypes <= MANY_TYPES) return;
    this.#warn('LOAD_NO_EVTTYPE', 'the rule is asked for too many event types: name some by evt.type', item.where);
  }

  /** The format of the alert; undefined where it names an unknown field and the rule is to be passed over then. */
  #output({ output, skipUnknown, where, outputAt }: RuleItem): string | undefined {
    let format = output;
    if (format.includes(CONTAINER_INFO)) {
      this.#warn('LOAD_DEPRECATED_ITEM', `${CONTAINER_INFO} is deprecated and prints nothing`, where);
      format = format.replaceAll(CONTAINER_INFO, '');
    }
    const parsed = parseFormat(format);
    if (!parsed.ok) {
      const { message, isUnknown } = parsed.error;
      if (!skipUnknown || isUnknown !== true) throw new LoadFailure('LOAD_ERR_COMPILE_OUTPUT', message, outputAt);
      this.#warn('LOAD_UNKNOWN_FILTER', message, outputAt);
      return undefined;
    }
    warnOfDeprecatedOutput(format, outputAt, this.#warn);
    return format;
  }

  #warnOfUnused(): void {
    const { macros, lists } = this.#collector;
    for (const { name, where } of macros.values()) {
      if (!this.#usedMacros.has(name))
        this.#warn('LOAD_UNUSED_MACRO', `no rule or macro names the macro '${name}'`, where);
    }
    for (const { name, where } of lists.values()) {
      if (!this.#usedLists.has(name))
        this.#warn('LOAD_UNUSED_LIST', `no rule, macro or list names the list '${name}'`, where);
    }
  }
}

function failed(code: ErrorCode, { message, line, column }: FilterError, where: Places): LoadFailure {
  return new LoadFailure(code, message, placeInCondition(where, { line, column }));
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
