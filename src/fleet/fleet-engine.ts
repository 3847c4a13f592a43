// SPDX-License-Identifier: Apache-2.0
// What the terminal interface takes for its engine: all hosts, or the one that the filter names. A table of all hosts is
// merged here; a host that was opened answers every call itself, as if it were local.

import { type Observable, ReplaySubject, Subject } from 'rxjs';
import { allFields } from '../engine/fields/catalogue.js';
import {
  ENGINE_METHODS,
  type EngineClient,
  type EngineMethod,
  type EngineRequest,
  type RemoteCalls,
} from '../engine/protocol/engine-calls.js';
import type {
  Answer,
  EngineError,
  EngineStatus,
  FieldSummary,
  TableRequest,
  TableSnapshot,
  Viewport,
} from '../engine/protocol/protocol.js';
import { failure, ok } from '../engine/result.js';
import type { View } from '../views/view.js';
import { AllHostsTable, eventOf } from './all-hosts-table.js';
import type { FleetClient } from './fleet-client.js';
import { HOST_FIELD } from './fleet-columns.js';
import { fleetStatus, hostStatus } from './fleet-status.js';
import { checkFleetFilter, filterOnHost, namedHost } from './host-filter.js';

export interface FleetEngineOptions {
  readonly views: readonly View[];
  /** ms between refreshes. */
  readonly refresh: number;
  /** ms to wait for hosts. */
  readonly wait: number;
}

/** ms between questions who is there. */
const GREET_EVERY = 5000;

const HOST_SUMMARY: FieldSummary = {
  name: HOST_FIELD,
  class: 'drill',
  type: 'CHARBUF',
  description: 'Host that an event is of; in filters of a fleet only.',
};

export function fleetEngine(client: FleetClient, options: FleetEngineOptions): EngineClient {
  return new FleetEngine(client, options).client();
}

type Asked<T> = Promise<Answer<T>>;

class FleetEngine {
  readonly #client: FleetClient;
  readonly #options: FleetEngineOptions;
  readonly #status$ = new ReplaySubject<EngineStatus>(1);
  readonly #table$ = new Subject<TableSnapshot>();
  /** By method, what gives the newest call up. */
  readonly #waiting = new Map<EngineMethod, () => void>();
  /** The open host, and those whose events and echo are listed. */
  #host: string | undefined;
  #eventsHost: string | undefined;
  #echoHost: string | undefined;
  #all: AllHostsTable | undefined;
  #isPaused = false;
  #isClosed = false;
  #greeted = 0;

  constructor(client: FleetClient, options: FleetEngineOptions) {
    this.#client = client;
    this.#options = options;
  }

  client(): EngineClient {
    const methods = Object.keys(ENGINE_METHODS) as EngineMethod[];
    const calls = methods.map((method) => [
      method,
      (...args: readonly unknown[]) => this.#inTurn({ method, args } as unknown as EngineRequest),
    ]);
    void this.#refreshAlways();
    return {
      ...(Object.fromEntries(calls) as RemoteCalls),
      status$: this.#status$.asObservable(),
      table$: this.#table$ as Observable<TableSnapshot>,
      stopSearch: () => {
        for (const method of ['findEvent', 'findEcho'] as const) this.#giveUp(method);
      },
      setPaused: (paused) => {
        this.#isPaused = paused;
      },
      close: () => this.#close(),
    };
  }

