// SPDX-License-Identifier: Apache-2.0
// The table of all hosts that is on the screen: requested again at each refresh, as many first rows as the screen needs.

import type { Answer, SnapshotRow, TableRequest, TableSnapshot, Viewport } from '../engine/protocol/protocol.js';
import { Table } from '../engine/query/table.js';
import { failure, ok } from '../engine/result.js';
import type { View } from '../views/view.js';
import type { FleetClient } from './fleet-client.js';
import { type FleetTable, fleetTable } from './fleet-table.js';
import { HOSTS_VIEW, hostsSource } from './hosts-view.js';
import { hostsText, type MergedRow } from './merged-rows.js';

/** Rows that are asked for beyond the screen, and at least. */
const MARGIN = 10;
const LEAST = 50;
/** ms of CPU that a host may spend on one refresh. */
const BUDGET = 200;
/** Numbers of events on several hosts: that of the host, from 1, times this, and the event's own. */
const HOST_STEP = 2 ** 40;

export interface AllHostsOptions {
  readonly request: TableRequest;
  readonly view: View;
  /** ms to wait for hosts. */
  readonly wait: number;
}

interface Shown {
  readonly table: Table;
  /** By the key of `table`; none in the view of hosts. */
  readonly merged: ReadonlyMap<string, MergedRow>;
  readonly made: FleetTable | undefined;
  /** ms that it took. */
  readonly took: number;
}

export class AllHostsTable {
  readonly #client: FleetClient;
  readonly #options: AllHostsOptions;
  #viewport: Viewport;
  #shown: Shown | undefined;

  constructor(client: FleetClient, options: AllHostsOptions) {
    this.#client = client;
    this.#options = options;
    this.#viewport = options.request.viewport;
  }

  get request(): TableRequest {
    return this.#options.request;
  }

  /** Of the last answer: who is in it. Undefined before one, and in the view of hosts. */
  get made(): FleetTable | undefined {
    return this.#shown?.made;
  }

  /** Asks all hosts. */
  async refresh(): Promise<Answer<TableSnapshot>> {
    if (this.#options.view.id === HOSTS_VIEW.id) return this.#showHosts();
    const { request, view, wait } = this.#options;
    const started = performance.now();
    const hosts = this.#client.roster.present(Date.now());
    const { top, height } = this.#viewport;
    const last = request.window.last;
    const made = await fleetTable(this.#client, hosts, {
      view,
      filter: request.filter,
      window: last === undefined ? {} : { last },
      containers: request.containers,
      sort: request.sort,
      text: request.text,
      budget: BUDGET,
      top: Math.max(LEAST, top + height + MARGIN),
      wait,
      patience: wait,
    });
    if (!made.ok) return failure({ code: 'view', message: made.error, position: -1, hint: '' });
    this.#show(made.value, performance.now() - started);
    return this.snapshot();
  }

  /** Another part of it; asks again where it goes beyond what is there. */
  async viewAt(viewport: Viewport): Promise<Answer<TableSnapshot>> {
    this.#viewport = viewport;
    const shown = this.#shown;
    const isThere = shown !== undefined && viewport.top + viewport.height <= shown.table.length;
    const isWhole = shown?.made === undefined || shown.made.rows.length >= shown.made.total;
    return isThere || isWhole ? this.snapshot() : this.refresh();
  }

