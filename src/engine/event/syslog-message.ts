// SPDX-License-Identifier: Apache-2.0
// Messages that programs write to the system log: `<PRI>message` on a socket or file whose name contains /dev/log.

import { EventFlag } from '../scap/event-types.js';
import { decodeText } from '../scap/text.js';
import type { FdInfo } from '../state/fd-info.js';
import type { EventView } from './event-view.js';
import { paramIndex } from './param-value.js';

const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];
// biome-ignore format: a list
const FACILITIES = [
  'kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'clock', 'authpriv', 'ftp', 'ntp',
  'logaudit', 'logalert', 'cron', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7',
];

export interface SyslogMessage {
  readonly facility: number;
  readonly severity: number;
  readonly text: string;
}

export const WRITES = EventFlag.WRITES_TO_FD | EventFlag.WRITES_EXIT_ONLY;
/** `<`, at most this many digits, `>`. */
const MOST_DIGITS = 15;

/** Whether what is written to the fd may be messages. */
export const isSystemLog = (fd: FdInfo): boolean => fd.name.includes('/dev/log');

/** The message that the event wrote; undefined for all other events. */
export function syslogMessage(event: EventView): SyslogMessage | undefined {
  if ((event.kind.flags & WRITES) === 0 || !(event.result >= 0)) return undefined;
  if (event.fd === undefined || !isSystemLog(event.fd)) return undefined;
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

/** Name of a severity: emerg, alert, crit, err … */
export const severityName = (severity: number): string => SEVERITIES[severity] ?? '<NA>';

/** Name of a facility: kern, user, mail … */
export const facilityName = (facility: number): string => FACILITIES[facility] ?? '<NA>';
