// SPDX-License-Identifier: Apache-2.0
// The hosts of a fleet as their heartbeats say: who is there, since when nothing was heard, whose clock differs by how
// much. If two agents have the same name, only the later one is listened to, and the name is reported.

import type { FromAgent, HostFacts } from './messages.js';

/** ms between heartbeats, and after how many without one a host counts as away. */
export const HELLO_EVERY = 10_000;
export const AWAY_AFTER = 25_000;

export interface Host {
  readonly name: string;
  readonly instance: string;
  readonly facts: HostFacts;
  /** ms by our clock of the last word. */
  readonly heard: number;
  /** ms that its clock is ahead of ours, from the quickest answer to a hello; undefined before one. */
  readonly offset: number | undefined;
  /** ms of that answer. */
  readonly roundTrip: number | undefined;
}

export class Roster {
  readonly #hosts = new Map<string, Host>();
  /** Instances whose place another has taken: an agent that was started again. One that still speaks is a second one. */
  readonly #replaced = new Set<string>();
  readonly #duplicates = new Set<string>();

  /** By name. */
  get hosts(): readonly Host[] {
    return [...this.#hosts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get(name: string): Host | undefined {
    return this.#hosts.get(name);
  }

  /** Names that two agents use. */
  get duplicates(): readonly string[] {
    return [...this.#duplicates].sort();
  }

  /** Whether to listen to it. `sent`: ms of the question that it answers. */
  hears(said: FromAgent, now: number, sent?: number): boolean {
    if (this.#replaced.has(said.instance)) {
      this.#duplicates.add(said.host);
      return false;
    }
    const known = this.#hosts.get(said.host);
    const isNew = known?.instance !== said.instance;
    if (isNew && said.kind !== 'hello') return false;
    if (isNew && known !== undefined) this.#replaced.add(known.instance);
    if (said.kind === 'hello') this.#hosts.set(said.host, hostOf(said, said.facts, now, { known, sent }));
    else if (known !== undefined) this.#hosts.set(said.host, { ...known, heard: now });
    return true;
  }

  /** Names of those that are not away. */
  present(now: number): readonly string[] {
    return this.hosts.filter((host) => !this.isAway(host, now)).map(({ name }) => name);
  }

  isAway({ heard }: Host, now: number): boolean {
    return now - heard > AWAY_AFTER;
  }
}

interface Before {
  readonly known: Host | undefined;
  readonly sent: number | undefined;
}

function hostOf(said: FromAgent, facts: HostFacts, now: number, { known, sent }: Before): Host {
  const { host: name, instance } = said;
  const isSame = known?.instance === instance;
  const before = isSame ? { offset: known.offset, roundTrip: known.roundTrip } : NO_CLOCK;
  const roundTrip = sent === undefined ? undefined : now - sent;
  const isQuicker = roundTrip !== undefined && roundTrip <= (before.roundTrip ?? Number.POSITIVE_INFINITY);
  const clock = isQuicker ? { roundTrip, offset: facts.now - (now - roundTrip / 2) } : before;
  return { name, instance, facts, heard: now, ...clock };
}

const NO_CLOCK = { offset: undefined, roundTrip: undefined } as const;