  snapshot(): Answer<TableSnapshot> {
    const shown = this.#shown;
    if (shown === undefined) return failure({ code: 'gone', message: 'no table is open', position: -1, hint: '' });
    const { table, made, took } = shown;
    const { plan } = table.source;
    const { request } = this.#options;
    const rest = made?.rest === undefined ? [] : [restRow(made.rest)];
    const isCut = made !== undefined && (made.rows.length < made.total || rest.length > 0);
    return ok({
      kind: 'table',
      view: this.#options.view.id,
      // What is not there is in no total.
      columns: table.columns().map((column) => (isCut ? { ...column, total: null } : column)),
      sort: made?.sort ?? this.#sortOfHosts,
      offset: 0,
      rows: [...table.rows(0, table.length).map((row) => this.#row(row)), ...rest],
      total: Math.max(made?.total ?? 0, table.length) + rest.length,
      selectedIndex: this.#viewport.selected === undefined ? -1 : table.find(this.#viewport.selected),
      keyField: (plan.groupBy ?? plan.key)?.text,
      filter: request.filter,
      matchedEvents: table.source.matchedEvents,
      window: { from: request.window.from, to: request.window.to },
      latencyRecorded: true,
      queryTime: took,
    });
  }

  /** Place of the next row with a text in a cell; -1 none. */
  find(text: string, index: number, backwards: boolean): number {
    const table = this.#shown?.table;
    const step = backwards ? -1 : 1;
    for (let place = index; table !== undefined && place >= 0 && place < table.length; place += step) {
      const { cells } = table.row(place);
      if (cells.some((cell) => cell !== null && String(cell).toLowerCase().includes(text.toLowerCase()))) return place;
    }
    return -1;
  }

  /** The hosts of a row. */
  hostsOf(key: string): readonly string[] {
    return this.#shown?.merged.get(key)?.hosts ?? [];
  }

  /** The row as its host calls it. */
  ownKey(key: string): string {
    return this.#shown?.merged.get(key)?.key ?? key;
  }

  get #sortOfHosts() {
    return this.#options.request.sort ?? { column: 0, descending: false };
  }

  #showHosts(): Answer<TableSnapshot> {
    const source = hostsSource(this.#client.roster, Date.now());
    const table = new Table(source, this.#sortOfHosts, this.#options.request.text);
    this.#shown = { table, merged: new Map(), made: undefined, took: 0 };
    return this.snapshot();
  }

  #show(made: FleetTable, took: number): void {
    const names = made.rows.map(({ hosts, key }) => (hosts.length === 1 ? `${hosts[0]}/${key}` : key));
    const merged = new Map(names.map((name, i) => [name, made.rows[i] as MergedRow]));
    const table = new Table({ ...made.source, key: (row) => names[row] ?? '' }, made.sort, this.#options.request.text);
    this.#shown = { table, merged, made, took };
  }

  #row(row: SnapshotRow): SnapshotRow {
    const merged = this.#shown?.merged.get(row.key);
    if (merged === undefined) return row;
    const [host] = merged.hosts;
    const cells = row.cells.map((cell, c) => this.#atItsTime(cell, c, merged));
    const firstEvent = row.firstEvent === 0 ? 0 : this.#hostNumber(host) * HOST_STEP + row.firstEvent;
    return { ...row, cells, firstEvent, ...(merged.hosts.length === 1 && host !== undefined ? { host } : {}) };
  }

  /** Times count from each host's own start: here they are moments. */
  #atItsTime(cell: SnapshotRow['cells'][number], column: number, { baseTime }: MergedRow) {
    const unit = this.#shown?.table.source.plan.columns[column]?.unit;
    return unit === 'time' && typeof cell === 'number' ? baseTime + BigInt(Math.round(cell)) : cell;
  }

  #hostNumber(host: string | undefined): number {
    return this.#client.roster.hosts.findIndex(({ name }) => name === host) + 1;
  }
}

function restRow(rest: MergedRow): SnapshotRow {
  return {
    key: 'others',
    keyValue: null,
    cells: [`others, ${hostsText(rest.hosts)}`, ...rest.cells],
    alive: true,
    firstEvent: 0,
    depth: 0,
    descendants: 0,
  };
}

/** Which host an event number is of, and what the host calls it. */
export function eventOf(num: number): { readonly host: number; readonly num: number } {
  return { host: Math.floor(num / HOST_STEP), num: num % HOST_STEP };
}
