// SPDX-License-Identifier: Apache-2.0
// The view `hosts`: a row for each host of the fleet, from what its heartbeats say. Enter on a row opens the host.

import type { CellValue } from '../engine/protocol/protocol.js';
import type { Unit } from '../engine/protocol/unit.js';
import type { TableSource } from '../engine/query/table.js';
import type { ViewPlan } from '../engine/query/view-plan.js';
import type { View, ViewColumn } from '../views/view.js';
import { fleetColumn, HOST_COLUMN, HOST_FIELD } from './fleet-columns.js';
import type { Host, Roster } from './roster.js';

interface HostsColumn extends ViewColumn {
  readonly unit: Unit;
  readonly of: (host: Host, now: number) => CellValue;
}

const NS_PER_MS = 1e6;

const COLUMNS: readonly HostsColumn[] = [
  {
    name: 'EV/s',
    field: 'fleet.rate',
    description: 'Events a second.',
    unit: 'count',
    aggregate: 'SUM',
    of: ({ facts }) => (facts.status.live ? facts.status.eventRate : null),
  },
  {
    name: 'CPU',
    field: 'fleet.cpu',
    description: 'Percent of one CPU that all processes took, in the last ten seconds that it holds.',
    unit: 'percent',
    aggregate: 'SUM',
    of: ({ facts }) => facts.cpu ?? null,
  },
  {
    name: 'ERRORS/s',
    field: 'fleet.errors',
    description: 'Calls that failed a second, in the last ten seconds that it holds.',
    unit: 'count',
    aggregate: 'SUM',
    of: ({ facts }) => facts.errors ?? null,
  },
  {
    name: 'DROPS',
    field: 'fleet.drops',
    description: 'Events that were lost.',
    unit: 'count',
    aggregate: 'SUM',
    of: ({ facts: { status } }) => status.drops.kernel + status.drops.shim,
  },
  {
    name: 'EVENTS',
    field: 'fleet.events',
    description: 'Events that it has read.',
    unit: 'count',
    aggregate: 'SUM',
    of: ({ facts }) => facts.status.events,
  },
  {
    name: 'HELD SINCE',
    field: 'fleet.since',
    description: 'Time of the oldest event that it holds, by its clock.',
    unit: 'time',
    width: 18,
    of: ({ facts: { status } }) => {
      if (status.baseTime === '' || !Number.isFinite(status.span.from)) return null;
      return BigInt(status.baseTime) + BigInt(Math.round(status.span.from));
    },
  },
  {
    name: 'CLOCK',
    field: 'fleet.offset',
    description: 'How far its clock is ahead of this one, within the time of an answer.',
    unit: 'ns',
    width: 9,
    aggregate: 'MAX',
    of: ({ offset }) => (offset === undefined ? null : Math.round(offset * NS_PER_MS)),
  },
  {
    name: 'AGE',
    field: 'fleet.age',
    description: 'Time since it was heard last.',
    unit: 'ns',
    width: 8,
    aggregate: 'MAX',
    of: ({ heard }, now) => (now - heard) * NS_PER_MS,
  },
  {
    name: 'VERSION',
    field: 'fleet.version',
    description: 'Version of its agent.',
    unit: 'text',
    width: 10,
    of: ({ facts }) => facts.program,
  },
  {
    name: 'STATE',
    field: 'fleet.state',
    description: 'live, file, loading, or since when nothing was heard.',
    unit: 'text',
    width: 0,
    of: (host) => stateText(host),
  },
];

export const HOSTS_VIEW: View = {
  id: 'hosts',
  name: 'Hosts',
  description: 'Every host of the fleet, with how busy it is, what it holds, and when it was heard last.',
  tips: ['Enter opens a host: the same views, of that host alone.', 'F2 shows a view of all hosts at once.'],
  kind: 'table',
  appliesTo: [''],
  key: HOST_FIELD,
  drillDown: 'procs',
  useDefaults: true,
  columns: [HOST_COLUMN.column, ...COLUMNS.map(({ of: _, ...column }) => column)],
  sort: { column: 'HOST', descending: false },
};

const PLAN: ViewPlan = {
  view: HOSTS_VIEW,
  key: HOST_COLUMN.use,
  keyOtherwise: undefined,
  groupBy: undefined,
  columns: [HOST_COLUMN, ...COLUMNS.map(fleetColumn)],
  sortColumn: 0,
  sortDescending: false,
};

function stateText({ facts: { status } }: Host): string {
  const { state, live } = status;
  switch (state.kind) {
    case 'loading':
      return state.fraction === undefined ? 'loading' : `loading ${Math.floor(state.fraction * 100)} %`;
    case 'live':
      return 'live';
    case 'complete':
      return live ? 'stopped' : 'file';
    case 'ended-early':
      return `ended early: ${state.reason}`;
    case 'failed':
      return state.message;
  }
}

/** `now`: ms. Hosts that are away are rows that have ended. */
export function hostsSource(roster: Roster, now: number): TableSource {
  const { hosts } = roster;
  const at = (row: number): Host => hosts[row] as Host;
  return {
    plan: PLAN,
    length: hosts.length,
    matchedEvents: 0,
    cell: (row, column) => (column === 0 ? at(row).name : cellOf(roster, at(row), column, now)),
    key: (row) => at(row).name,
    keyValue: (row) => at(row).name,
    firstEvent: () => 0,
    alive: (row) => !roster.isAway(at(row), now),
    parentKey: () => undefined,
  };
}

function cellOf(roster: Roster, host: Host, column: number, now: number): CellValue {
  const planned = COLUMNS[column - 1];
  if (planned === undefined) return null;
  if (planned.field === 'fleet.state' && roster.isAway(host, now)) {
    return `STALE since ${new Date(host.heard).toTimeString().slice(0, 8)}`;
  }
  return planned.of(host, now);
}

/** Views as a fleet has them: also of a host, and without actions, which would run on the machine of the screen. */
export function fleetViews(views: readonly View[]): readonly View[] {
  const own = views.map(({ actions: _, ...view }): View => {
    return view.appliesTo.includes('') ? { ...view, appliesTo: [...view.appliesTo, HOST_FIELD] } : view;
  });
  return [HOSTS_VIEW, ...own];
}
