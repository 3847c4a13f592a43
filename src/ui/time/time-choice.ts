// SPDX-License-Identifier: Apache-2.0
// What stretch of time is looked at, and the arithmetic of moving and stretching it. Pure: TimeControl keeps the choice,
// pages get the window that follows from it. Times are ns since the capture's first event.

import type { TimeWindow } from '../../engine/protocol/protocol.js';

/** Two fixed times. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type TimeChoice =
  /** Everything that the store holds, also what is still to come. */
  | { readonly kind: 'all' }
  /** The last so many ns, as the end moves on. */
  | { readonly kind: 'last'; readonly length: number }
  | ({ readonly kind: 'range' } & Span);

/** What the choice is made in. */
export interface Held extends Span {
  /** The end moves on: a live capture. */
  readonly grows: boolean;
}

export const ALL: TimeChoice = { kind: 'all' };
/** ns; a shorter window shows single calls only. */
export const SHORTEST = 1000;

/** The window that the engine is asked with. */
export function windowOf(choice: TimeChoice): TimeWindow {
  switch (choice.kind) {
    case 'all':
      return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
    case 'last':
      return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, last: choice.length };
    case 'range':
      return { from: choice.from, to: choice.to };
  }
}

/** A window as fixed times inside of what is held. */
export function spanOf(window: TimeWindow, held: Span): Span {
  const to = Math.min(window.to, held.to);
  const from = window.last === undefined ? window.from : Math.max(window.from, to - window.last);
  return { from: Math.min(to, Math.max(from, held.from)), to };
}

export function sameWindow(a: TimeWindow, b: TimeWindow): boolean {
  return a.from === b.from && a.to === b.to && a.last === b.last;
}

/** Moved by `share` of its length, later or earlier (negative); a sentence where it cannot be. */
export function moved(choice: TimeChoice, held: Held, share: number): TimeChoice | string {
  if (choice.kind === 'all') return 'the window holds everything: { makes it smaller, then it can be moved';
  if (choice.kind === 'last' && share > 0) return 'this is now';
  const { from, to } = spanOf(windowOf(choice), held);
  const next = placed(Math.round(from + share * (to - from)), to - from, held);
  if (next.kind !== 'range' || next.from !== from) return next;
  return share > 0 ? 'this is the end of what is held' : 'this is the oldest time that is held';
}

/** With its length multiplied, around its middle; at the live end it stays there. A sentence where it cannot be. */
export function stretched(choice: TimeChoice, held: Held, factor: number): TimeChoice | string {
  const whole = held.to - held.from;
  if (!(whole > 0)) return 'no time has passed yet';
  if (choice.kind === 'all' && factor > 1) return 'the window holds everything already';
  const { from, to } = spanOf(windowOf(choice), held);
  // What is seen of a window that is longer than what is held is halved, not what it will be.
  const shown = choice.kind === 'last' && factor > 1 ? choice.length : to - from;
  const length = Math.round(shown * factor);
  if (length < SHORTEST) return 'the window cannot be smaller';
  if (length >= whole) return ALL;
  if (choice.kind !== 'range' && held.grows) return { kind: 'last', length };
  const middle = (from + to) / 2;
  return placed(Math.round(middle - length / 2), length, { ...held, grows: held.grows && to >= held.to });
}

/** With its length kept, at the oldest time held. */
export function atFirst(choice: TimeChoice, held: Held): TimeChoice | string {
  if (choice.kind === 'all') return 'the window holds everything: { makes it smaller, then it can be moved';
  const { from, to } = spanOf(windowOf(choice), held);
  return from <= held.from ? 'this is the oldest time that is held' : placed(held.from, to - from, held);
}

/** With its length kept, at the end; live it follows again. */
export function atEnd(choice: TimeChoice, held: Held): TimeChoice | string {
  if (choice.kind === 'last') return 'this is now';
  if (choice.kind === 'all') return held.grows ? 'this is now' : 'the window holds everything';
  const { from, to } = choice;
  if (!held.grows && to >= held.to) return 'this is the end of what is held';
  return placed(held.to - (to - from), to - from, held);
}

/** With its length kept, around a time; a tenth of everything where it held everything. */
export function around(choice: TimeChoice, held: Held, time: number): TimeChoice {
  const { from, to } = spanOf(windowOf(choice), held);
  const length = choice.kind === 'all' ? Math.max(SHORTEST, Math.round((held.to - held.from) / 10)) : to - from;
  return placed(Math.round(time - length / 2), length, held);
}

/** From one time to another, in any order, as far as it is held: exactly these, however little it is. */
export function between(a: number, b: number, held: Span): TimeChoice {
  const from = Math.max(held.from, Math.round(Math.min(a, b)));
  const to = Math.min(held.to, Math.round(Math.max(a, b)));
  return { kind: 'range', from: Math.min(from, to), to };
}

/** Moved by a number of ns, for playing; undefined when its end is beyond what is held. */
export function advanced(choice: TimeChoice, held: Span, ns: number): TimeChoice | undefined {
  const { from, to } = spanOf(windowOf(choice), held);
  if (to >= held.to) return undefined;
  const step = Math.min(Math.round(ns), held.to - to);
  return { kind: 'range', from: from + step, to: to + step };
}

/** A window of `length` that begins at `from`, pushed back into what is held. */
function placed(from: number, length: number, held: Held): TimeChoice {
  if (from + length >= held.to) {
    if (held.grows) return { kind: 'last', length };
    return { kind: 'range', from: Math.max(held.from, held.to - length), to: held.to };
  }
  const start = Math.max(held.from, from);
  return { kind: 'range', from: start, to: Math.min(held.to, start + length) };
}
