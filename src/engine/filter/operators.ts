// SPDX-License-Identifier: Apache-2.0
// Which operators a value can be compared with: the table that the checker asks before anything is compared, and that
// completion shows. Messages are the reference's (userspace/libsinsp/filter_compare.cpp, version 0.15.1, whose
// executable can be asked).

import type { FieldType } from '../event/value.js';
import type { Modifier, Operator } from './ast.js';
import type { ValueKind } from './values.js';

const EQUALITY = ['exists', '=', '!=', 'in', 'intersects'] as const;
const ORDER = ['<', '<=', '>', '>='] as const;
const TEXT = ['contains', 'icontains', 'startswith', 'endswith', 'glob', 'iglob', 'pmatch', 'regex'] as const;
const BYTES = ['contains', 'bcontains', 'startswith', 'bstartswith', 'endswith'] as const;

/** What the fields of a kind are called in messages, and the operators that they take. */
const RULES: Readonly<Record<ValueKind, { readonly name: string; readonly operators: readonly Operator[] }>> = {
  number: { name: 'numeric', operators: [...EQUALITY, ...ORDER] },
  boolean: { name: 'numeric', operators: EQUALITY },
  text: { name: 'string', operators: [...EQUALITY, ...ORDER, ...TEXT] },
  bytes: { name: 'buffer', operators: [...EQUALITY, ...BYTES] },
  address: { name: 'ip address and network', operators: EQUALITY },
  network: { name: 'ip address and network', operators: EQUALITY },
  dynamic: { name: 'untyped', operators: [...EQUALITY, ...ORDER, ...TEXT, 'bcontains', 'bstartswith'] },
};

const LIST_OPERATORS: readonly Operator[] = ['exists', 'in', 'intersects'];
const LIST_TYPES: readonly FieldType[] = ['CHARBUF', 'UINT64', 'RELTIME', 'ABSTIME', 'BOOL', 'IPADDR', 'IPNET'];

/** Operators that may follow a field of this kind, `exists` first. */
export function operatorsOf(kind: ValueKind, isList: boolean): readonly Operator[] {
  return isList ? LIST_OPERATORS : RULES[kind].operators;
}

export interface Comparand {
  /** For messages. */
  readonly name: string;
  readonly type: FieldType;
  readonly kind: ValueKind;
  readonly isList: boolean;
}

/** The sentence that says why `operator` cannot follow; undefined where it can. */
export function operatorError(
  operator: Operator,
  modifier: Modifier | undefined,
  { name, type, kind, isList }: Comparand,
): string | undefined {
  if (operator === 'exists') return undefined;
  if (isList && !LIST_TYPES.includes(type)) return `list filters are not supported for type '${type}'`;
  if (isList && modifier === undefined) {
    if (LIST_OPERATORS.includes(operator)) return undefined;
    return `list filter '${name}' only supports operators 'exists', 'in' and 'intersects'`;
  }
  // With a modifier the elements of a list are compared one by one.
  const rule = RULES[kind];
  return rule.operators.includes(operator) ? undefined : `'${operator}' not supported for ${rule.name} filters`;
}
