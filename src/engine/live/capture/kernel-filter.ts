// SPDX-License-Identifier: Apache-2.0
// What of a filter the probe can decide before it copies an event: processes, threads, names, users, containers, event
// types. The answer never leaves out what the filter keeps; it may keep more. Events that change the state of threads and fds are
// delivered in any case, and a call's start with its end, so that latency survives.

import type { Ast, AstCheck, AstRight } from '../../filter/ast.js';
import { SYSCALL_NAMES } from '../../scap/enums.js';
import { EVENT_TYPES } from '../../scap/event-types.js';

/** Undefined dimensions are not narrowed; an event must match all others. */
export interface Narrowing {
  readonly pids?: ReadonlySet<number>;
  readonly tids?: ReadonlySet<number>;
  readonly comms?: ReadonlySet<string>;
  readonly uids?: ReadonlySet<number>;
  /** Ids as container.id prints them. */
  readonly containers?: ReadonlySet<string>;
  /** Names as evt.type prints them. */
  readonly names?: ReadonlySet<string>;
}

/** Members that a set in the probe can have. */
const SET_LIMIT = 256;
/** The kernel's names of threads are that long. */
const COMM_LENGTH = 15;
/** container.id of what is in no container. */
const HOST = 'host';
/** CPU samples: without them no process has a CPU column. */
const ALWAYS = ['procinfo', 'container'];

const ALL_NAMES: ReadonlySet<string> = new Set([
  ...EVENT_TYPES.map((type) => type.name),
  ...SYSCALL_NAMES.filter((name) => name !== undefined),
]);

export function narrowingOf(filter: Ast): Narrowing {
  return narrow(filter);
}

function narrow(ast: Ast): Narrowing {
  switch (ast.kind) {
    case 'and':
      return ast.children.map(narrow).reduce(both, {});
    case 'or':
      return ast.children.map(narrow).reduce(either);
    case 'not':
      return ast.child.kind === 'check' ? negated(ast.child) : {};
    case 'check':
      return ofCheck(ast);
    case 'name':
      return {};
  }
}

function ofCheck(check: AstCheck): Narrowing {
  if (check.left.kind !== 'field' || check.left.argument !== undefined || check.modifier !== undefined) return {};
  const texts = textsOf(check.right);
  if (texts === undefined) return {};
  const isType = check.left.name === 'evt.type' || check.left.name === 'syscall.type';
  if (check.operator === '!=' && check.left.name === 'evt.type') return { names: without(texts) };
  if (check.operator !== '=' && check.operator !== 'in') return {};
  if (isType) return { names: new Set(texts) };
  if (texts.length > SET_LIMIT) return {};
  switch (check.left.name) {
    case 'proc.pid':
      return numbers('pids', texts);
    case 'thread.tid':
      return numbers('tids', texts);
    case 'user.uid':
      return numbers('uids', texts);
    case 'proc.name':
      return texts.some((text) => Buffer.byteLength(text) > COMM_LENGTH) ? {} : { comms: new Set(texts) };
    case 'container.id':
      // What is in no container is in no cgroup of its own.
      return texts.includes(HOST) ? {} : { containers: new Set(texts) };
    default:
      return {};
  }
}

/** Every event has a type, so that "not this type" is the other types. */
function negated(check: AstCheck): Narrowing {
  const isEquality = check.operator === '=' || check.operator === 'in';
  if (check.left.kind !== 'field' || check.left.name !== 'evt.type' || !isEquality) return {};
  const texts = textsOf(check.right);
  return texts === undefined || check.modifier !== undefined ? {} : { names: without(texts) };
}

function without(names: readonly string[]): ReadonlySet<string> {
  const rest = new Set(ALL_NAMES);
  for (const name of names) rest.delete(name);
  return rest;
}

function textsOf(right: AstRight | undefined): readonly string[] | undefined {
  if (right?.kind === 'text') return [right.text];
  return right?.kind === 'list' ? right.items.map((item) => item.text) : undefined;
}

function numbers(dimension: 'pids' | 'tids' | 'uids', texts: readonly string[]): Narrowing {
  const values = texts.map(Number);
  return values.every((value) => Number.isInteger(value) && value >= 0) ? { [dimension]: new Set(values) } : {};
}

const DIMENSIONS = ['pids', 'tids', 'comms', 'uids', 'containers', 'names'] as const;

/** Restrictions of either side hold. */
function both(a: Narrowing, b: Narrowing): Narrowing {
  return combine(a, b, (x, y) => {
    if (x === undefined || y === undefined) return x ?? y;
    return new Set([...x].filter((value) => y.has(value)));
  });
}

/** Only what both sides restrict stays restricted, to the values of either. */
function either(a: Narrowing, b: Narrowing): Narrowing {
  return combine(a, b, (x, y, limit) => {
    if (x === undefined || y === undefined) return undefined;
    const union = new Set([...x, ...y]);
    return union.size > limit ? undefined : union;
  });
}

type Values = ReadonlySet<number | string> | undefined;

function combine(a: Narrowing, b: Narrowing, merge: (x: Values, y: Values, limit: number) => Values): Narrowing {
  const result: Record<string, Values> = {};
  for (const dimension of DIMENSIONS) {
    // Types are bits in the probe, the others are members of sets.
    const limit = dimension === 'names' ? Number.POSITIVE_INFINITY : SET_LIMIT;
    const merged = merge(a[dimension], b[dimension], limit);
    if (merged !== undefined) result[dimension] = merged;
  }
  // Each dimension was merged with its own kind.
  return result as Narrowing;
}

/** Event types, and codes of generic events, that print as one of these names: starts and ends of calls. */
export function typesOf(names: ReadonlySet<string>): {
  readonly types: readonly number[];
  readonly codes: readonly number[];
} {
  const isWanted = (name: string | undefined): boolean =>
    name !== undefined && (names.has(name) || ALWAYS.includes(name));
  const types = EVENT_TYPES.filter((type) => isWanted(type.name)).map((type) => type.id);
  const codes = [...SYSCALL_NAMES.keys()].filter((code) => isWanted(SYSCALL_NAMES[code]));
  // The end of a call may be named where the start is not (execve 18 and 19, say): ask for both.
  return { types: [...new Set(types.flatMap((id) => [id & ~1, id | 1]))], codes };
}
