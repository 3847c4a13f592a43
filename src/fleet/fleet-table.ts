// SPDX-License-Identifier: Apache-2.0
// One table over many hosts. Keys of hosts' own: the first rows of each host hold the first of all. Shared keys: hosts
// answer with what cells are made of; for the first rows alone, a second round asks for the keys that can still be among
// them (the three phases of TPUT, Cao and Wang 2004), and a third for those keys everywhere and all others as one.

import type { SortOrder } from '../engine/protocol/protocol.js';
import { mergeKind } from '../engine/query/column-parts.js';
import { Table, type TableSource } from '../engine/query/table.js';
import { planView, type ViewPlan } from '../engine/query/view-plan.js';
import { ok, type Result } from '../engine/result.js';
import { askedView } from './asked-view.js';
import type { FleetClient, Gathered } from './fleet-client.js';
import { isOfHost } from './host-keys.js';
import {
  addedRows,
  type Cut,
  fleetPlan,
  type HostPart,
  leastOfFirst,
  type MergedRow,
  mergedSource,
  reaches,
  restRow,
  unitedRows,
} from './merged-rows.js';
import type { FromAgent, HostRows, TableQuestion } from './messages.js';
import { withAllRows } from './row-lines.js';

/** Rows that a host is asked for at once. */
const PAGE = 1000;
/** Rows of a host in a first answer, at least. */
const LEAST_ROWS = 4;

export interface FleetQuestion extends TableQuestion {
  /** Rows wanted; undefined: all. */
  readonly top: number | undefined;
  /** ms to wait for hosts. */
  readonly wait: number;
  /** ms to wait for hosts that are still loading what they hold. */
  readonly patience: number;
}

export interface FleetTable {
  readonly source: TableSource;
  /** Of the columns with HOST. */
  readonly sort: SortOrder;
  readonly rows: readonly MergedRow[];
  /** All other rows as one, where keys are shared and not all rows were wanted. */
  readonly rest: MergedRow | undefined;
  /** Rows of all hosts, where they are hosts' own; rows listed where they are shared. */
  readonly total: number;
  readonly known: number;
  readonly answered: readonly string[];
  /** Host → share of its events that it had time to look at; those that have looked at all are not in it. */
  readonly partly: ReadonlyMap<string, number>;
  /** Host → why it is not in the table. */
  readonly missing: ReadonlyMap<string, string>;
}

/** The error is about the view. */
export async function fleetTable(
  client: FleetClient,
  hosts: readonly string[],
  question: FleetQuestion,
): Promise<Result<FleetTable, string>> {
  const planned = planView(question.view, question.containers);
  if (!planned.ok) return planned;
  const ask = new TableAsk(client, hosts, question, planned.value);
  await ask.run();
  return ok(ask.table());
}

class TableAsk {
  readonly #client: FleetClient;
  readonly #hosts: readonly string[];
  readonly #question: FleetQuestion;
  readonly #plan: ViewPlan;
  readonly #isOfHost: boolean;
  /** Index of the column among the hosts' own; -1 the column HOST. */
  readonly #sort: SortOrder;
  #deadline: number;
  readonly #missing = new Map<string, string>();
  #parts = new Map<string, HostRows>();
  #of = 0;
  #isWhole = true;

  constructor(client: FleetClient, hosts: readonly string[], question: FleetQuestion, plan: ViewPlan) {
    this.#client = client;
    this.#hosts = hosts;
    this.#question = question;
    this.#plan = plan;
    this.#isOfHost = isOfHost(plan);
    const { sort } = question;
    const own = { column: plan.sortColumn, descending: plan.sortDescending };
    this.#sort = sort === undefined ? own : { ...sort, column: sort.column - 1 };
    this.#deadline = Date.now() + question.wait;
  }

