// SPDX-License-Identifier: Apache-2.0
// The window of time that all pages show, and whether it follows a live source. Session owns one; keys, the mouse on the
// strip, marks and peaks change it, pages read `windowFor`.
//
// Live there are three states: it follows (the last seconds, or everything), it is paused (the window stays where it was
// at that moment), or it is rewound (it is somewhere else). The store collects in all of them.

import type { EngineStatus, TimeWindow } from '../../engine/protocol/protocol.js';
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
/**
 * Lists keep what has come while they follow; charts look further back than tables; streams of lines begin where the window
 * began when they were opened, and grow.
 */
export type TimeUse = 'table' | 'list' | 'chart' | 'stream';

/** For going back to how things were. */
export interface TimePlace {
  readonly choice: TimeChoice;
  readonly before: TimeChoice | undefined;
  readonly state: TimeState;
  readonly version: number;
  readonly frozen: Frozen | undefined;
}

/** What was followed when the screen was frozen, and up to when. */
interface Frozen {
  readonly choice: TimeChoice;
  readonly to: number;
  /** Of the window that was followed: what was not asked for again meanwhile is still right when it goes on. */
  readonly version: number;
}

/** Of a chart that scrolls: the last `length` ns up to `to`. */
export interface Scroll {
  readonly length: number;
  readonly to: number;
}

export class TimeControl {
  #choice: TimeChoice = ALL;
  /** What it followed before it stood; undefined while it follows. */
  #before: TimeChoice | undefined;
  #state: TimeState = 'following';
  /** Set by p alone: each kind of page keeps what it showed, which is not the same for all. */
  #frozen: Frozen | undefined;
  #held: Held = { from: 0, to: 0, grows: false };
  #isLive = false;
  #isStarted = false;
  /** Another one for each window: pages compare it with the one of their content. */
  #version = 0;
  #versions = 0;

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
  get isStopped(): boolean {
    return this.#state !== 'following';
  }

  /** ns between the window's end and the end of what is held. */
  get behind(): number {
    return this.#choice.kind === 'range' ? Math.max(0, this.#held.to - this.#choice.to) : 0;
  }

  get place(): TimePlace {
    const { version } = this;
    return { choice: this.#choice, before: this.#before, state: this.#state, version, frozen: this.#frozen };
  }

  get version(): number {
    return this.#version;
  }

  /** The window of a page of this kind. */
  windowFor(use: TimeUse): TimeWindow {
    const frozen = this.#frozen;
    const choice = frozen?.choice ?? this.#choice;
    if (choice.kind !== 'last') return frozen === undefined ? windowOf(choice) : until(windowOf(choice), frozen.to);
    const length = use === 'chart' ? choice.length * CHART_FACTOR : choice.length;
    if (frozen !== undefined) {
      return use === 'list' ? until(windowOf(ALL), frozen.to) : { from: frozen.to - length, to: frozen.to };
    }
    if (use === 'list') return windowOf(ALL);
    if (use === 'stream') return { from: this.#held.to - length, to: Number.POSITIVE_INFINITY };
    return windowOf({ kind: 'last', length });
  }

  /** How charts scroll; undefined where they show a fixed window. */
  get scroll(): Scroll | undefined {
    const { choice, to } = this.#frozen ?? { choice: this.#choice, to: this.#held.to };
    if (choice.kind !== 'last' || (this.isStopped && this.#frozen === undefined)) return undefined;
    return { length: choice.length * CHART_FACTOR, to };
  }

  /** Frozen by p, and nothing else: what has come so far stays as it is. */
  get isFrozen(): boolean {
    return this.#frozen !== undefined;
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
    this.#follow({ kind: 'last', length: LIVE_LENGTH });
    return true;
  }

  /**
   * p: freezes the moment that the screen shows, or follows again. A sentence where there is nothing to stop.
   * `shown`: the end of what is on the screen; what has come since is not there yet.
   */
  pause(shown = this.#held.to): string | undefined {
    if (this.isStopped) {
      const frozen = this.#frozen;
      this.#follow(this.#before ?? { kind: 'last', length: LIVE_LENGTH });
      if (frozen !== undefined) this.#version = frozen.version;
      return undefined;
    }
    if (!this.#isLive) return 'nothing to pause: the capture is complete and does not change';
    const { version } = this;
    const followed = this.#choice;
    this.#before = followed;
    const { from, to } = spanOf(this.windowFor('table'), { ...this.#held, to: shown });
    this.#set({ kind: 'range', from, to }, 'paused');
    this.#frozen = { choice: followed, to, version };
    return undefined;
  }

  /** Freezes this window, as looking closer at a moving chart or number needs it. */
  stop({ from, to }: Span): void {
    if (!this.#isLive || this.isStopped) return;
    this.#before = this.#choice;
    this.#set({ kind: 'range', from, to }, 'paused');
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
  select(a: number, b: number): undefined {
    this.#take(between(a, b, this.#held));
  }

  /** Moves the window to where `time` is in its middle. */
  centre(time: number): undefined {
    this.#take(around(this.#choice, this.#held, time));
  }

  /** A choice made before; one that followed the end is a window around `time` now. */
  choose(choice: TimeChoice, time: number): void {
    this.#take(choice.kind === 'last' ? around(choice, this.#held, time) : choice);
  }

  /** Makes the window one that can move on: from the start where it holds everything. A sentence where there is no way on. */
  prepareToPlay(): string | undefined {
    const { from, to, grows } = this.#held;
    if (!(to > from)) return 'there is nothing to play yet';
    if (grows && !this.isStopped) return 'this is now: [ goes back, then it plays';
    if (this.#choice.kind === 'all') this.#take(around(ALL, this.#held, from));
    else if (this.#choice.kind === 'range' && this.#choice.to >= to) return this.first();
    return undefined;
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
    this.#frozen = place.frozen;
    this.#version = place.version;
  }

  #take(choice: TimeChoice | string): string | undefined {
    if (typeof choice === 'string') return choice;
    if (choice.kind !== 'range' || !this.#isLive) {
      this.#follow(choice);
      return undefined;
    }
    if (!this.isStopped) this.#before = this.#choice;
    this.#set(choice, 'rewound');
    return undefined;
  }

  #follow(choice: TimeChoice): void {
    this.#before = undefined;
    this.#set(choice, 'following');
  }

  #set(choice: TimeChoice, state: TimeState): void {
    this.#choice = choice;
    this.#state = state;
    this.#frozen = undefined;
    this.#version = ++this.#versions;
  }
}

function until(window: TimeWindow, to: number): TimeWindow {
  return { from: window.from, to };
}
