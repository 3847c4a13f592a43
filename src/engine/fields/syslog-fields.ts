// SPDX-License-Identifier: Apache-2.0
// Fields of messages to the system log.

import type { EventKind } from '../event/event-kind.js';
import { facilityName, type SyslogMessage, severityName, syslogMessage, WRITES } from '../event/syslog-message.js';
import type { FieldValue } from '../event/value.js';
import type { Field, FieldSource } from './field.js';
import { fieldTable, ofEventsOf } from './field-table.js';

function ofMessage(of: (message: SyslogMessage) => FieldValue): FieldSource {
  const writes = ({ flags }: EventKind) => (flags & WRITES) !== 0;
  return ofEventsOf(writes, (event) => {
    const message = syslogMessage(event);
    return message === undefined ? undefined : of(message);
  });
}

export const SYSLOG_FIELDS: readonly Field[] = fieldTable('syslog', [
  ['syslog.facility', 'UINT32', 'Facility of a log message, 0 to 23.', ofMessage((m) => m.facility)],
  [
    'syslog.facility.str',
    'CHARBUF',
    'Name of the facility: kern, user, mail, daemon, auth …',
    ofMessage((m) => facilityName(m.facility)),
  ],
  ['syslog.severity', 'UINT32', 'Severity of a log message, 0 (worst) to 7.', ofMessage((m) => m.severity)],
  [
    'syslog.severity.str',
    'CHARBUF',
    'Name of the severity: emerg, alert, crit, err, warn, notice, info, debug.',
    ofMessage((m) => severityName(m.severity)),
  ],
  ['syslog.message', 'CHARBUF', 'Text of a log message.', ofMessage((m) => m.text)],
]);