  async run(): Promise<void> {
    const { top } = this.#question;
    const isCut = top !== undefined && this.#canCut;
    const count = Math.min(PAGE, isCut ? this.#firstRows(top) : PAGE);
    const { view, filter, window, containers, text, budget } = this.#question;
    const sort = this.#sort.column < 0 ? undefined : this.#sort;
    const common = { filter, window, containers, sort, text: this.#textOfHosts(text), budget };
    const question: TableQuestion = { view: askedView(view), ...common };
    const asked = { kind: 'query', question, count, parts: !this.#isOfHost } as const;
    this.#take(await this.#client.askAll(this.#hosts, asked, this.#left, this.#question.patience));
    this.#deadline = Date.now() + this.#question.wait;
    if (!isCut) return this.#readOn(Number.POSITIVE_INFINITY);
    if (this.#isOfHost) return this.#readOn(top, this.#mayHaveMore());
    if ([...this.#parts.values()].some(({ rows, total }) => rows.length < total)) await this.#narrow(top);
  }

  table(): FleetTable {
    const { top } = this.#question;
    const parts = this.#list().sort((a, b) => (a.host < b.host ? -1 : 1));
    const isList = this.#plan.key === undefined;
    const all = this.#isOfHost ? unitedRows(parts, isList, this.#cut) : addedRows(this.#plan, parts);
    const plan = fleetPlan(this.#plan);
    const matched = parts.reduce((sum, { answer }) => sum + answer.matchedEvents, 0);
    const sort = { column: this.#sort.column + 1, descending: this.#sort.descending };
    const rest = this.#isWhole ? undefined : restRow(this.#plan, parts);
    const rows = this.#first(plan, all, sort, top);
    return {
      source: mergedSource(plan, rows, matched),
      sort,
      rows,
      rest,
      total: this.#isOfHost ? parts.reduce((sum, { answer }) => sum + answer.total, 0) : all.length,
      known: this.#hosts.length,
      answered: [...this.#parts.keys()].sort(),
      partly: new Map(
        parts.filter(({ answer }) => answer.scanned < 1).map(({ host, answer }) => [host, answer.scanned]),
      ),
      missing: this.#missing,
    };
  }

  get #cut(): Cut | undefined {
    const { top } = this.#question;
    return top === undefined || this.#plan.key === undefined ? undefined : { descending: this.#sort.descending, top };
  }

  get #left(): number {
    return Math.max(0, this.#deadline - Date.now());
  }

  /** Whether the first rows of each host say which are the first of all. */
  get #canCut(): boolean {
    if (this.#isOfHost) return this.#sort.column >= 0 || this.#plan.key === undefined;
    const column = this.#plan.columns[this.#sort.column];
    if (column === undefined || !this.#sort.descending || this.#question.text !== '') return false;
    return mergeKind(this.#plan, column) === 'sum' || mergeKind(this.#plan, column) === 'max';
  }

  /** A text is looked for in the rows of all hosts together where they are added up. */
  #textOfHosts(text: string): string {
    return this.#isOfHost ? text : '';
  }

  #take({ id, answers, late }: Gathered): void {
    this.#of = id;
    for (const host of late) this.#missing.set(host, 'late');
    for (const [host, said] of answers) this.#takeOne(host, said);
  }

  #takeOne(host: string, said: FromAgent): void {
    if (said.kind === 'rows')
      this.#parts.set(host, this.#cut === undefined || !this.#isOfHost ? withAllRows(said.rows) : said.rows);
    else this.#miss(host, said.kind === 'refused' ? said.message : 'it answered something else');
  }

  #miss(host: string, why: string): void {
    this.#parts.delete(host);
    this.#missing.set(host, why);
  }

  /** Rows that a host is asked for first: of many hosts, few have more than a few of the first rows of all. */
  #firstRows(top: number): number {
    if (!this.#isOfHost || this.#plan.key === undefined) return top;
    return Math.min(top, Math.max(LEAST_ROWS, Math.ceil((LEAST_ROWS * top) / Math.max(1, this.#hosts.length))));
  }

  /** Of which hosts rows that have not come can still be among the first: their last one reaches the first of all. */
  #mayHaveMore(): (part: HostRows) => boolean {
    const cut = this.#cut;
    const least = cut === undefined ? undefined : leastOfFirst(this.#list(), cut);
    if (least === undefined) return () => true;
    return ({ order }) => reaches(order?.at(-1) ?? null, cut, least);
  }

  /** Further pages of every host that has more, up to `count` rows. A host that stops half-way is left out. */
  async #readOn(count: number, needs: (part: HostRows) => boolean = () => true): Promise<void> {
    const hosts = [...this.#parts].filter(([, part]) => needs(part));
    await Promise.all(hosts.map(([host, part]) => this.#readHost(host, part, count)));
  }

  async #readHost(host: string, part: HostRows, count: number): Promise<void> {
    const wanted = Math.min(part.total, count);
    if ((part.lines ?? part.rows).length >= wanted) return;
    const first = withAllRows(part);
    const rows = [...first.rows];
    const order = [...(part.order ?? [])];
    const parts = [...(part.parts ?? [])];
    while (rows.length < wanted) {
      const next = { of: this.#of, from: rows.length, count: Math.min(PAGE, wanted - rows.length) };
      const said = await this.#client.askHost(host, { kind: 'page', ...next, parts: !this.#isOfHost }, this.#left);
      const page = said?.kind === 'rows' ? withAllRows(said.rows) : undefined;
      if (page === undefined || page.rows.length === 0) {
        return this.#miss(host, said?.kind === 'refused' ? said.message : 'late');
      }
      rows.push(...page.rows);
      order.push(...(page.order ?? []));
      parts.push(...(page.parts ?? []));
    }
    this.#parts.set(host, { ...first, rows, ...(part.parts === undefined ? { order } : { parts }) });
  }

  /** Second and third round. What is asked is exact where hosts stay; a host that does not answer is left out. */
  async #narrow(top: number): Promise<void> {
    const candidates = await this.#beyond(top);
    const asked = { kind: 'keys', of: this.#of, keys: candidates } as const;
    const hosts = [...this.#parts.keys()];
    const gathered = await this.#client.askAll(hosts, asked, this.#left);
    for (const host of gathered.late) this.#miss(host, 'late');
    for (const [host, said] of gathered.answers) this.#takeOne(host, said);
    const all = addedRows(this.#plan, this.#list());
    const first = this.#first(fleetPlan(this.#plan), all, { ...this.#sort, column: this.#sort.column + 1 }, top);
    if (first.length < candidates.length) await this.#narrowTo(first.map(({ key }) => key));
    this.#isWhole = false;
  }

  /** The rows that made it, and all others as one. */
  async #narrowTo(keys: readonly string[]): Promise<void> {
    const gathered = await this.#client.askAll(
      [...this.#parts.keys()],
      { kind: 'keys', of: this.#of, keys },
      this.#left,
    );
    for (const host of gathered.late) this.#miss(host, 'late');
    for (const [host, said] of gathered.answers) this.#takeOne(host, said);
  }

  /** Keys that can be among the first: no host may hide one that has less than the K-th partial sum shared by all. */
  async #beyond(top: number): Promise<string[]> {
    const column = this.#sort.column;
    const cells = addedRows(this.#plan, this.#list()).map(({ cells }) => Number(cells[column] ?? 0));
    const least = cells.sort((a, b) => b - a)[top - 1] ?? 0;
    const planned = this.#plan.columns[column];
    const isMax = planned !== undefined && mergeKind(this.#plan, planned) === 'max';
    const value = isMax ? least : least / Math.max(1, this.#parts.size);
    const gathered = await this.#client.askAll(
      [...this.#parts.keys()],
      { kind: 'beyond', of: this.#of, value },
      this.#left,
    );
    const keys = new Set(this.#list().flatMap(({ answer }) => answer.rows.map(({ key }) => key)));
    for (const host of gathered.late) this.#miss(host, 'late');
    for (const [host, said] of gathered.answers) {
      if (said.kind === 'rows') for (const { key } of said.rows.rows) keys.add(key);
      else this.#takeOne(host, said);
    }
    return [...keys];
  }

  #list(): HostPart[] {
    return [...this.#parts].map(([host, answer]) => ({ host, answer }));
  }

  /** The first `top` rows in the order of the table; all where it is undefined. */
  #first(plan: ViewPlan, rows: readonly MergedRow[], sort: SortOrder, top: number | undefined): readonly MergedRow[] {
    if (top === undefined || rows.length <= top) return rows;
    const numbered = rows.map((row, i) => ({ ...row, key: String(i) }));
    const table = new Table(mergedSource(plan, numbered, 0), sort, '');
    return table.rows(0, top).map(({ key }) => rows[Number(key)] as MergedRow);
  }
}
