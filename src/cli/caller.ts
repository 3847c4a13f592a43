// SPDX-License-Identifier: Apache-2.0
// Started through sudo, root is needed to start the capture or to open a file, and for nothing else: settings are those of
// the user who called, and from then on everything runs as that user: the engine, the interface, actions, what is saved.

import { userInfo } from 'node:os';
import { callerIdentity } from '../engine/live/capture/privileges.js';

export interface Caller {
  /** Does the work with the rights, and in the home, of who called. Nothing else may run meanwhile. */
  asCaller<T>(work: () => Promise<T>): Promise<T>;
  /** Becomes who called. No way back. */
  become(): void;
}

/** Node has it where there are users; its types do not. */
interface Grouping {
  initgroups?(user: number, extraGroup: number): void;
}

/** Who called: nobody else than we ourselves, unless it was through sudo. */
const OURSELVES: Caller = { asCaller: (work) => work(), become: () => undefined };

export function callerOf(environment: NodeJS.ProcessEnv): Caller {
  const identity = callerIdentity(environment);
  if (process.geteuid?.() !== 0 || identity === undefined) return OURSELVES;
  return new SudoCaller(identity.uid, identity.gid, environment);
}

class SudoCaller implements Caller {
  readonly #uid: number;
  readonly #gid: number;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(uid: number, gid: number, environment: NodeJS.ProcessEnv) {
    this.#uid = uid;
    this.#gid = gid;
    this.#environment = environment;
  }

  async asCaller<T>(work: () => Promise<T>): Promise<T> {
    process.setegid?.(this.#gid);
    process.seteuid?.(this.#uid);
    try {
      this.#comeHome();
      return await work();
    } finally {
      process.seteuid?.(0);
      process.setegid?.(0);
    }
  }

  become(): void {
    this.#joinGroups();
    process.setgid?.(this.#gid);
    process.setuid?.(this.#uid);
    this.#comeHome();
  }

  #joinGroups(): void {
    try {
      (process as Grouping).initgroups?.(this.#uid, this.#gid);
    } catch {
      // A user without an entry in the user table is in no other group.
      process.setgroups?.([this.#gid]);
    }
  }

  /** sudo sets these to root's. */
  #comeHome(): void {
    try {
      const { username, homedir, shell } = userInfo();
      Object.assign(this.#environment, { HOME: homedir, USER: username, LOGNAME: username });
      if (shell !== null) this.#environment['SHELL'] = shell;
    } catch {
      // A user without an entry in the user table has no home: what sudo says stays.
    }
  }
}
