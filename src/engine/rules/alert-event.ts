// SPDX-License-Identifier: Apache-2.0
// An alert as an event of the stream (own-event-table.ts, ALERT): it is recorded, and found again when the capture is opened.

import { ownEvent } from '../scap/own-event.js';
import { ALERT } from '../scap/own-event-table.js';
import type { Alert } from './alert.js';

/** Bytes of UTF-8 that the texts of an alert may take; the record holds 65,535. */
const LONGEST_TEXT = 12_000;
const LONGEST_JSON = 24_000;

/** One whole block. `now`: ns since the epoch, when it is put into the stream; `tid`: thread of the event it is about. */
export function alertEvent(alert: Alert, tid: number, now: bigint): Uint8Array {
  const { time, rule, priority, source, tags, message, line, json, incident } = alert;
  const age = time === undefined || now < time ? 0n : now - time;
  const record = {
    age: Number(age),
    rule: cut(rule),
    priority,
    source: cut(source),
    tags: cut(tags.join(',')),
    message: cut(message),
    line: cut(line),
    json: Buffer.byteLength(json) > LONGEST_JSON ? '' : json,
    key: cut(incident.key),
    filter: cut(incident.filter),
    span: incident.span,
  };
  return ownEvent(ALERT, { time: now, tid, isShown: true }, [record]);
}

/** Within its bytes, not through a character. */
function cut(text: string): string {
  if (Buffer.byteLength(text) <= LONGEST_TEXT / 2) return text;
  return Buffer.from(text)
    .subarray(0, LONGEST_TEXT / 2)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
}
