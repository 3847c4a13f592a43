// SPDX-License-Identifier: Apache-2.0
// Who asked what: a line for each question, in the agent's log. A screen asks the same again every second: that is one
// line when it begins, and one a minute with how often.

import type { Role, ToAgent } from './messages.js';

const MINUTE = 60_000;
/** Sessions that are remembered. */
const MOST = 1000;

interface Repeated {
  readonly text: string;
  since: number;
  times: number;
}

export class Audit {
  readonly #write: (line: string) => void;
  readonly #last = new Map<string, Repeated>();

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  note(asked: ToAgent, role: Role, now: number): void {
    const text = questionText(asked);
    if (text === undefined) return;
    const name = `${asked.session} ${asked.kind}`;
    const last = this.#last.get(name);
    if (last?.text !== text) {
      this.#begin(name, text, line(asked, role, text), now);
      return;
    }
    last.times++;
    if (now - last.since < MINUTE) return;
    this.#write(`${line(asked, role, text)} ${last.times} times`);
    last.since = now;
    last.times = 0;
  }

  #begin(name: string, text: string, first: string, now: number): void {
    this.#write(first);
    this.#last.delete(name);
    this.#last.set(name, { text, since: now, times: 0 });
    const [oldest] = this.#last.keys();
    if (this.#last.size > MOST && oldest !== undefined) this.#last.delete(oldest);
  }
}

function line({ session, kind }: ToAgent, role: Role, text: string): string {
  // JSON: whatever was asked stays on one line.
  return `audit role=${role} session=${JSON.stringify(session.slice(0, 32))} ${kind} ${text}`;
}

/** Undefined for what only goes on with something: heartbeats, further rows. */
function questionText(asked: ToAgent): string | undefined {
  if (asked.kind === 'query') {
    const { view, filter } = asked.question;
    return JSON.stringify({ view: String(view?.id), filter: String(filter) });
  }
  if (asked.kind !== 'call') return undefined;
  const { method, args } = asked.request;
  return `${JSON.stringify(String(method))} ${JSON.stringify(args)?.slice(0, 2000)}`;
}
