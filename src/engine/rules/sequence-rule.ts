// SPDX-License-Identifier: Apache-2.0
// Rules on sequences: conditions that events of the same key meet one after the other, within a time.

import { lookupField } from '../fields/catalogue.js';
import type { FieldUse } from '../fields/field.js';
import type { CompiledRule } from './compiled-rule.js';
import type { ItemReader } from './item-reader.js';
import { LoadFailure } from './load-report.js';
import { type Places, placeIn } from './place.js';
import { type Priority, parsePriority } from './priority.js';
import { readDuration } from './read-capture.js';
import type { RuleItem } from './rule-items.js';

export interface SequenceItem {
  readonly name: string;
  readonly description: string;
  /** Field that the events of a sequence agree in. */
  readonly key: string;
  readonly conditions: readonly string[];
  /** ms from the first event to the last, at most. */
  readonly window: number;
  readonly output: string;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  readonly where: Places;
  readonly conditionAt: Places;
  readonly outputAt: Places;
  readonly keyAt: Places;
}

export interface SequenceRule {
  readonly item: SequenceItem;
  readonly name: string;
  readonly tags: readonly string[];
  readonly key: FieldUse;
  /** In their order; the output is that of the last. */
  readonly steps: readonly CompiledRule[];
}

export const SEQUENCE_KEYS = ['rule', 'desc', 'sequence', 'key', 'window', 'output', 'priority', 'tags', 'enabled'];
/** ms. */
const DEFAULT_WINDOW = 60_000;
const LONGEST_WINDOW = 86_400_000;

/** Throws LoadFailure. */
export function readSequence(name: string, item: ItemReader): SequenceItem {
  const at = (key: string) => item.node(key)?.at ?? item.map.at;
  const conditions = item.texts('sequence');
  if (conditions.length < 2) return item.fail("'sequence' is a list of two conditions or more");
  const priority = parsePriority(item.text('priority'));
  if (priority === undefined) return item.fail(`'${item.text('priority')}' is not a priority`);
  return {
    name,
    conditions,
    priority,
    description: item.text('desc'),
    key: item.text('key'),
    window: item.has('window') ? readDuration(item, 'window', LONGEST_WINDOW) : DEFAULT_WINDOW,
    output: item.text('output').trim(),
    tags: item.has('tags') ? [...new Set(item.texts('tags'))].sort() : [],
    enabled: item.optionalFlag('enabled') ?? true,
    where: item.where,
    conditionAt: placeIn(item.where, 'rule condition', at('sequence')),
    outputAt: placeIn(item.where, 'rule output', at('output')),
    keyAt: placeIn(item.where, 'value for', at('key'), 'key'),
  };
}

/** `compile`: makes a rule of one step. Throws LoadFailure. */
export function compileSequence(
  item: SequenceItem,
  compile: (step: RuleItem) => CompiledRule | undefined,
): SequenceRule {
  const key = lookupField(item.key);
  if (!key.ok) throw new LoadFailure('LOAD_ERR_VALIDATE', key.error, item.keyAt);
  const steps = item.conditions.flatMap((condition) => compile(stepOf(item, condition)) ?? []);
  return { item, name: item.name, tags: item.tags, key: key.value, steps };
}

function stepOf(item: SequenceItem, condition: string): RuleItem {
  const { conditions: _, key: __, window: ___, keyAt: ____, ...rest } = item;
  return {
    ...rest,
    condition,
    source: 'syscall',
    isSourceUnknown: false,
    index: 0,
    visibility: 0,
    exceptions: [],
    capture: false,
    captureBefore: 0,
    captureAfter: undefined,
    captureDuration: 0,
    warnEventTypes: true,
    skipUnknown: false,
  };
}
