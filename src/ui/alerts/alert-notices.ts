// SPDX-License-Identifier: Apache-2.0
// What is said of alerts wherever the user is: a line, a number, and the bell where that is asked for.

import type { AlertStatus } from '../../engine/protocol/protocol.js';
import type { Page, Ui } from '../page.js';
import { alertKind } from './alert-states.js';

export class AlertNotices {
  readonly #ui: Ui;
  readonly #ring: () => void;
  /** Alerts that have come up to the last status. */
  #heard = 0;

  constructor(ui: Ui, ring: () => void) {
    this.#ui = ui;
    this.#ring = ring;
  }

  /** Alerts that have come since the page of alerts was looked at. */
  get unseen(): number {
    return Math.max(0, this.#heard - this.#ui.alerts.seen);
  }

  /** A new status; `top`: what has the keys. Alerts of a recording are not news. */
  hear(alerts: AlertStatus | undefined, top: Page): void {
    if (alerts?.said !== undefined) this.#ui.say(alerts.said, 'good');
    const { total = 0, rules = 0, last } = alerts ?? {};
    const isNew = total > this.#heard && rules > 0;
    this.#heard = total;
    if (!isNew || last === undefined) return;
    if (this.#ui.user.preferences.settings.bell === true) this.#ring();
    const { rule, priority, text } = last;
    if (!top.contexts.includes('alerts')) this.#ui.say(`${priority}: ${rule}: ${text}`, alertKind(priority));
  }

  /** SIGHUP. */
  reload(): void {
    this.#ui.runWith(async () => reloadRules(this.#ui));
  }
}

/** Reads the rules again; an answer is why they stay as they were. */
export async function reloadRules(ui: Ui): Promise<string | undefined> {
  const answer = await ui.client.reloadRules(null);
  if (!answer.ok) return `the rules stay as they were: ${answer.error.message}`;
  ui.say(`${answer.value.rules} rules from now on`, 'good');
  return undefined;
}
