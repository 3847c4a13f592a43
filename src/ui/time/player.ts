// SPDX-License-Identifier: Apache-2.0
// Plays what is held: moves the window on by the time that has passed, times a speed. It asks for the next picture when
// the last one has come, so a slow query makes it jump further, not later.

import { exhaustMap, interval, type Subscription, takeWhile } from 'rxjs';

/** Times real time; from single calls to hours in a minute. */
export const SPEEDS: readonly number[] = [
  0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500,
  1000,
];
/** ms between two pictures. */
const STEP = 100;
/** s that playing everything takes at most slower than in real time, where nothing else was chosen. */
const PLEASANT = 20;

export interface PlayerHands {
  /** Moves the window on by `ns` of captured time; false when there is no more. Resolves when the picture has come. */
  advance(ns: number): Promise<boolean>;
  ended(): void;
}

/** The speed for a capture of `length` ns: real time, slower where that would be over before anybody has seen it. */
export function startSpeed(length: number): number {
  const wanted = length / 1e9 / PLEASANT;
  if (wanted >= 1) return 1;
  return SPEEDS.findLast((speed) => speed <= Math.max(wanted, SPEEDS[0] ?? 0)) ?? 1;
}

export class Player {
  readonly #hands: PlayerHands;
  #speed: number | undefined;
  #playing: Subscription | undefined;

  constructor(hands: PlayerHands) {
    this.#hands = hands;
  }

  get isPlaying(): boolean {
    return this.#playing !== undefined;
  }

  /** Times real time. */
  get speed(): number {
    return this.#speed ?? 1;
  }

  /** Starts; `length` is that of everything held. */
  start(length: number): void {
    this.#speed ??= startSpeed(length);
    let last = performance.now();
    const advance = (): Promise<boolean> => {
      const elapsed = performance.now() - last;
      last += elapsed;
      return this.#hands.advance(elapsed * 1e6 * this.speed);
    };
    // A step that is due while a picture is under way is left out.
    const steps$ = interval(STEP).pipe(
      exhaustMap(advance),
      takeWhile((goesOn) => goesOn),
    );
    this.#playing ??= steps$.subscribe({
      complete: () => {
        this.stop();
        this.#hands.ended();
      },
    });
  }

  stop(): void {
    this.#playing?.unsubscribe();
    this.#playing = undefined;
  }

  /** The next speed up (1) or down (-1); false at the ends. */
  change(step: 1 | -1): boolean {
    const next = SPEEDS[SPEEDS.indexOf(this.speed) + step];
    if (next === undefined) return false;
    this.#speed = next;
    return true;
  }
}

/** `2×`, `1/50×`. */
export function speedText(speed: number, times: string): string {
  return speed >= 1 ? `${speed}${times}` : `1/${Math.round(1 / speed)}${times}`;
}
