// SPDX-License-Identifier: Apache-2.0
// Short ways to ask what a filter says of one event. Plain and planned evaluation must agree wherever a test looks.

import assert from 'node:assert/strict';
import type { FieldValue } from '../../../src/engine/event/value.js';
import { type CompiledFilter, compileFilter } from '../../../src/engine/filter/compile.js';
import { matchesPlan } from '../../../src/engine/filter/plan.js';
import { servicesFrom } from '../../../src/engine/filter/services.js';
import { CATALOGUE, type EventParts, eventOf } from './world.js';

const SERVICES = servicesFrom(() => 'domain 53/tcp dns # names\ndomain 53/udp\nhttp 80/tcp www\n');

export function compiled(text: string): CompiledFilter {
  const filter = compileFilter(text, CATALOGUE, SERVICES);
  assert.ok(filter.ok, `${text}: ${filter.ok ? '' : filter.error.message}`);
  return filter.value;
}

export function matches(text: string, parts: EventParts): boolean {
  const filter = compiled(text);
  const event = eventOf(parts);
  const answer = filter.matches(event);
  assert.equal(matchesPlan(filter.plan, event), answer, `planned: ${text}`);
  return answer;
}

/** Whether `field condition` holds for an event whose `field` has this value. */
export function holds(field: string, value: FieldValue, condition: string): boolean {
  const name = field.replace(/\[.*/, '');
  return matches(`${field} ${condition}`, { values: { [name]: value } });
}

/** A field, its value, conditions that hold for it and conditions that do not. */
export type Row = readonly [field: string, value: FieldValue, yes: readonly string[], no: readonly string[]];

export function checkAll(rows: readonly Row[]): void {
  for (const [field, value, yes, no] of rows) {
    for (const condition of yes) assert.equal(holds(field, value, condition), true, `${field}=${value}: ${condition}`);
    for (const condition of no) assert.equal(holds(field, value, condition), false, `${field}=${value}: ${condition}`);
  }
}

/** Sentence and the words that it points at. */
export function complaint(text: string): string {
  const filter = compileFilter(text, CATALOGUE, SERVICES);
  assert.ok(!filter.ok, `${text} is accepted`);
  return `${filter.error.message} @ ${text.slice(filter.error.index)}`;
}
