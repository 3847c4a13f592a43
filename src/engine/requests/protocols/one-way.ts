// SPDX-License-Identifier: Apache-2.0
// Messages that nobody answers: syslog (RFC 3164 and 5424) and sd_notify, as datagrams or lines.

import type { Conversation } from '../conversation.js';
import type { Piece } from '../piece.js';
import { type Decoder, type Protocol, STRAY } from '../protocol.js';

const PRIORITY = /^<(\d{1,3})>/;
const FACILITIES =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  );
const SEVERITIES = 'emerg alert crit err warning notice info debug'.split(' ');
const NOTIFY =
  /^(READY|RELOADING|STOPPING|STATUS|NOTIFYACCESS|ERRNO|BUSERROR|MAINPID|WATCHDOG|FDSTORE|BARRIER|EXTEND_TIMEOUT_USEC|MONOTONIC_USEC|WATCHDOG_USEC)=[^\n]*/;
const MOST_TEXT = 256;

class SyslogDecoder implements Decoder {
  readonly request = (piece: Piece, talk: Conversation): number => {
    const text = piece.text(0, MOST_TEXT);
    const priority = Number(PRIORITY.exec(text)?.[1]);
    if (Number.isNaN(priority) || priority > 191) return STRAY;
    const facility = FACILITIES[priority >> 3] ?? '';
    const severity = SEVERITIES[priority & 7] ?? '';
    const message = text.replace(PRIORITY, '').replace(/[\0\n]+$/, '');
    talk.oneWay({ method: `${facility}.${severity}`, target: message }, { status: severity, ok: (priority & 7) > 3 });
    return piece.length;
  };
  readonly response = (): number => STRAY;
}

class NotifyDecoder implements Decoder {
  readonly request = (piece: Piece, talk: Conversation): number => {
    const text = piece.text(0, MOST_TEXT);
    const name = NOTIFY.exec(text)?.[1];
    if (name === undefined) return STRAY;
    talk.oneWay({ method: name, target: text.trimEnd() }, { status: '', ok: name !== 'ERRNO' && name !== 'BUSERROR' });
    return piece.length;
  };
  readonly response = (): number => STRAY;
}

export const syslog: Protocol = {
  name: 'syslog',
  ports: [514, 601],
  datagrams: true,
  isRequest: (piece, hinted) => {
    const text = piece.text(0, 24);
    return PRIORITY.test(text) && (hinted || /^<\d{1,3}>(1 \d{4}-|[A-Z][a-z]{2} [ \d]\d |[\w./-]+)/.test(text));
  },
  isResponse: () => false,
  open: () => new SyslogDecoder(),
};

export const notify: Protocol = {
  name: 'sd_notify',
  ports: [],
  datagrams: true,
  isRequest: (piece) => NOTIFY.test(piece.text(0, 64)),
  isResponse: () => false,
  open: () => new NotifyDecoder(),
};
