// SPDX-License-Identifier: Apache-2.0
// On which types of fds the events are that a view can count: for the others the state has less to do (state-scope.ts).

import type { ColumnName } from '../event/event-view.js';
import type { FieldUse } from '../fields/field.js';
import type { Plan, PlanLeaf } from '../filter/plan.js';
import { FdType, fdTypeName } from '../state/fd-info.js';
import { EVERY_FD } from '../state/state-scope.js';

/** Fields of threads that say the same whenever their thread is looked at, and whatever its files are called. */
const OWN: ReadonlySet<string> = new Set([
  'proc.pid',
  'proc.name',
  'proc.exe',
  'proc.args',
  'proc.exeline',
  'proc.cmdline',
  'thread.tid',
]);

/** Columns that events without an fd have a say in. */
const OF_CPUS: ReadonlySet<ColumnName> = new Set([
  'execTime',
  'execTimeTotal',
  'cpuTotal',
  'cpuUser',
  'cpuSystem',
  'cpuTime',
  'cpuTimeUser',
  'cpuTimeSystem',
  'coreTime',
]);

/** Bits of StateScope.fdTypes. `uses`: all fields of the view and its filter. */
export function passingFdTypes(uses: readonly FieldUse[], filter: Plan | undefined): number {
  return filter !== undefined && uses.every(isOfFdAlone) ? typesOf(filter) : EVERY_FD;
}

/** Whether a field says nothing of other threads and other fds than those of its event. */
function isOfFdAlone({ field: { name, source } }: FieldUse): boolean {
  if (source.kind === 'thread') return OWN.has(name);
  if (source.kind === 'column' || source.kind === 'mapped') return !OF_CPUS.has(source.column);
  return source.kind === 'fd' || source.kind === 'type';
}

function typesOf(plan: Plan): number {
  switch (plan.kind) {
    case 'leaf':
      return typesOfLeaf(plan);
    case 'and':
      return plan.children.reduce((types, child) => types & typesOf(child), EVERY_FD);
    case 'or':
      return plan.children.reduce((types, child) => types | typesOf(child), 0);
    default:
      return EVERY_FD;
  }
}

/** `fd.type=file`: a comparison with the type alone, which an event without an fd fails. */
function typesOfLeaf({ use, uses, test, otherwise }: PlanLeaf): number {
  if (use.field.name !== 'fd.type' || uses.length > 1 || otherwise !== undefined || test(undefined)) return EVERY_FD;
  return Object.values<number>(FdType)
    .filter((type) => test(fdTypeName(type)))
    .reduce((types, type) => types | (1 << type), 0);
}
