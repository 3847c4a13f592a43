// SPDX-License-Identifier: Apache-2.0
// One row of the exchange table, as fields read it.

import type { ExchangeView } from '../event/exchange.js';
import type { ConnectionNames } from './connection-names.js';
import { ExchangeFlag, type ExchangeTable } from './exchange-table.js';
import { routeOf } from './route.js';

const PARTIAL = ExchangeFlag.CUT | ExchangeFlag.DOUBTFUL;

export class TableView implements ExchangeView {
  readonly #table: ExchangeTable;
  readonly #names: ConnectionNames;
  /** Route by protocol, method and target: statements are normalised once. */
  readonly #routes: Map<string, string>;
  #place = 0;

  constructor(table: ExchangeTable, names: ConnectionNames, routes: Map<string, string>) {
    this.#table = table;
    this.#names = names;
    this.#routes = routes;
  }

  moveTo(exchange: number): void {
    this.#place = this.#table.place(exchange);
  }

  #text(column: Uint32Array): string | undefined {
    return this.#table.text(column[this.#place]);
  }

  #has(flags: number): boolean {
    return ((this.#table.flags[this.#place] as number) & flags) !== 0;
  }

  get protocol(): string {
    return this.#text(this.#table.protocol) ?? 'unknown';
  }

  get role(): 'server' | 'client' {
    return this.#has(ExchangeFlag.SERVER) ? 'server' : 'client';
  }

  get method(): string | undefined {
    return this.#text(this.#table.method);
  }

  get target(): string | undefined {
    return this.#text(this.#table.target);
  }

  get host(): string | undefined {
    return this.#text(this.#table.host);
  }

  get route(): string | undefined {
    const known = this.#text(this.#table.route);
    if (known !== undefined) return known;
    const { protocol, method = '', target } = this;
    if (method === '' && target === undefined) return undefined;
    const route = this.#routeOf(protocol, method, target);
    this.#table.route[this.#place] = this.#table.number(route);
    return route;
  }

  #routeOf(protocol: string, method: string, target: string | undefined): string {
    const key = `${protocol} ${method} ${target ?? ''}`;
    let route = this.#routes.get(key);
    if (route === undefined) {
      route = routeOf(protocol, method, target);
      this.#routes.set(key, route);
    }
    return route;
  }

  get status(): string | undefined {
    return this.#text(this.#table.status);
  }

  get ok(): boolean | undefined {
    return this.#has(ExchangeFlag.ENDED) ? this.#has(ExchangeFlag.OK) : undefined;
  }

  get error(): string | undefined {
    return this.#text(this.#table.error);
  }

  get latency(): number {
    return this.#table.latency[this.#place] as number;
  }

  get firstByte(): number {
    return this.#table.firstByte[this.#place] as number;
  }

  get requestBytes(): number {
    return this.#table.requestBytes[this.#place] as number;
  }

  get responseBytes(): number {
    return this.#table.responseBytes[this.#place] as number;
  }

  get contentLength(): number {
    return this.#table.contentLength[this.#place] as number;
  }

  get rows(): number {
    return this.#table.rows[this.#place] as number;
  }

  get db(): string | undefined {
    return this.#text(this.#table.db);
  }

  get user(): string | undefined {
    return this.#text(this.#table.user);
  }

  get client(): string | undefined {
    return this.#names.client(this.#table.connection[this.#place] as number);
  }

  get server(): string | undefined {
    return this.#names.server(this.#table.connection[this.#place] as number);
  }

  get isClientSeen(): boolean {
    return this.#names.isClientSeen(this.#table.connection[this.#place] as number);
  }

  get isOneWay(): boolean {
    return this.#has(ExchangeFlag.ONE_WAY);
  }

  get isPartial(): boolean {
    return this.#has(PARTIAL);
  }
}
