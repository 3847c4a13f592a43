// SPDX-License-Identifier: Apache-2.0
// One merged table of all hosts as text, and on standard error who is in it and who is not.

import { Table } from '../engine/query/table.js';
import { failure, ok, type Result } from '../engine/result.js';
import type { FleetClient } from '../fleet/fleet-client.js';
import { HOST_FIELD } from '../fleet/fleet-columns.js';
import { type FleetTable, fleetTable } from '../fleet/fleet-table.js';
import { checkFleetFilter } from '../fleet/host-filter.js';
import { HOSTS_VIEW, hostsSource } from '../fleet/hosts-view.js';
import { hostsText, type MergedRow } from '../fleet/merged-rows.js';
import type { View } from '../views/view.js';
import { notify } from './complain.js';
import { userFilter } from './filter-words.js';
import type { FleetWords } from './fleet-words.js';
import type { Options } from './options.js';
import { Output } from './output.js';
import { loadViews, noSuchView } from './own-views.js';
import { rowOrder } from './row-order.js';
import { type PrintedTable, writeJson, writeRaw } from './table-text.js';
import { fleetWindow } from './time-window.js';

/** ms of CPU that each host may spend: nobody waits at a screen. */
const BUDGET = 10_000;

/** ms that hosts may take to load a capture. */
const PATIENCE = 60_000;

/** The error is a sentence for the user. */
export async function printFleetView(client: FleetClient, words: FleetWords): Promise<Result<number, string>> {
  const { options, top, wait } = words;
  const view = await viewOf(words);
  if (!view.ok) return view;
  const filter = fleetFilter(options.words);
  if (!filter.ok) return filter;
  const window = fleetWindow(options.from, options.to);
  if (!window.ok) return window;
  await client.discover(wait);
  const { hosts } = client;
  if (hosts.length === 0) return failure(`${words.url}: no agent answers`);
  if (view.value.id === HOSTS_VIEW.id) return writeHosts(client, options);
  const made = await fleetTable(client, hosts, {
    view: view.value,
    filter: filter.value,
    window: window.value,
    containers: options.containers,
    sort: undefined,
    text: '',
    budget: BUDGET,
    top,
    wait,
    patience: Math.max(wait, PATIENCE),
  });
  if (!made.ok) return made;
  write(made.value, options);
  notify(`sysdrill: ${answeredText(made.value)}`);
  for (const name of client.roster.duplicates) notify(`sysdrill: two agents call themselves ${name}: one is left out`);
  return made.value.answered.length > 0 ? ok(0) : failure('no host has answered');
}

/** Words about hosts are ours, all others the filter language's. */
function fleetFilter(words: readonly string[]): Result<string, string> {
  const text = words.join(' ');
  if (!text.includes(HOST_FIELD)) {
    const filter = userFilter(words);
    return filter.ok ? ok(filter.value?.text ?? '') : filter;
  }
  const checked = checkFleetFilter(text);
  return checked.ok ? ok(text) : failure(checked.error.message);
}

function writeHosts({ roster }: FleetClient, options: Options): Result<number, string> {
  const output = new Output(options);
  const table = new Table(hostsSource(roster, Date.now()), { column: 0, descending: false }, '');
  if (options.json) writeJson(table, output);
  else writeRaw(table, output, () => 0n);
  output.flush();
  return ok(0);
}

async function viewOf({ options }: FleetWords): Promise<Result<View, string>> {
  const views = await loadViews(options.viewFiles);
  if (!views.ok) return views;
  const id = options.view ?? 'procs';
  const view = [HOSTS_VIEW, ...views.value.all].find((one) => one.id === id);
  if (view === undefined) return failure(noSuchView(id, views.value.all, []));
  if (options.sort === undefined) return ok(view);
  const order = rowOrder(view, options.sort, options.containers);
  return order.ok ? ok({ ...view, sort: order.value }) : order;
}

function write(made: FleetTable, options: Options): void {
  const output = new Output(options);
  const table = printed(made);
  if (options.json) writeJson(table, output);
  else writeRaw(table, output, (place) => table.merged(place).baseTime);
  output.flush();
}

interface MergedPrint extends PrintedTable {
  merged(place: number): MergedRow;
}

/** The rows in order, the row of all others last. */
function printed({ source, sort, rows, rest }: FleetTable): MergedPrint {
  const numbered = { ...source, key: String };
  const table = new Table(numbered, sort, '');
  const merged = (place: number): MergedRow => (rest !== undefined && place === table.length ? rest : rowAt(place));
  const rowAt = (place: number): MergedRow => rows[Number(table.row(place).key)] as MergedRow;
  return {
    length: table.length + (rest === undefined ? 0 : 1),
    columns: () => table.columns(),
    merged,
    row(place) {
      const { key, cells, hosts, isRest } = merged(place);
      return { key, cells: [isRest === true ? 'others' : hostsText(hosts), ...cells] };
    },
  };
}

/** `412 of 415 answered, 3 late: db-7, …`. */
export function answeredText({ known, answered, missing, partly }: FleetTable): string {
  const late = [...missing].filter(([, why]) => why === 'late').map(([host]) => host);
  const others = [...missing].filter(([, why]) => why !== 'late').map(([host, why]) => `${host}: ${why}`);
  const parts = [`${answered.length} of ${known} answered`];
  if (late.length > 0) parts.push(`${late.length} late: ${named(late)}`);
  if (others.length > 0) parts.push(`${others.length} refused: ${named(others)}`);
  if (partly.size > 0) {
    const shares = [...partly].map(([host, share]) => `${host} ${Math.floor(share * 100)} %`);
    parts.push(`${partly.size} have looked at a part: ${named(shares)}`);
  }
  return parts.join(', ');
}

const MOST_NAMED = 10;

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}
