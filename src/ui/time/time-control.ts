// SPDX-License-Identifier: Apache-2.0
// The window of time that all pages show, and whether it follows a live source. Session owns one; keys, the mouse on the
// strip, marks and peaks change it, pages read `windowFor`.
//
// Live there are three states: it follows (the last seconds, or everything), it is paused (the window stands where it was
// at that moment), or it is rewound (it stands somewhere else). The store collects in all of them.

import type { EngineStatus, TimeWindow } from '../../engine/pipeline/protocol.js';
import {
  ALL,
  advanced,
  around,
  atEnd,
  atFirst,
  between,
  type Held,
  moved,
  type Span,
  spanOf,
  stretched,
  type TimeChoice,
  windowOf,
} from './time-choice.js';

/** ns of a live table: long enough for rates that do not jump, short enough to be "now". */
const LIVE_LENGTH = 5e9;
/** A chart over time shows so many times what a table adds up. */
const CHART_FACTOR = 12;

export type TimeState = 'following' | 'paused' | 'rewound';
/** Lists keep what has come while they follow; charts look further back than tables. */
export type TimeUse = 'table' | 'list' | 'chart';

/** For going back to how things were. */
export interface TimePlace {
  readonly choice: TimeChoice;
  readonly before: TimeChoice | undefined;
  readonly state: TimeState;
}

export class TimeControl {
  #choice: TimeChoice = ALL;
  /** What it followed before it stood; undefined while it follows. */
  #before: TimeChoice | undefined;
  #state: TimeState = 'following';
  #held: Held = { from: 0, to: 0, grows: false };
  #isLive = false;
  #isStarted = false;

  /** Everything that the store holds. */
  get held(): Held {
    return this.#held;
  }

  get choice(): TimeChoice {
    return this.#choice;
  }

  /** The source is a live one that still runs. */
  get isLive(): boolean {
    return this.#isLive;
  }

  get state(): TimeState {
    return this.#state;
  }

  /** True while new data leaves the screen as it is. */
  get stands(): boolean {
    return this.#state !== 'following';
  }

  /** ns between the window's end and the end of what is held. */
  get behind(): number {
    return this.#choice.kind === 'range' ? Math.max(0, this.#held.to - this.#choice.to) : 0;
  }

  get place(): TimePlace {
    return { choice: this.#choice, before: this.#before, state: this.#state };
  }

  /** The window of a page of this kind. */
  windowFor(use: TimeUse): TimeWindow {
    const choice = this.#choice;
    if (choice.kind !== 'last') return windowOf(choice);
    if (use === 'list') return windowOf(ALL);
    return use === 'chart' ? windowOf({ kind: 'last', length: choice.length * CHART_FACTOR }) : windowOf(choice);
  }

  /** The window as fixed times. */
  spanFor(use: TimeUse): Span {
    return spanOf(this.windowFor(use), this.#held);
  }

  /** Takes the engine's word on what is held. True where the window has become another one by that. */
  sees(status: EngineStatus): boolean {
    const runs = status.state.kind === 'live';
    const { from, to } = status.span;
    if (Number.isFinite(from) && Number.isFinite(to)) this.#held = { from, to, grows: status.live && runs };
    this.#isLive = status.live && runs;
    if (this.#isStarted) return false;
    this.#isStarted = true;
    if (!status.live || this.#choice.kind !== 'all') return false;
    this.#choice = { kind: 'last', length: LIVE_LENGTH };
    return true;
  }

  /** p: stands still at this moment, or follows again. A sentence where there is nothing to stop. */
  pause(): string | undefined {
    if (this.stands) {
      this.#follow(this.#before ?? { kind: 'last', length: LIVE_LENGTH });
      return undefined;
    }
    if (!this.#isLive) return 'nothing to pause: the capture is complete and does not change';
    this.#before = this.#choice;
    this.#choice = { kind: 'range', ...this.spanFor('table') };
    this.#state = 'paused';
    return undefined;
  }

  /** Fixes the window at this moment, as looking closer at a chart or a number needs it. */
  stand(use: TimeUse): void {
    if (!this.#isLive || this.stands) return;
    const span = this.spanFor(use);
    this.pause();
    this.#choice = { kind: 'range', ...span };
  }

  move(share: number): string | undefined {
    return this.#take(moved(this.#choice, this.#held, share));
  }

  stretch(factor: number): string | undefined {
    return this.#take(stretched(this.#choice, this.#held, factor));
  }

  first(): string | undefined {
    return this.#take(atFirst(this.#choice, this.#held));
  }

  now(): string | undefined {
    return this.#take(atEnd(this.#choice, this.#held));
  }

  everything(): string | undefined {
    if (this.#choice.kind === 'all') return 'the window holds everything already';
    return this.#take(ALL);
  }

  /** The stretch between two times. */
  select(a: number, b: number): void {
    this.#take(between(a, b, this.#held));
  }

  /** Moves the window to where `time` is in its middle. */
  centre(time: number): void {
    this.#take(around(this.#choice, this.#held, time));
  }

  /** On by so many ns, for playing; false at the end of what is held. */
  advance(ns: number): boolean {
    const next = advanced(this.#choice, this.#held, ns);
    if (next === undefined) {
      if (this.#held.grows) this.#take(atEnd(this.#choice, this.#held));
      return false;
    }
    this.#take(next);
    return true;
  }

  /** The window as it was. */
  restore(place: TimePlace): void {
    this.#choice = place.choice;
    this.#before = place.before;
    this.#state = place.state;
  }

  #take(choice: TimeChoice | string): string | undefined {
    if (typeof choice === 'string') return choice;
    if (choice.kind !== 'range' || !this.#isLive) {
      this.#follow(choice);
      return undefined;
    }
    if (!this.stands) this.#before = this.#choice;
    this.#choice = choice;
    this.#state = 'rewound';
    return undefined;
  }

  #follow(choice: TimeChoice): void {
    this.#choice = choice;
    this.#before = undefined;
    this.#state = 'following';
  }
}
