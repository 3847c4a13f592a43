// SPDX-License-Identifier: Apache-2.0
// Messages that programs write to the system log: `<PRI>message` on a socket or file whose name contains /dev/log.

import { EventFlag } from '../scap/event-types.js';
import { decodeText } from '../scap/text.js';
import type { EventView } from './event-view.js';
import type { EventKind, Field, FieldSource, FieldValue } from './field.js';
import { fieldTable, ofEventsOf } from './field-table.js';
import { paramIndex } from './param-value.js';

const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];
// biome-ignore format: a list
const FACILITIES = [
  'kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'clock', 'authpriv', 'ftp', 'ntp',
  'logaudit', 'logalert', 'cron', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7',
];

interface SyslogMessage {
  readonly facility: number;
  readonly severity: number;
  readonly text: string;
}

const WRITES = EventFlag.WRITES_TO_FD | EventFlag.WRITES_EXIT_ONLY;
/** `<`, at most this many digits, `>`. */
const MOST_DIGITS = 15;

/** The message that the event writes; undefined for all other events. */
function messageOf(event: EventView): SyslogMessage | undefined {
  if ((event.kind.flags & WRITES) === 0 || !(event.fd?.name.includes('/dev/log') ?? false)) return undefined;
  const index = paramIndex(event.type, 'data');
  const data = index < 0 ? undefined : event.params().buffer(index);
  if (data === undefined || data.length === 0) return undefined;
  const end = data.indexOf(0x3e);
  if (end < 2 || end > MOST_DIGITS + 1) return undefined;
  const digits = decodeText(data, 1, end);
  if (!/^\d+$/.test(digits)) return undefined;
  const priority = Number(digits);
  return { facility: Math.floor(priority / 8), severity: priority % 8, text: decodeText(data, end + 1, data.length) };
}

function ofMessage(of: (message: SyslogMessage) => FieldValue): FieldSource {
  const writes = ({ flags }: EventKind) => (flags & WRITES) !== 0;
  return ofEventsOf(writes, (event) => {
    const message = messageOf(event);
    return message === undefined ? undefined : of(message);
  });
}

export const SYSLOG_FIELDS: readonly Field[] = fieldTable('syslog', [
  ['syslog.facility', 'UINT32', 'Facility of a log message, 0 to 23.', ofMessage((m) => m.facility)],
  [
    'syslog.facility.str',
    'CHARBUF',
    'Name of the facility: kern, user, mail, daemon, auth …',
    ofMessage((m) => FACILITIES[m.facility] ?? '<NA>'),
  ],
  ['syslog.severity', 'UINT32', 'Severity of a log message, 0 (worst) to 7.', ofMessage((m) => m.severity)],
  [
    'syslog.severity.str',
    'CHARBUF',
    'Name of the severity: emerg, alert, crit, err, warn, notice, info, debug.',
    ofMessage((m) => SEVERITIES[m.severity] ?? '<NA>'),
  ],
  ['syslog.message', 'CHARBUF', 'Text of a log message.', ofMessage((m) => m.text)],
]);
