// SPDX-License-Identifier: Apache-2.0
// Where the alerts of the stream are (own events `alert`): their rows, times and incidents. What they say is read from the
// events themselves, as far as those are held.

import type { ALERT } from '../scap/own-event-table.js';
import type { OwnRecord } from '../scap/own-payload.js';

export type AlertRecord = OwnRecord<typeof ALERT>;

export interface LoggedAlert {
  readonly row: number;
  /** ns since the capture's first event: when the event happened that the alert is about. */
  readonly time: number;
  /** Rule and key, as the field drill.alert.incident has them. */
  readonly incident: string;
}

export class AlertLog {
  /** In the order of their rows. */
  readonly alerts: LoggedAlert[] = [];
  /** Alerts that have come, those included that have left. */
  total = 0;
  /** The newest one. */
  last: AlertRecord | undefined;

  add(row: number, time: number, record: AlertRecord): void {
    this.total++;
    this.last = record;
    this.alerts.push({ row, time: time - (record.age ?? 0), incident: incidentOf(record) });
  }

  /** Events before `row` have left. */
  forget(row: number): void {
    const kept = this.alerts.findIndex((alert) => alert.row >= row);
    this.alerts.splice(0, kept < 0 ? this.alerts.length : kept);
  }
}

export function incidentOf({ rule, key }: Pick<AlertRecord, 'rule' | 'key'>): string {
  return key === undefined ? (rule ?? '') : `${rule}: ${key}`;
}
