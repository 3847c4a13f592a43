// SPDX-License-Identifier: Apache-2.0
// Which event types a condition can be true for: what its checks of evt.type and syscall.type leave. Checks of anything
// else say nothing, but for those of evt.num that are always or never true (numbers start at 1), which rule sets write to
// switch macros on and off.

import type { AstCheck } from '../filter/ast.js';
import { SYSCALL_NAMES } from '../scap/enums.js';
import { EVENT_TYPES } from '../scap/event-types.js';
import { alwaysHolds, constantsOf } from './always-holds.js';
import type { Condition } from './condition.js';

type EventTypeSet = ReadonlySet<number>;

const ALL: EventTypeSet = new Set(EVENT_TYPES.map(({ id }) => id));
const NONE: EventTypeSet = new Set();
const GENERIC: readonly number[] = [0, 1];
const BY_NAME = typesByName();

/** Numbers of event types. */
export function eventTypesOf(condition: Condition, isNegated = false): EventTypeSet {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const sets = condition.children.map((child) => eventTypesOf(child, isNegated));
      return (condition.kind === 'and') === isNegated ? union(sets) : intersection(sets);
    }
    case 'not':
      return eventTypesOf(condition.child, !isNegated);
    case 'check':
      return typesOfCheck(condition.ast, isNegated);
    case 'name':
      return ALL;
  }
}

/** Names of the calls and events that a condition can be true for, sorted; undefined: all. */
export function eventNamesOf(condition: Condition): readonly string[] | undefined {
  const types = eventTypesOf(condition);
  if (types.size === ALL.size) return undefined;
  const names = EVENT_TYPES.filter(({ id }) => types.has(id) && !GENERIC.includes(id)).map(({ name }) => name);
  return [...new Set(names)].sort();
}

function typesOfCheck(ast: AstCheck, isNegated: boolean): EventTypeSet {
  const { left, operator, right } = ast;
  if (left.kind !== 'field' || left.argument !== undefined) return ALL;
  const always = alwaysHolds(ast);
  if (always !== undefined) return always === isNegated ? NONE : ALL;
  if (left.name !== 'evt.type' && left.name !== 'syscall.type') return ALL;
  const names = constantsOf(right);
  if (names === undefined || (operator !== '=' && operator !== '!=' && operator !== 'in')) return ALL;
  const types = union(names.map((name) => BY_NAME.get(name) ?? NONE));
  return (operator === '!=') === isNegated ? types : complement(types);
}

/** Calls without a type of their own share the generic ones. */
function typesByName(): ReadonlyMap<string, EventTypeSet> {
  const types = new Map<string, Set<number>>();
  for (const { name, id } of EVENT_TYPES) types.set(name, (types.get(name) ?? new Set()).add(id));
  for (const name of SYSCALL_NAMES) if (name !== undefined && !types.has(name)) types.set(name, new Set(GENERIC));
  return types;
}

function union(sets: readonly EventTypeSet[]): EventTypeSet {
  return sets.includes(ALL) ? ALL : new Set(sets.flatMap((set) => [...set]));
}

function intersection(sets: readonly EventTypeSet[]): EventTypeSet {
  const narrow = sets.filter((set) => set !== ALL);
  const [first, ...others] = narrow;
  if (first === undefined) return ALL;
  return new Set([...first].filter((id) => others.every((other) => other.has(id))));
}

/** The generic types stay: one of their calls that is excluded says nothing of the others. */
function complement(set: EventTypeSet): EventTypeSet {
  return new Set([...ALL].filter((id) => !set.has(id) || GENERIC.includes(id)));
}
