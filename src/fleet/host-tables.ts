// SPDX-License-Identifier: Apache-2.0
// The tables that an agent has open for those who ask, one each: the first rows, more of them, rows of some keys and all
// others as one. They are made of what the host holds at the time of the question, and stay as they are.

import type { Capture } from '../engine/ingest/capture.js';
import type { SortOrder } from '../engine/protocol/protocol.js';
import { type CellParts, mergeKind, PartsSum } from '../engine/query/column-parts.js';
import { RowView } from '../engine/query/row-view.js';
import type { Table } from '../engine/query/table.js';
import type { ViewPlan } from '../engine/query/view-plan.js';
import { failure, ok, type Result } from '../engine/result.js';
import { filterOnHost } from './host-filter.js';
import type { HostRow, HostRows, Role, TableQuestion } from './messages.js';
import { cellsWithoutPayload, payloadProblem, viewWithoutPayload } from './payload.js';
import { TableMaker } from './table-maker.js';

/** Rows of one answer. */
export const MOST_ROWS = 1000;
/** Tables stay so long (ms) after the last question about them. */
const KEPT = 30_000;

interface Held {
  readonly of: number;
  /** Undefined: nothing of this host passes. */
  readonly table: Table | undefined;
  readonly plan: ViewPlan;
  readonly sort: SortOrder;
  /** Of the columns, where some show nothing. */
  readonly fields: readonly string[];
  readonly scanned: number;
  asked: number;
}

export class HostTables {
  readonly #capture: Capture;
  readonly #host: string;
  readonly #view: RowView;
  readonly #maker: TableMaker;
  readonly #held = new Map<string, Held>();

  constructor(capture: Capture, host: string, maker = new TableMaker(capture)) {
    this.#capture = capture;
    this.#maker = maker;
    this.#host = host;
    this.#view = new RowView(capture);
  }

  /** Makes the session's table; the error is a sentence. `of`: what later questions call it. */
  open(session: string, of: number, asked: TableQuestion, role: Role): Result<null, string> {
    this.#forgetOld();
    const question = role === 'look' ? { ...asked, view: viewWithoutPayload(asked.view) } : asked;
    const problem = role === 'look' ? payloadProblem(asked.view, [asked.filter]) : undefined;
    if (problem !== undefined) return failure(problem);
    const user = filterOnHost(question.filter, this.#host);
    if (!user.ok) return user;
    const made = this.#maker.make({ ...question, filter: user.value === false ? '' : user.value });
    if (!made.ok) return made;
    const { open, plan } = made.value;
    const table = user.value === false ? undefined : open.table;
    this.#held.set(session, {
      of,
      table,
      plan,
      sort: open.sort,
      asked: Date.now(),
      fields: fieldsOf(plan, role),
      scanned: open.scanned,
    });
    return ok(null);
  }

  /** Undefined where that table is gone. */
  page(session: string, of: number, from: number, count: number, parts: boolean): HostRows | undefined {
    const held = this.#find(session, of);
    if (held === undefined) return undefined;
    const end = Math.min(lengthOf(held), from + Math.min(count, MOST_ROWS));
    const places = Array.from({ length: Math.max(0, end - from) }, (_, i) => from + i);
    return this.#rows(held, places, from, parts);
  }

  /** Rows with these keys, and the others as one. */
  keys(session: string, of: number, keys: readonly string[]): HostRows | undefined {
    const held = this.#find(session, of);
    if (held === undefined) return undefined;
    const wanted = new Set(keys);
    const places: number[] = [];
    const others: number[] = [];
    for (let place = 0; place < lengthOf(held); place++) {
      (wanted.has(keyAt(held, place)) ? places : others).push(place);
    }
    const rest = { rows: others.length, parts: summed(held, others) };
    return { ...this.#rows(held, places, 0, true), others: rest };
  }

  /** Rows whose number in the order's column is at least `value`, however many. */
  beyond(session: string, of: number, value: number): HostRows | undefined {
    const held = this.#find(session, of);
    if (held === undefined) return undefined;
    const places: number[] = [];
    for (let place = 0; place < lengthOf(held); place++) {
      const cell = held.table?.row(place).cells[held.sort.column];
      if (typeof cell === 'number' && cell >= value) places.push(place);
    }
    return this.#rows(held, places, 0, true);
  }

  forget(session: string): void {
    this.#held.delete(session);
  }

  #find(session: string, of: number): Held | undefined {
    const held = this.#held.get(session);
    if (held?.of !== of) return undefined;
    held.asked = Date.now();
    return held;
  }

  #forgetOld(): void {
    const oldest = Date.now() - KEPT;
    for (const [session, { asked }] of this.#held) if (asked < oldest) this.#held.delete(session);
  }

  #rows(
    { table, plan, fields, scanned, sort }: Held,
    places: readonly number[],
    from: number,
    parts: boolean,
  ): HostRows {
    const { state, latencyRecorded } = this.#capture;
    const isList = plan.key === undefined;
    const rows = table === undefined ? [] : places.map((place) => this.#row(table, place, isList, fields));
    return {
      total: table?.length ?? 0,
      from,
      rows,
      ...(parts ? {} : { order: rows.map(({ cells }) => cells[sort.column] ?? null) }),
      ...(parts ? { parts: places.map((place) => cellsWithoutPayload(table?.parts(place) ?? [], fields)) } : {}),
      matchedEvents: table?.source.matchedEvents ?? 0,
      scanned,
      baseTime: String(state.baseTime),
      latencyRecorded,
    };
  }

  #row(table: Table, place: number, isList: boolean, fields: readonly string[]): HostRow {
    const { key, keyValue, alive, firstEvent } = table.row(place);
    const cells = cellsWithoutPayload(table.row(place).cells, fields);
    const row = { key, keyValue, cells, alive, firstEvent };
    const time = isList && this.#view.moveToRow(firstEvent - 1) ? this.#view.absoluteTime : undefined;
    return time === undefined ? row : { ...row, time: String(time) };
  }
}

function fieldsOf(plan: ViewPlan, role: Role): readonly string[] {
  return role === 'look' ? plan.columns.map(({ use }) => use.text) : [];
}

function lengthOf({ table }: Held): number {
  return table?.length ?? 0;
}

function keyAt({ table }: Held, place: number): string {
  return table?.row(place).key ?? '';
}

function summed({ table, plan }: Held, places: readonly number[]): CellParts[] {
  const sums = plan.columns.map((column) => new PartsSum(mergeKind(plan, column)));
  for (const place of places) for (const [c, parts] of (table?.parts(place) ?? []).entries()) sums[c]?.add(parts);
  return sums.map((sum, c) => (plan.columns[c]?.isNumeric === true ? sum.parts() : null));
}
