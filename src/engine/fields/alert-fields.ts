// SPDX-License-Identifier: Apache-2.0
// Alerts in the stream (own-event-table.ts, ALERT): what a rule has found, as fields of the event that records it.

import type { EventKind } from '../event/event-kind.js';
import type { FieldValue } from '../event/value.js';
import { readOwnEvent } from '../scap/own-event.js';
import { ALERT } from '../scap/own-event-table.js';
import type { OwnRecord } from '../scap/own-payload.js';
import type { Field, FieldSource } from './field.js';
import { fieldTable, known, ofEventsOf } from './field-table.js';

type AlertRecord = OwnRecord<typeof ALERT>;

const NAME = `sysdrill.${ALERT.name}`;
const isAlert = ({ name }: EventKind): boolean => name === NAME;

function ofAlert(of: (alert: AlertRecord) => FieldValue): FieldSource {
  return ofEventsOf(isAlert, (event) => {
    const [alert] = event.kind.name === NAME ? (readOwnEvent(ALERT, event.params()) ?? []) : [];
    return alert === undefined ? undefined : of(alert);
  });
}

export const ALERT_FIELDS: readonly Field[] = fieldTable('drill', [
  ['drill.alert.rule', 'CHARBUF', 'Of an alert in the stream: name of the rule.', ofAlert(({ rule }) => rule)],
  [
    'drill.alert.incident',
    'CHARBUF',
    'Rule and key of an alert: what is one incident, however many alerts there are of it.',
    ofAlert(({ rule, key }) => (key === undefined ? rule : `${rule}: ${key}`)),
  ],
  ['drill.alert.priority', 'CHARBUF', 'Priority of the rule, as Falco writes it.', ofAlert(({ priority }) => priority)],
  ['drill.alert.output', 'CHARBUF', "The alert's text, without time and priority.", ofAlert(({ message }) => message)],
  ['drill.alert.tags', 'CHARBUF', 'Tags of the rule, joined by commas.', ofAlert(({ tags }) => known(tags))],
  ['drill.alert.source', 'CHARBUF', 'Where the event comes from, mostly syscall.', ofAlert(({ source }) => source)],
  [
    'drill.alert.key',
    'CHARBUF',
    'What alerts of one rule have in common where they are one incident: the program, and its container.',
    ofAlert(({ key }) => known(key)),
  ],
  [
    'drill.alert.time',
    'ABSTIME',
    'When the event happened that the alert is about; the alert itself comes a moment later.',
    ofEventsOf(isAlert, (event) => {
      const [alert] = readOwnEvent(ALERT, event.params()) ?? [];
      const age = alert?.age;
      return age === undefined || event.absoluteTime === undefined ? undefined : event.absoluteTime - BigInt(age);
    }),
  ],
  [
    'drill.alert.json',
    'CHARBUF',
    'The alert as a JSON object, with the fields of its text.',
    ofAlert(({ json }) => known(json)),
  ],
]);
