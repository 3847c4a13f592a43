// SPDX-License-Identifier: Apache-2.0
// Screens that have opened this host: the engine's calls over the wire, each session with a table and lists of its own.
// What needs more than the asker's role is refused here, before anything is looked at.

import type { Capture } from '../engine/ingest/capture.js';
import type { EngineCalls, EngineRequest } from '../engine/protocol/engine-calls.js';
import type { Answer, TableSnapshot } from '../engine/protocol/protocol.js';
import { failure, ok } from '../engine/result.js';
import { type QuerySession, querySession } from '../engine/session/query-session.js';
import type { View } from '../views/view.js';
import { isAtLeast, type Role } from './messages.js';
import { cellsWithoutPayload, payloadProblem, viewWithoutPayload } from './payload.js';

/** ms after the last word of a session. */
const KEPT = 60_000;
const MOST_SESSIONS = 32;

/** The least role for each call. `saveCapture` writes a file on this host: nobody may. */
const LEAST: Readonly<Record<keyof EngineCalls, Role | undefined>> = {
  openTable: 'look',
  viewTable: 'look',
  findRow: 'look',
  checkFilter: 'look',
  timeline: 'look',
  spectrogram: 'look',
  overview: 'look',
  hostMeters: 'look',
  waitingThreads: 'dig',
  compareTables: 'look',
  tableTrend: 'look',
  rowDetails: 'dig',
  fields: 'look',
  rowFields: 'dig',
  openEvents: 'dig',
  explain: 'dig',
  eventLines: 'dig',
  findEvent: 'dig',
  eventIndex: 'dig',
  eventDetails: 'dig',
  requestTime: 'dig',
  openEcho: 'dig',
  echoBlocks: 'dig',
  findEcho: 'dig',
  fieldValues: 'dig',
  saveCapture: undefined,
  alerts: 'dig',
  alertScene: 'dig',
  reloadRules: undefined,
  silenceAlerts: undefined,
};

interface Open {
  readonly calls: QuerySession;
  asked: number;
}

export class HostSessions {
  readonly #capture: Capture;
  readonly #views: readonly View[];
  readonly #open = new Map<string, Open>();

  constructor(capture: Capture, views: readonly View[]) {
    this.#capture = capture;
    this.#views = views;
  }

  async call(session: string, { method, args }: EngineRequest, role: Role): Promise<Answer<unknown>> {
    const least = Object.hasOwn(LEAST, method) ? LEAST[method] : undefined;
    if (least === undefined) return notAllowed(`${String(method)} is not done for other machines`);
    if (!isAtLeast(role, least)) return notAllowed(`the role ${role} may not do that; ${least} may`);
    // The union of requests pairs each method with its arguments, which the compiler loses here.
    const call = this.#session(session, role).calls[method] as (...args: readonly unknown[]) => Answer<unknown>;
    if (role !== 'look') return call(...args);
    const problem = payloadProblem(undefined, filtersOf(args));
    if (problem !== undefined) return notAllowed(problem);
    const answer = await call(...args);
    return answer.ok && isTable(answer.value) ? ok(tableWithoutPayload(answer.value)) : answer;
  }

  /** The session's table over what has come since. */
  table(session: string, role: Role): TableSnapshot | undefined {
    const table = this.#session(session, role).calls.refreshTable();
    return table === undefined || role !== 'look' ? table : tableWithoutPayload(table);
  }

  forget(session: string): void {
    for (const name of [`look ${session}`, `all ${session}`]) this.#close(name);
  }

  #close(name: string): void {
    this.#open.get(name)?.calls.stopSearch();
    this.#open.delete(name);
  }

  #viewsOf(role: Role): readonly View[] {
    if (role !== 'look') return this.#views;
    return this.#views.filter((view) => payloadProblem(view, []) === undefined).map(viewWithoutPayload);
  }

  /** A session has what the role that it began with may see. */
  #session(session: string, role: Role): Open {
    const name = `${role === 'look' ? 'look' : 'all'} ${session}`;
    const oldest = Date.now() - KEPT;
    for (const [other, { asked }] of this.#open) if (asked < oldest) this.#close(other);
    const open = this.#open.get(name) ?? { calls: querySession(this.#capture, this.#viewsOf(role), []), asked: 0 };
    open.asked = Date.now();
    // Last in the order: the first is the one that was used longest ago.
    this.#open.delete(name);
    this.#open.set(name, open);
    const [first] = this.#open.keys();
    if (this.#open.size > MOST_SESSIONS && first !== undefined) this.#close(first);
    return open;
  }
}

/** Texts that a call brings along, as filters: an empty one has no fields. */
function filtersOf(args: readonly unknown[]): string[] {
  return args.flatMap((arg) => {
    if (typeof arg === 'string') return [arg];
    const filter = (arg as { readonly filter?: unknown } | null | undefined)?.filter;
    return typeof filter === 'string' ? [filter] : [];
  });
}

function isTable(value: unknown): value is TableSnapshot {
  return (value as { readonly kind?: unknown } | null)?.kind === 'table';
}

function tableWithoutPayload(table: TableSnapshot): TableSnapshot {
  const fields = table.columns.map(({ field }) => field);
  return { ...table, rows: table.rows.map((row) => ({ ...row, cells: cellsWithoutPayload(row.cells, fields) })) };
}

function notAllowed(message: string): Answer<never> {
  return failure({ code: 'gone', message, position: -1, hint: '' });
}
