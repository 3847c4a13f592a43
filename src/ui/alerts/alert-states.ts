// SPDX-License-Identifier: Apache-2.0
// What the user has said of incidents: seen, or not to be heard of for a while. For as long as the program runs.

import type { AlertIncident } from '../../engine/protocol/alerts.js';

/** `open`: nobody has looked at its last alert. */
export type AlertState = 'open' | 'acknowledged' | 'silenced';

export const GRAVE: readonly string[] = ['Emergency', 'Alert', 'Critical', 'Error'];

export class AlertStates {
  /** Alerts that have come when the page of alerts was looked at last. */
  seen = 0;
  /** By incident: event number of the last alert that was acknowledged. */
  readonly #acknowledged = new Map<string, number>();
  /** By incident: ms since the epoch. */
  readonly #silences = new Map<string, number>();

  acknowledge({ id, num }: AlertIncident): void {
    this.#acknowledged.set(id, num);
  }

  reopen({ id }: AlertIncident): void {
    this.#acknowledged.delete(id);
  }

  /** `until`: ms since the epoch; undefined: no longer. */
  silence({ id }: AlertIncident, until: number | undefined): void {
    if (until === undefined) this.#silences.delete(id);
    else this.#silences.set(id, until);
  }

  /** An alert that comes after the acknowledged one opens its incident again. */
  of({ id, num }: AlertIncident): AlertState {
    if (this.silentUntil(id) !== undefined) return 'silenced';
    return num <= (this.#acknowledged.get(id) ?? 0) ? 'acknowledged' : 'open';
  }

  /** ms since the epoch; undefined where it is not silent. */
  silentUntil(id: string): number | undefined {
    const until = this.#silences.get(id);
    return until !== undefined && until > Date.now() ? until : undefined;
  }
}

/** How a message about an alert looks. */
export function alertKind(priority: string): 'error' | 'warning' | 'info' {
  if (GRAVE.includes(priority)) return 'error';
  return priority === 'Warning' || priority === 'Notice' ? 'warning' : 'info';
}
