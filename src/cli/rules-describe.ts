// SPDX-License-Identifier: Apache-2.0
// `rules list` and `rules describe`: the rules of files as they will run, lists, macros and exceptions put in.

import { printOperand } from '../engine/filter/print.js';
import type { CompiledRule } from '../engine/rules/compiled-rule.js';
import { checksOf, printCondition } from '../engine/rules/condition.js';
import { eventNamesOf } from '../engine/rules/condition-event-types.js';
import type { SequenceRule } from '../engine/rules/sequence-rule.js';
import type { ViewRule } from '../engine/rules/view-rule.js';

/** One line per rule: priority, enabled or not, name, tags. */
export function listLine({ item, name, tags }: CompiledRule | SequenceRule | ViewRule): string {
  const state = item.enabled ? 'enabled ' : 'disabled';
  return `${item.priority.padEnd(13)} ${state} ${name}${tags.length === 0 ? '' : `  [${tags.join(', ')}]`}`;
}

export function viewRuleJson({ item }: ViewRule): object {
  const { name, description, priority, enabled, tags, condition, output, view, key, window, having } = item;
  const ofView = { view, ...(key === undefined ? {} : { key }), window_ms: window, having };
  return { name, description, priority, source: 'view', enabled, tags, condition, output, ...ofView };
}

export function sequenceJson({ item, steps }: SequenceRule): object {
  const { name, description, priority, enabled, tags, output, key, window } = item;
  const sequence = steps.map(({ condition }) => printCondition(condition));
  return { name, description, priority, source: 'syscall', enabled, tags, output, sequence, key, window_ms: window };
}

export function ruleJson({ item, name, tags, output }: CompiledRule): object {
  return {
    name,
    description: item.description,
    priority: item.priority,
    source: item.source,
    enabled: item.enabled,
    tags,
    condition: item.condition,
    output,
    capture: item.capture,
    capture_duration: item.captureDuration,
    ...(item.captureAfter === undefined
      ? {}
      : { capture_before_ms: item.captureBefore, capture_after_ms: item.captureAfter }),
  };
}

export function describedJson(rule: CompiledRule): object {
  return {
    ...ruleJson(rule),
    condition_compiled: printCondition(rule.condition),
    condition_fields: fieldsOf(rule),
    condition_operators: [...new Set(checksOf(rule.condition).map(({ ast }) => ast.operator))].sort(),
    exception_names: rule.item.exceptions.map((exception) => exception.name),
    events: eventNamesOf(rule.condition) ?? 'all',
  };
}

export function describedLines(rule: CompiledRule): readonly string[] {
  const { item, name, tags, output } = rule;
  return [
    name,
    `  ${item.description.trim().replace(/\s*\n\s*/g, '\n  ')}`,
    `  priority   ${item.priority}${item.enabled ? '' : ' (disabled)'}`,
    `  tags       ${tags.join(', ')}`,
    `  events     ${eventNamesOf(rule.condition)?.join(', ') ?? 'all'}`,
    `  fields     ${fieldsOf(rule).join(', ')}`,
    `  condition  ${printCondition(rule.condition)}`,
    `  output     ${output}`,
  ];
}

function fieldsOf({ condition }: CompiledRule): readonly string[] {
  return [...new Set(checksOf(condition).map(({ ast }) => printOperand(ast.left)))].sort();
}
