// SPDX-License-Identifier: Apache-2.0
// Hides what looks like a secret in the parameters of events, in place.
//
// A value may be cut by the end of a buffer that a program has filled: the next buffer of the same fd begins with its rest,
// which goes too.

import type { EventCursor } from '../scap/event-cursor.js';
import { latin1Text } from '../scap/text.js';
import { blank } from './disguise.js';
import { type ParamKind, SECRET_PARAMS } from './event-places.js';
import type { RedactionReport } from './redaction-report.js';
import { hideInArguments, hideInEnvironment } from './secret-arguments.js';
import type { SecretHider, Span } from './secret-spans.js';
import type { Terminals } from './terminals.js';

/** Programs fill buffers of such sizes; what ends elsewhere has ended. */
const BUFFER_UNIT = 512;
const MOST_CUT = 10_000;
const REST = /^[^\x00-\x20"'&;,]+/;
const REST_OF_KEY = /^[A-Za-z0-9+/=\s]+/;

export interface EventHiding {
  readonly hider: SecretHider;
  readonly terminals: Terminals;
  readonly report: RedactionReport;
  /** All that was read and written goes. */
  readonly payload: boolean;
}

export class HiddenEvents {
  readonly #options: EventHiding;
  /** Rule of a value that the last buffer of an fd did not end. */
  readonly #cut = new Map<string, string>();

  constructor(options: EventHiding) {
    this.#options = options;
  }

  /** Called after the state has taken the event in. */
  hide(cursor: EventCursor): void {
    const secret = SECRET_PARAMS[cursor.type];
    if (secret === undefined) return;
    for (const { index, kind } of secret.params) {
      const start = cursor.param(index);
      if (start < 0 || cursor.paramLength === 0) continue;
      const span: Span = [start, start + cursor.paramLength];
      this.#hideParam(cursor, span, kind, secret.program);
    }
    this.#hideExtra(cursor);
  }

  #hideParam(cursor: EventCursor, span: Span, kind: ParamKind, program: number): void {
    const { hider } = this.#options;
    const { bytes } = cursor;
    if (kind === 'environment') hideInEnvironment(hider, bytes, span);
    else if (kind === 'arguments') hideInArguments(hider, bytes, span, cursor.text(program) ?? '');
    else if (kind === 'data') this.#hideData(cursor, span);
    else hider.hideFound(bytes, span, 'text');
  }

  /** What newer writers have appended to an event is looked through as text. */
  #hideExtra(cursor: EventCursor): void {
    for (let i = cursor.nparams; ; i++) {
      const start = cursor.extraParam(i);
      if (start < 0) return;
      this.#options.hider.hideFound(cursor.bytes, [start, start + cursor.paramLength], 'text');
    }
  }

  #hideData(cursor: EventCursor, [start, end]: Span): void {
    const { hider, terminals, report, payload } = this.#options;
    const isTerminal = terminals.isTerminal(cursor.type);
    if (isTerminal || payload) {
      blank(cursor.bytes, start, end);
      report.count(isTerminal ? 'terminal' : 'payload', '');
      return;
    }
    const key = `${cursor.tid} ${terminals.fdNum} ${terminals.isWriting(cursor.type)}`;
    const from = start + this.#hideRest(key, cursor, [start, end]);
    const rule = hider.hideFound(cursor.bytes, [from, end], 'data');
    if (rule === undefined || end - start !== terminals.result || (end - start) % BUFFER_UNIT !== 0) return;
    if (this.#cut.size >= MOST_CUT) this.#cut.clear();
    this.#cut.set(key, rule);
  }

  /** Bytes at the start of a buffer that belong to a value before. */
  #hideRest(key: string, { bytes }: EventCursor, [start, end]: Span): number {
    const rule = this.#cut.get(key);
    if (rule === undefined) return 0;
    this.#cut.delete(key);
    const pattern = rule === 'private key' ? REST_OF_KEY : REST;
    const length = pattern.exec(latin1Text(bytes, start, end))?.[0].length ?? 0;
    this.#options.hider.hideAll(bytes, [start, start + length], 'data', rule);
    return length;
  }
}
