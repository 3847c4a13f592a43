// SPDX-License-Identifier: Apache-2.0
// The screen's side of the conversation: asks one host or all, waits for answers until a deadline, keeps the roster.

import { randomBytes } from 'node:crypto';
import { FLEET_PROTOCOL, type FromAgent, type ToAgent } from './messages.js';
import type { FleetPort } from './ports.js';
import { Roster } from './roster.js';

/** A question without what every question has. */
export type Question = ToAgent extends infer One
  ? One extends ToAgent
    ? Omit<One, 'v' | 'id' | 'session'>
    : never
  : never;

export interface Gathered {
  /** Number of the question, which later ones call `of`. */
  readonly id: number;
  /** By host. */
  readonly answers: ReadonlyMap<string, FromAgent>;
  /** Hosts that have not answered. */
  readonly late: readonly string[];
}

/** No further host within so many ms: all have answered the first hello. */
const QUIET = 500;
/** ms after which a host that was still loading is asked again. */
const AGAIN = 250;

interface Open {
  readonly sent: number;
  heard(said: FromAgent): void;
}

export class FleetClient {
  readonly roster = new Roster();
  readonly session = randomBytes(8).toString('hex');
  readonly #port: FleetPort;
  readonly #open = new Map<number, Open>();
  #ids = 0;
  /** ms by our clock since when the server is away; undefined: it is there. */
  #downSince: number | undefined;

  constructor(port: FleetPort) {
    this.#port = port;
    port.listen((said) => this.#heard(said));
    port.watch((isUp) => {
      this.#downSince = isUp ? undefined : (this.#downSince ?? Date.now());
    });
  }

  get downSince(): number | undefined {
    return this.#downSince;
  }

  get ended(): Promise<string | undefined> {
    return this.#port.ended;
  }

  /** Says hello to all, and waits for the first host and until no other comes, at most `wait` ms. */
  async discover(wait: number): Promise<void> {
    let last = Date.now();
    const end = last + wait;
    const id = this.#ask(undefined, { kind: 'hello' }, () => {
      last = Date.now();
    });
    const isOver = (now: number): boolean => now >= end || (this.#hasAllExpected() && now - last >= QUIET);
    while (!isOver(Date.now())) await pause(20);
    this.#open.delete(id);
  }

  /** Hosts that have spoken, and those that are there and have not. */
  get hosts(): readonly string[] {
    const names = [...this.roster.hosts.map(({ name }) => name), ...this.#port.expected()];
    return [...new Set(names)].sort();
  }

  #hasAllExpected(): boolean {
    const expected = this.#port.expected();
    return this.roster.hosts.length > 0 && expected.every((name) => this.roster.get(name) !== undefined);
  }

  /** Says hello, for the sake of clocks and of hosts that are new; nobody waits. */
  greet(): void {
    const id = this.#ask(undefined, { kind: 'hello' }, () => undefined);
    setTimeout(() => this.#open.delete(id), 5000).unref();
  }

  /** The answer of one host; undefined where there is none within `wait` ms. */
  async askHost(host: string, question: Question, wait: number): Promise<FromAgent | undefined> {
    const { answers } = await this.#gather(host, new Set([host]), question, Date.now() + wait);
    return answers.get(host);
  }

  /**
   * The answers of `hosts` to one question to all, within `wait` ms. Hosts that say that they are still loading are asked
   * again, `patience` ms long.
   */
  async askAll(hosts: readonly string[], question: Question, wait: number, patience = wait): Promise<Gathered> {
    const deadline = Date.now() + patience;
    const gathered = await this.#gather(undefined, new Set(hosts), question, Date.now() + wait);
    const answers = new Map(gathered.answers);
    await Promise.all(
      [...answers].filter(isLoading).map(async ([host]) => {
        const answer = await this.#askAgain(host, question, deadline);
        if (answer !== undefined) answers.set(host, answer);
      }),
    );
    return { id: gathered.id, answers, late: hosts.filter((host) => !answers.has(host)) };
  }

  cancel(of: number): void {
    this.#ask(undefined, { kind: 'cancel', of }, () => undefined);
  }

  async close(): Promise<void> {
    this.#ask(undefined, { kind: 'leave' }, () => undefined);
    await this.#port.close();
  }

  async #askAgain(host: string, question: Question, deadline: number): Promise<FromAgent | undefined> {
    let answer: FromAgent | undefined;
    while (Date.now() < deadline) {
      await pause(AGAIN);
      answer = (await this.#gather(host, new Set([host]), question, deadline)).answers.get(host);
      if (answer === undefined || !isLoading([host, answer])) break;
    }
    return answer;
  }

  #gather(to: string | undefined, hosts: ReadonlySet<string>, question: Question, deadline: number): Promise<Gathered> {
    const answers = new Map<string, FromAgent>();
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.#open.delete(id);
        resolve({ id, answers, late: [...hosts].filter((host) => !answers.has(host)) });
      };
      const timer = setTimeout(finish, Math.max(0, deadline - Date.now()));
      const id = this.#ask(to, question, (said) => {
        if (!hosts.has(said.host)) return;
        answers.set(said.host, said);
        if (answers.size === hosts.size) finish();
      });
      if (hosts.size === 0) finish();
    });
  }

  #ask(to: string | undefined, question: Question, heard: Open['heard']): number {
    const id = ++this.#ids;
    this.#open.set(id, { sent: Date.now(), heard });
    this.#port.send(to, { v: FLEET_PROTOCOL, id, session: this.session, ...question } as ToAgent);
    return id;
  }

  #heard(said: FromAgent): void {
    const open = this.#open.get(said.id);
    if (this.roster.hears(said, Date.now(), open?.sent)) open?.heard(said);
  }
}

function isLoading([, said]: readonly [string, FromAgent]): boolean {
  return said.kind === 'refused' && said.code === 'loading';
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
