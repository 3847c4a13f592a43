// SPDX-License-Identifier: Apache-2.0
// Keeps the picture of a chart up to date: asks the engine for as many cells as the screen has, one question at a time, again
// when the time, the size or the source has moved on, and not at all while the screen is frozen at what it shows.

import type { Answer, EngineStatus, TimeWindow } from '../../engine/protocol/protocol.js';
import type { Outcome, Ui } from '../page.js';
import { sameWindow } from '../time/time-choice.js';

/** A picture is of a window of time; so is the question for it. */
interface OfTime {
  readonly window: TimeWindow;
}

export interface Chart<Request extends OfTime, Picture extends OfTime> {
  /** What the screen has room for, of the time as it is now; undefined while nothing was painted. */
  request(): Request | undefined;
  /** The picture has as many cells as the request asks for. */
  fits(picture: Picture, request: Request): boolean;
  isSameSize(a: Request, b: Request): boolean;
  ask(request: Request): Promise<Answer<Picture>>;
  accept(picture: Picture, before: Picture | undefined): void;
}

/** While a file is read, pictures take no more than this share of the time: they cost more than tables. */
const LOADING_SHARE = 5;

export class ChartFeed<Request extends OfTime, Picture extends OfTime> {
  readonly #ui: Ui;
  readonly #chart: Chart<Request, Picture>;
  #picture: Picture | undefined;
  #refusal: string | undefined;
  #asked: Request | undefined;
  /** What the picture was asked with. */
  #shown: Request | undefined;
  #isAsking = false;
  #underway: Promise<unknown> = Promise.resolve();
  /** That the engine had when it was asked last. */
  #events = 0;
  /** Settled when there is a picture, or a reason why there is none. */
  readonly #first: Promise<void>;
  #isFirst: () => void = () => undefined;
  /** The earliest time to request the next picture of a file that is being read. */
  #restsUntil = 0;

  constructor(ui: Ui, chart: Chart<Request, Picture>) {
    this.#ui = ui;
    this.#chart = chart;
    this.#first = new Promise((resolve) => {
      this.#isFirst = resolve;
    });
  }

  get picture(): Picture | undefined {
    return this.#picture;
  }

  /** Why there is none. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** The first picture is under way. */
  get isWaiting(): boolean {
    return this.#isAsking && this.#picture === undefined;
  }

  /** Does what needs a picture when there is one: keys that are pressed before it comes are meant for it. */
  withPicture(act: () => Outcome): Outcome {
    const isHere = this.#picture !== undefined || this.#refusal !== undefined;
    const { round } = this.#ui.steps;
    return isHere ? act() : this.#first.then(() => (round === this.#ui.steps.round ? act() : undefined));
  }

  tick(status: EngineStatus): void {
    if (status.events === this.#events || this.#ui.time.isStopped) return;
    if (status.state.kind === 'loading' && performance.now() < this.#restsUntil) return;
    this.#events = status.events;
    this.#asked = undefined;
    this.#ui.repaint();
  }

  /** As ask(), after a picture of another time that is under way: keys that wait for this are about the new one. */
  async follow(): Promise<string | undefined> {
    while (this.#isAsking) await this.#underway;
    return this.ask();
  }

  ask(): Promise<string | undefined> | undefined {
    const request = this.#isAsking ? undefined : this.#wanted();
    if (request === undefined) return undefined;
    this.#isAsking = true;
    const answered = this.#fetch(request);
    this.#underway = answered;
    return answered;
  }

  async #fetch(request: Request): Promise<string | undefined> {
    this.#asked = request;
    const started = performance.now();
    const answer = await this.#chart.ask(request);
    this.#isAsking = false;
    const now = performance.now();
    this.#restsUntil = now + LOADING_SHARE * (now - started);
    // Somebody has stopped at the picture that was there when this one was asked for.
    if (this.#ui.time.isStopped && this.#isHere(this.#chart.request())) return undefined;
    if (answer.ok) this.#take(answer.value, request);
    else if (answer.error.code !== 'gone') this.#refusal = answer.error.message;
    if (answer.ok || this.#refusal !== undefined) this.#isFirst();
    this.#ui.repaint();
    return undefined;
  }

  #take(picture: Picture, request: Request): void {
    const before = this.#picture;
    this.#picture = picture;
    this.#shown = request;
    this.#refusal = undefined;
    this.#chart.accept(picture, before);
  }

  /** Undefined where it is there already, or asked for. */
  #wanted(): Request | undefined {
    const request = this.#chart.request();
    // Stopped at what is here: asked again, what has come late would change it.
    if (request === undefined || (this.#ui.time.isStopped && this.#isHere(request))) return undefined;
    const asked = this.#asked;
    const isAsked = asked !== undefined && sameWindow(asked.window, request.window);
    return isAsked && this.#chart.isSameSize(asked, request) ? undefined : request;
  }

  /** The engine cuts windows to what it holds: both the request and the result are here. */
  #isHere(request: Request | undefined): boolean {
    const [picture, shown] = [this.#picture, this.#shown];
    if (request === undefined || picture === undefined || !this.#chart.fits(picture, request)) return false;
    const { window } = request;
    return sameWindow(picture.window, window) || (shown !== undefined && sameWindow(shown.window, window));
  }
}
