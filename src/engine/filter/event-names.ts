// SPDX-License-Identifier: Apache-2.0
// What a filter may say about the event table: names of events and system calls (evt.type), and the type that a
// parameter of some name has (evt.rawarg).

import { paramFieldType } from '../event/param-value.js';
import type { FieldType } from '../event/value.js';
import { SYSCALL_NAMES } from '../scap/enums.js';
import { EVENT_TYPES } from '../scap/event-types.js';
import { kindOf } from './values.js';

const NAMES: ReadonlySet<string | undefined> = new Set([...EVENT_TYPES.map((type) => type.name), ...SYSCALL_NAMES]);

/** True for what evt.type can print: generic events print their call's name. */
export function isEventName(name: string): boolean {
  return NAMES.has(name);
}

/**
 * The type of all parameters with this name: DYN where some are texts and others numbers, so that only the event at
 * hand says which. Numbers of several widths are INT64.
 */
export function parameterType(name: string): FieldType {
  const types = new Set<FieldType>();
  for (const event of EVENT_TYPES) {
    for (const param of event.params) if (param.name === name) types.add(paramFieldType(param).type);
  }
  const [first, ...others] = types;
  if (first === undefined) return 'DYN';
  if (others.length === 0) return first;
  const kind = kindOf(first);
  if (others.some((type) => kindOf(type) !== kind)) return 'DYN';
  return kind === 'number' ? 'INT64' : first;
}
