// SPDX-License-Identifier: Apache-2.0
// Who may watch, and how many: peers are known by what the kernel says of the other end of their socket. Each connection
// costs a list of all processes, so their number and rate have bounds, which one user alone cannot use up.

import { failure, ok, type Result } from '../../result.js';
import type { Scope } from './watcher.js';

export interface Peer {
  readonly uid: number;
  readonly groups: readonly number[];
}

export interface AdmissionRules {
  /** Its members see everything, and so does root; undefined: root alone. */
  readonly group: number | undefined;
  /** Another user who sees everything: the one who started the recorder through sudo. */
  readonly owner: number | undefined;
}

const MOST = 24;
const MOST_OF_USER = 4;
/** Connections of one user in so many ms. */
const RATE = 10;
const RATE_SPAN = 10_000;
/** Users whose connections are counted; more at once are a storm. */
const MOST_USERS = 1000;
const ROOT = 0;

export class Admission {
  readonly #rules: AdmissionRules;
  readonly #recent = new Map<number, number[]>();

  constructor(rules: AdmissionRules) {
    this.#rules = rules;
  }

  /** The error is a sentence for the peer. `present`: users of those who watch. */
  admit({ uid, groups }: Peer, present: readonly number[], nowMs: number): Result<Scope, string> {
    if (!this.#isSlow(uid, nowMs)) return failure('too many connections in a short time; try again in ten seconds');
    if (present.length >= MOST) return failure(`${MOST} are watching already`);
    if (present.filter((other) => other === uid).length >= MOST_OF_USER) {
      return failure(`${MOST_OF_USER} of this user are watching already`);
    }
    return ok(this.#seesAll(uid, groups) ? 'all' : 'own');
  }

  #seesAll(uid: number, groups: readonly number[]): boolean {
    const { group, owner } = this.#rules;
    return uid === ROOT || uid === owner || (group !== undefined && groups.includes(group));
  }

  #isSlow(uid: number, nowMs: number): boolean {
    const recent = (this.#recent.get(uid) ?? []).filter((time) => nowMs - time < RATE_SPAN);
    if (recent.length >= RATE) return false;
    if (!this.#recent.has(uid) && this.#recent.size >= MOST_USERS) this.#recent.clear();
    this.#recent.set(uid, [...recent, nowMs]);
    return true;
  }
}
