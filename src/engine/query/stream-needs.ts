// SPDX-License-Identifier: Apache-2.0
// What a view needs of a stream that is read once and not kept: how much of the machine's state, parameters of events, and
// events before the current one. Asked before the stream is opened (cli/print-view.ts, cli/print-events.ts).

import type { ColumnName } from '../event/event-view.js';
import type { FieldUse } from '../fields/field.js';
import type { Plan } from '../filter/plan.js';
import { EVERY_FD, type StateScope, WHOLE_STATE } from '../state/state-scope.js';
import { requires } from './mandatory-columns.js';
import { passingFdTypes } from './passing-fd-types.js';
import { usesOf } from './plan-uses.js';
import type { ViewPlan } from './view-plan.js';

export interface StreamNeeds {
  readonly scope: StateScope;
  /** Parameters of events. */
  readonly bytes: boolean;
  /**
   * `before`: enter events, requests. `all`: sums over everything so far, or a choice by what is known of containers only
   * later, so that no event may leave.
   */
  readonly past: 'none' | 'before' | 'all';
}

type Need = 'results' | 'threads' | 'fds' | 'snapshots';
const ORDER: readonly Need[] = ['results', 'threads', 'fds', 'snapshots'];
const SCOPES: Readonly<Record<Need, StateScope>> = {
  results: { threads: false, fds: false, snapshots: false, fdTypes: EVERY_FD },
  threads: { threads: true, fds: false, snapshots: false, fdTypes: EVERY_FD },
  fds: { threads: true, fds: true, snapshots: false, fdTypes: EVERY_FD },
  snapshots: WHOLE_STATE,
};

/** What columns say of threads; all others that are not numbers of the event say something of its fd. */
const COLUMN_NEEDS: Readonly<Partial<Record<ColumnName, Need>>> = {
  num: 'results',
  time: 'results',
  deltaTime: 'results',
  cpu: 'results',
  result: 'results',
  count: 'results',
  countExit: 'results',
  countCall: 'results',
  countOpen: 'results',
  countThread: 'results',
  countError: 'results',
  latency: 'threads',
  waitLatency: 'threads',
  callLatency: 'threads',
  execTime: 'threads',
  cpuTotal: 'threads',
  cpuUser: 'threads',
  cpuSystem: 'threads',
  cpuTime: 'snapshots',
  cpuTimeUser: 'snapshots',
  cpuTimeSystem: 'snapshots',
  coreTime: 'snapshots',
  countProcess: 'snapshots',
  execTimeTotal: 'snapshots',
};

/** Classes with fields that look at enter events or at what was sent before. */
const LOOKS_BACK: ReadonlySet<string> = new Set(['fs.path', 'fd', 'drill']);

export function viewNeeds(plan: ViewPlan, filter: Plan | undefined): StreamNeeds {
  const { key, groupBy, columns, view } = plan;
  const uses = [key, groupBy, ...columns.map(({ use }) => use)].filter((use) => use !== undefined);
  const hasFd = requires(plan, 'fd') || (filter !== undefined && impliesFd(filter));
  const asked = usesNeeds([...uses, ...usesOf(filter)], hasFd, requires(plan, 'thread'));
  const choosesLate = [key, ...usesOf(filter)].some((use) => use !== undefined && isKnownLate(use));
  const needs = choosesLate ? ({ ...asked, past: 'all' } as const) : asked;
  // Requests are rows, and answers come later.
  if (view.ofRequests === true) return { scope: WHOLE_STATE, bytes: true, past: 'all' };
  // Threads and fds without events are rows too.
  const isOfState = view.includesIdle === true || view.ofOpenFds === true || view.ofThreads === true;
  if (isOfState) return { ...needs, scope: WHOLE_STATE };
  return { ...needs, scope: { ...needs.scope, fdTypes: passingFdTypes([...uses, ...usesOf(filter)], filter) } };
}

/**
 * As viewNeeds, for lines of text with these fields. What is known of containers only later counts for the events before it
 * that came in the same read.
 */
export function lineNeeds(fields: readonly FieldUse[], filter: Plan | undefined): StreamNeeds {
  const { past } = usesNeeds([...fields, ...usesOf(filter)], false, false);
  const isLate = past === 'none' && fields.some(isKnownLate);
  return { scope: WHOLE_STATE, bytes: true, past: isLate ? 'before' : past };
}

/** `hasFd`, `hasThread`: events without one are left out before anybody asks for more. */
function usesNeeds(uses: readonly FieldUse[], hasFd: boolean, hasThread: boolean): StreamNeeds {
  const asksEvent = (use: FieldUse) => asksWholeEvent(use, hasFd, hasThread);
  const most = Math.max(0, ...uses.map((use) => ORDER.indexOf(asksEvent(use) ? 'snapshots' : needOf(use))));
  return {
    scope: SCOPES[ORDER[most] ?? 'snapshots'],
    bytes: uses.some(asksEvent),
    past: pastOf(uses, asksEvent),
  };
}

function asksWholeEvent({ field: { source } }: FieldUse, hasFd: boolean, hasThread: boolean): boolean {
  switch (source.kind) {
    case 'event':
      return true;
    case 'fd':
      return source.otherwise !== undefined && !hasFd;
    case 'thread':
      return source.otherwise !== undefined && !hasThread;
    default:
      return false;
  }
}

function needOf({ field: { source } }: FieldUse): Need {
  switch (source.kind) {
    case 'type':
      return 'results';
    case 'column':
    case 'mapped':
      return COLUMN_NEEDS[source.column] ?? 'fds';
    case 'fd':
      // Whose addresses are ours depends on the container of the thread.
      return source.of.length > 1 ? 'snapshots' : 'fds';
    default:
      return 'snapshots';
  }
}

/** Names, images, labels of a container come some events after its first process. */
function isKnownLate({ field }: FieldUse): boolean {
  return (field.class === 'container' || field.class === 'k8s') && field.name !== 'container.id';
}

function pastOf(uses: readonly FieldUse[], asksEvent: (use: FieldUse) => boolean): StreamNeeds['past'] {
  const columns = uses.map(({ field: { source } }) => ('column' in source ? source.column : undefined));
  if (columns.includes('execTimeTotal')) return 'all';
  const looksBack = uses.some((use) => asksEvent(use) && LOOKS_BACK.has(use.field.class));
  return looksBack || columns.includes('deltaTime') ? 'before' : 'none';
}

/** Whether only events that have an fd can pass: a comparison with a missing value is false. */
function impliesFd(plan: Plan): boolean {
  switch (plan.kind) {
    case 'leaf':
      return plan.dependsOn === 'fd' && plan.otherwise === undefined && !plan.holds(() => undefined);
    case 'and':
      return plan.children.some(impliesFd);
    case 'or':
      return plan.children.every(impliesFd);
    case 'not':
      return false;
    case 'constant':
      return !plan.value;
  }
}
