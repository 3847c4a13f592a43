// SPDX-License-Identifier: Apache-2.0
// The first line of a fleet's screen: who is in the table, who is late, since when nothing was heard.

import type { EngineStatus } from '../engine/protocol/protocol.js';
import type { FleetClient } from './fleet-client.js';
import type { FleetTable } from './fleet-table.js';
import type { Host } from './roster.js';

const MOST_NAMED = 3;

/** `fleet: 412 of 415 answered, 3 late: db-7 …`; it is live as long as the server is there. */
export function fleetStatus(client: FleetClient, made: FleetTable | undefined): EngineStatus {
  const statuses = client.roster.hosts.map(({ facts }) => facts.status);
  const sum = (of: (status: EngineStatus) => number): number => statuses.reduce((total, one) => total + of(one), 0);
  return {
    source: 'fleet',
    live: true,
    hostname: `fleet: ${peopleText(client, made)}${staleText(client.downSince)}`,
    state: { kind: 'live' },
    events: sum(({ events }) => events),
    eventRate: sum(({ live, eventRate }) => (live ? eventRate : 0)),
    // Each host holds a span of its own: there is no time to move in.
    span: { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY },
    baseTime: '',
    drops: {
      kernel: sum(({ drops }) => drops.kernel),
      shim: sum(({ drops }) => drops.shim),
      evicted: sum(({ drops }) => drops.evicted),
    },
    memoryBytes: sum(({ memoryBytes }) => memoryBytes),
    diskBytes: sum(({ diskBytes }) => diskBytes),
    threads: sum(({ threads }) => threads),
    latencyRecorded: statuses.some(({ latencyRecorded }) => latencyRecorded),
  };
}

function peopleText({ roster }: FleetClient, made: FleetTable | undefined): string {
  const now = Date.now();
  const away = roster.hosts.filter((host) => roster.isAway(host, now)).map(({ name }) => name);
  const known = roster.hosts.length;
  const late = [...new Set([...(made?.missing.keys() ?? []), ...away])];
  const twice = roster.duplicates.map((name) => `, two call themselves ${name}`).join('');
  const least = Math.min(1, ...(made?.partly.values() ?? []));
  const partly = least < 1 ? `, scanned ${Math.floor(least * 100)} % at least` : '';
  if (late.length === 0) return `${known} of ${known} answered${partly}${twice}`;
  const names = late.slice(0, MOST_NAMED).join(', ');
  return `${known - late.length} of ${known} answered, ${late.length} late: ${names}${late.length > MOST_NAMED ? ' …' : ''}${partly}${twice}`;
}

/** The status of an open host; `status`: undefined where it does not answer, which its name then says. */
export function hostStatus(client: FleetClient, host: Host, status: EngineStatus | undefined): EngineStatus {
  const last = status ?? host.facts.status;
  const stale = staleText(status === undefined ? host.heard : client.downSince);
  const clock = clockText(host.offset);
  // As one that is live: the first line then shows its name, and that of a capture is a path on its machine.
  return { ...last, live: true, hostname: `${host.name}${stale}${clock}` };
}

function staleText(since: number | undefined): string {
  return since === undefined ? '' : ` STALE since ${new Date(since).toTimeString().slice(0, 8)}`;
}

const SECOND = 1000;

/** Clocks that differ by less are taken for equal: an answer takes time, too. */
function clockText(offset: number | undefined): string {
  if (offset === undefined || Math.abs(offset) < SECOND) return '';
  return `, its clock ${(Math.abs(offset) / SECOND).toFixed(1)} s ${offset > 0 ? 'ahead' : 'behind'}`;
}
