// SPDX-License-Identifier: Apache-2.0
// An agent: what one host holds, asked by screens elsewhere. Answers each message with one of its own, one after the
// other; a newer table of a session replaces one that still waits. Knows nothing of what carries the messages.

import type { Capture } from '../engine/ingest/capture.js';
import type { EngineStatus } from '../engine/protocol/protocol.js';
import type { View } from '../views/view.js';
import { Audit } from './audit.js';
import { HostSessions } from './host-sessions.js';
import { HostTables } from './host-tables.js';
import { HostVitals, NO_VITALS } from './host-vitals.js';
import {
  asToAgent,
  FLEET_PROTOCOL,
  type FromAgent,
  type HostRows,
  type RefusalCode,
  type Role,
  type ToAgent,
} from './messages.js';
import type { Asking } from './ports.js';
import type { TableMaker } from './table-maker.js';

export interface HostAgentOptions {
  readonly host: string;
  /** Random, of this process. */
  readonly instance: string;
  /** sysdrill's version. */
  readonly program: string;
  readonly capture: Capture;
  readonly views: readonly View[];
  readonly labels: Readonly<Record<string, string>>;
  status(): EngineStatus;
  /** Takes a line for every question. */
  audit(line: string): void;
  /** Of agents that have one capture in common, in simulations; own ones by default. */
  readonly maker?: TableMaker;
  readonly vitals?: HostVitals;
}

/** Questions that may wait; more are refused. */
const MOST_WAITING = 64;

/** Without what every answer has. */
type Answer = FromAgent extends infer One
  ? One extends FromAgent
    ? Omit<One, 'v' | 'id' | 'host' | 'instance'>
    : never
  : never;

interface Waiting {
  readonly asked: ToAgent;
  readonly asking: Asking;
}

export class HostAgent {
  readonly #options: HostAgentOptions;
  readonly #tables: HostTables;
  readonly #sessions: HostSessions;
  readonly #vitals: HostVitals;
  readonly #audit: Audit;
  #waiting: Waiting[] = [];
  #isBusy = false;

  constructor(options: HostAgentOptions) {
    this.#options = options;
    this.#tables = new HostTables(options.capture, options.host, options.maker);
    this.#sessions = new HostSessions(options.capture, options.views);
    this.#vitals = options.vitals ?? new HostVitals(options.capture);
    this.#audit = new Audit((line) => options.audit(line));
  }

  /** The heartbeat. */
  hello(id = 0): FromAgent {
    const { program, labels } = this.#options;
    const status = this.#options.status();
    // A capture that is still being read has no last seconds yet.
    const vitals = status.state.kind === 'loading' ? NO_VITALS : this.#vitals.now();
    const facts = { program, labels, now: Date.now(), status, ...vitals };
    return this.#said(id, { kind: 'hello', facts });
  }

  /** Takes a question in; its answer comes when it is its turn. */
  ask(asking: Asking): void {
    const asked = asToAgent(asking.message);
    if (asked === undefined) return;
    try {
      this.#take(asked, asking);
    } catch (error) {
      // Whatever is in a message must not end the agent.
      asking.reply(this.#said(asked.id, refused('wrong', (error as Error).message)));
    }
  }

  #take(asked: ToAgent, asking: Asking): void {
    if (asked.kind === 'cancel' || asked.kind === 'leave') {
      this.#drop(asked);
      return;
    }
    this.#audit.note(asked, asking.role, Date.now());
    const at = this.#atOnce(asked);
    if (at !== undefined) {
      asking.reply(at);
      return;
    }
    if (asked.kind === 'query') this.#waiting = this.#waiting.filter((other) => !isOlderTable(other, asked));
    this.#waiting.push({ asked, asking });
    void this.#work();
  }

  /** What needs no waiting: hello, and refusals. */
  #atOnce(asked: ToAgent): FromAgent | undefined {
    const refuse = (code: RefusalCode, message: string) => this.#said(asked.id, refused(code, message));
    if (asked.v !== FLEET_PROTOCOL) {
      return refuse('version', `it speaks version ${FLEET_PROTOCOL} of the fleet's messages, not ${asked.v}`);
    }
    if (asked.kind === 'hello') return this.hello(asked.id);
    return this.#waiting.length < MOST_WAITING ? undefined : refuse('busy', 'too many questions wait already');
  }

  #drop(asked: ToAgent): void {
    const { session } = asked;
    this.#waiting = this.#waiting.filter((other) => other.asked.session !== session);
    this.#tables.forget(session);
    if (asked.kind === 'leave') this.#sessions.forget(session);
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const { asked, asking } = next;
      asking.reply(this.#said(asked.id, await this.#answer(asked, asking.role)));
      // What has come meanwhile may make others needless.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#isBusy = false;
  }

  /** Whatever is wrong with a question must not end the agent. */
  async #answer(asked: ToAgent, role: Role): Promise<Answer> {
    try {
      const { state } = this.#options.status();
      if (asked.kind === 'call') return this.#call(asked, role);
      if (asked.kind === 'poll') return this.#state(asked.session, role);
      if (state.kind === 'loading') return refused('loading', loadingText(state.fraction));
      return this.#tableOf(asked, role);
    } catch (error) {
      return refused('wrong', (error as Error).message);
    }
  }

  async #call({ session, request }: Extract<ToAgent, { kind: 'call' }>, role: Role): Promise<Answer> {
    return { kind: 'answer', answer: await this.#sessions.call(session, request, role) };
  }

  #state(session: string, role: Role): Answer {
    return { kind: 'state', status: this.#options.status(), table: this.#sessions.table(session, role) };
  }

  #tableOf(asked: ToAgent, role: Role): Answer {
    const { session } = asked;
    switch (asked.kind) {
      case 'query': {
        const opened = this.#tables.open(session, asked.id, asked.question, role);
        if (!opened.ok) return refused(role === 'look' ? 'role' : 'wrong', opened.error);
        return rowsAnswer(this.#tables.page(session, asked.id, 0, asked.count, asked.parts));
      }
      case 'page':
        return rowsAnswer(this.#tables.page(session, asked.of, asked.from, asked.count, asked.parts));
      case 'keys':
        return rowsAnswer(this.#tables.keys(session, asked.of, asked.keys));
      case 'beyond':
        return rowsAnswer(this.#tables.beyond(session, asked.of, asked.value));
      default:
        return refused('wrong', `it does not know the question "${asked.kind}"`);
    }
  }

  #said(id: number, answer: Answer): FromAgent {
    const { host, instance } = this.#options;
    return { v: FLEET_PROTOCOL, id, host, instance, ...answer } as FromAgent;
  }
}

function isOlderTable({ asked }: Waiting, newer: ToAgent): boolean {
  return asked.kind === 'query' && asked.session === newer.session;
}

function rowsAnswer(rows: HostRows | undefined): Answer {
  return rows === undefined ? refused('gone', 'it has let that table go') : { kind: 'rows', rows };
}

function refused(code: RefusalCode, message: string): Answer {
  return { kind: 'refused', code, message };
}

function loadingText(fraction: number | undefined): string {
  return fraction === undefined ? 'it is still loading' : `it is still loading: ${Math.floor(fraction * 100)} %`;
}