  async #close(): Promise<void> {
    this.#isClosed = true;
    await this.#client.close();
    this.#status$.complete();
    this.#table$.complete();
  }

  /** A call that a newer one overtakes answers that at once. */
  #inTurn(request: EngineRequest): Asked<unknown> {
    const { method } = request;
    const answer = Promise.resolve(this.#answer(request));
    if (ENGINE_METHODS[method] === 'each') return answer;
    this.#giveUp(method);
    const overtaken = new Promise<Answer<unknown>>((resolve) =>
      this.#waiting.set(method, () => resolve(gone('nobody waits for this any more'))),
    );
    return Promise.race([answer, overtaken]);
  }

  #giveUp(method: EngineMethod): void {
    this.#waiting.get(method)?.();
  }

  #answer(request: EngineRequest): Asked<unknown> | Answer<unknown> {
    switch (request.method) {
      case 'openTable':
        return this.#openTable(request.args[0]);
      case 'viewTable':
        return this.#viewTable(request, request.args[0]);
      case 'findRow':
        return this.#host === undefined ? ok(this.#all?.find(...request.args) ?? -1) : this.#ask(this.#host, request);
      case 'checkFilter':
        return checkFleetFilter(request.args[0]);
      case 'fields':
        return ok([...allFields().map(({ source: _, ...rest }) => rest), HOST_SUMMARY]);
      case 'timeline':
        return this.#timeline(request);
      case 'fieldValues':
        return this.#fieldValues(request);
      case 'saveCapture':
        return gone('a capture is saved on its own host: sysdrill -w there');
      default:
        return this.#answerOfHost(request);
    }
  }

  /** What only a host can answer. */
  #answerOfHost(request: EngineRequest): Asked<unknown> | Answer<unknown> {
    switch (request.method) {
      case 'openEvents':
        return this.#openList(request.args[0].filter, request, (host) => {
          this.#eventsHost = host;
        });
      case 'openEcho':
        return this.#openList(request.args[0], request, (host) => {
          this.#echoHost = host;
        });
      case 'spectrogram':
        return this.#openList(request.args[0].filter, request, () => undefined);
      case 'explain':
        return this.#explain(request);
      case 'eventDetails':
        return this.#eventDetails(request);
      case 'eventLines':
      case 'findEvent':
      case 'eventIndex':
        return this.#ask(this.#eventsHost ?? this.#host, request);
      case 'echoBlocks':
      case 'findEcho':
        return this.#ask(this.#echoHost ?? this.#host, request);
      default:
        return this.#ask(this.#host, request);
    }
  }

  async #openTable(request: TableRequest): Asked<TableSnapshot> {
    const host = namedHost(request.filter);
    if (host === undefined || request.view === 'hosts') return this.#openAll(request);
    this.#host = host;
    this.#all = undefined;
    const filter = filterOnHost(request.filter, host);
    if (!filter.ok) return refuse({ code: 'filter', message: filter.error, position: -1, hint: '' });
    const open = { ...request, filter: onlyOf(filter.value) };
    return (await this.#ask(host, { method: 'openTable', args: [open] })) as Answer<TableSnapshot>;
  }

  #openAll(request: TableRequest): Asked<TableSnapshot> | Answer<TableSnapshot> {
    const view = this.#options.views.find(({ id }) => id === request.view);
    if (view === undefined) return gone(`there is no view ${request.view}`);
    const checked = checkFleetFilter(request.filter);
    if (!checked.ok) return checked;
    this.#host = undefined;
    this.#eventsHost = undefined;
    this.#echoHost = undefined;
    this.#all = new AllHostsTable(this.#client, { request, view, wait: this.#options.wait });
    return this.#all.refresh();
  }

  #viewTable(request: EngineRequest, viewport: Viewport): Asked<unknown> {
    if (this.#host !== undefined) return this.#ask(this.#host, request);
    return this.#all?.viewAt(viewport) ?? Promise.resolve(gone('no table is open'));
  }

  /** A list of one host's things: the filter names it, or it is open. */
  #openList(filter: string, request: EngineRequest, opened: (host: string) => void): Asked<unknown> | Answer<unknown> {
    const host = namedHost(filter) ?? this.#host;
    if (host === undefined) return gone('that is of one host: open a host first, or go to a row of one');
    const rest = filterOnHost(filter, host);
    if (!rest.ok) return gone(rest.error);
    opened(host);
    return this.#ask(host, withFilter(request, onlyOf(rest.value)));
  }

  /** The events of a cell: a table of all hosts is first opened on the row's own. */
  async #explain(request: Extract<EngineRequest, { readonly method: 'explain' }>): Asked<unknown> {
    if (this.#host !== undefined) {
      this.#eventsHost = this.#host;
      return this.#ask(this.#host, request);
    }
    const [key, column] = request.args;
    const [host, ...others] = this.#all?.hostsOf(key) ?? [];
    if (this.#all === undefined || host === undefined || others.length > 0) {
      return gone('this row is of several hosts: open one of them first');
    }
    const open = { ...this.#all.request, sort: undefined, viewport: { top: 0, height: 0, selected: undefined } };
    const filter = filterOnHost(open.filter, host);
    if (!filter.ok) return gone(filter.error);
    const opened = await this.#ask(host, { method: 'openTable', args: [{ ...open, filter: onlyOf(filter.value) }] });
    if (!opened.ok) return opened;
    this.#eventsHost = host;
    return this.#ask(host, { method: 'explain', args: [this.#all.ownKey(key), column - 1] });
  }

  /** Events of lists of all hosts carry the number of their host. */
  #eventDetails(request: Extract<EngineRequest, { readonly method: 'eventDetails' }>): Asked<unknown> {
    const { host, num } = eventOf(request.args[0]);
    if (host > 0) this.#eventsHost = this.#client.roster.hosts[host - 1]?.name;
    return this.#ask(this.#eventsHost ?? this.#host, { method: 'eventDetails', args: [num] });
  }

  /** The hosts have no time in common: an empty strip replaces one host's. */
  #timeline(request: Extract<EngineRequest, { readonly method: 'timeline' }>): Asked<unknown> | Answer<unknown> {
    if (this.#host !== undefined) return this.#ask(this.#host, request);
    const [measure, cells] = request.args;
    return ok({ span: { from: 0, to: 0 }, measure, cells: new Array<number>(cells).fill(0) });
  }

  #fieldValues(request: Extract<EngineRequest, { readonly method: 'fieldValues' }>): Asked<unknown> | Answer<unknown> {
    const [field, prefix, limit] = request.args;
    const names = this.#client.roster.hosts.map(({ name }) => name);
    if (field === HOST_FIELD) return ok(names.filter((name) => name.startsWith(prefix)).slice(0, limit));
    return this.#ask(this.#host ?? names[0], request);
  }

  async #ask(host: string | undefined, request: EngineRequest): Asked<unknown> {
    if (host === undefined) return gone('that is of one host: open a host first');
    const said = await this.#client.askHost(host, { kind: 'call', request }, this.#options.wait);
    if (said?.kind === 'answer') return said.answer as Answer<unknown>;
    return gone(said?.kind === 'refused' ? `${host}: ${said.message}` : `${host} does not answer`);
  }

  /** The next begins when the last has come: slow hosts make it slower, not more. */
  async #refreshAlways(): Promise<void> {
    while (!this.#isClosed) {
      const started = Date.now();
      if (started - this.#greeted >= GREET_EVERY) {
        this.#greeted = started;
        this.#client.greet();
      }
      await this.#refresh();
      await new Promise((resolve) =>
        setTimeout(resolve, Math.max(100, this.#options.refresh - (Date.now() - started))),
      );
    }
  }

  async #refresh(): Promise<void> {
    const host = this.#host;
    const all = this.#all;
    if (host !== undefined) await this.#pollHost(host);
    else if (all !== undefined && !this.#isPaused) await this.#refreshAll(all);
    if (host === undefined && !this.#isClosed) this.#status$.next(fleetStatus(this.#client, all?.made));
  }

  async #refreshAll(all: AllHostsTable): Promise<void> {
    const snapshot = await all.refresh();
    if (snapshot.ok && this.#all === all && !this.#isClosed) this.#table$.next(snapshot.value);
  }

  async #pollHost(host: string): Promise<void> {
    const said = await this.#client.askHost(host, { kind: 'poll' }, this.#options.wait);
    if (this.#host !== host || this.#isClosed) return;
    const known = this.#client.roster.get(host);
    if (known !== undefined)
      this.#status$.next(hostStatus(this.#client, known, said?.kind === 'state' ? said.status : undefined));
    if (said?.kind === 'state' && said.table !== undefined && !this.#isPaused) this.#table$.next(said.table);
  }
}

/** Nothing passes: a filter that no event passes. */
function onlyOf(filter: string | false): string {
  return filter === false ? 'evt.num < 0' : filter;
}

function withFilter(request: EngineRequest, filter: string): EngineRequest {
  switch (request.method) {
    case 'openEvents':
      return { method: 'openEvents', args: [{ ...request.args[0], filter }] };
    case 'spectrogram':
      return { method: 'spectrogram', args: [{ ...request.args[0], filter }] };
    case 'openEcho':
      return { method: 'openEcho', args: [filter, request.args[1]] };
    default:
      return request;
  }
}

function gone(message: string): Answer<never> {
  return refuse({ code: 'gone', message, position: -1, hint: '' });
}

function refuse(error: EngineError): Answer<never> {
  return failure(error);
}
