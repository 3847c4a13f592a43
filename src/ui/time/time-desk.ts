// SPDX-License-Identifier: Apache-2.0
// All that has to do with time in one place: the window and its keys, playing, marks, going to a moment, the strip. The
// session owns one, gives it the commands it knows, and reports new states of the engine to it.

import type { EngineStatus } from '../../engine/protocol/protocol.js';
import { Brush } from '../chrome/brush.js';
import type { HeaderTime } from '../chrome/header.js';
import type { TimelineState } from '../chrome/timeline-strip.js';
import { formatDuration } from '../format.js';
import type { Command, KeyContext } from '../keys/binding.js';
import type { Outcome, Page, Ui } from '../page.js';
import { GotoPrompt } from '../prompts/goto-prompt.js';
import { MarkPrompt } from '../prompts/mark-prompt.js';
import { TimelineFeed } from '../timeline-feed.js';
import { BACK_MARK, Marks, type Place } from './marks.js';
import { type Moment, momentText } from './moment.js';
import { Player, speedText } from './player.js';
import { TimeControl } from './time-control.js';

/** The page that shows a window of time, below all overlays. */
export type Ground = () => Page | undefined;

export class TimeDesk {
  readonly control = new TimeControl();
  readonly marks = new Marks();
  readonly #brush = new Brush();
  readonly #feed: TimelineFeed;
  readonly #player: Player;
  readonly #ui: Ui;
  readonly #ground: Ground;

  constructor(ui: Ui, ground: Ground) {
    this.#ui = ui;
    this.#ground = ground;
    this.#feed = new TimelineFeed(ui.client, () => ui.repaint());
    this.#player = new Player({
      advance: (ns) => this.#advance(ns),
      ended: () => ui.say(this.control.isLive ? 'this is now' : 'this is the end of what is held'),
    });
  }

  /** What the engine holds now; the heights of the strip for a screen of this width. */
  sees(status: EngineStatus, width: number): void {
    if (this.control.sees(status)) this.#ui.runWith(() => this.changed());
    const { kind } = status.state;
    if (kind === 'live' || kind === 'loading') this.#feed.grows(width);
    else this.#feed.ask(width);
  }

  resized(width: number): void {
    this.#feed.ask(width);
  }

  stop(): void {
    this.#feed.stop();
    this.#player.stop();
  }

  /** Where keys are looked up: while it plays, its own keys come first. */
  contexts(page: Page): readonly KeyContext[] {
    const isPlayed = this.#player.isPlaying && page.window !== undefined;
    return isPlayed ? ['playing', ...page.contexts] : page.contexts;
  }

  /** For the first line. */
  get header(): HeaderTime | undefined {
    const { theme } = this.#ui;
    if (this.#player.isPlaying) {
      return { text: `${theme.glyphs.play} ${speedText(this.#player.speed, theme.glyphs.times)}`, hidesSource: false };
    }
    if (!this.control.isStopped) return undefined;
    const behind = this.control.behind >= 1e6 ? ` ${formatDuration(this.control.behind)} behind` : '';
    const isPaused = this.control.state === 'paused';
    const text = isPaused ? `${theme.glyphs.pause} PAUSED` : `${theme.glyphs.rewound} REWOUND${behind}`;
    return { text, hidesSource: this.control.isLive };
  }

  /** For the second line; undefined on pages outside of time. */
  strip(page: Page | undefined): TimelineState | undefined {
    if (page?.window === undefined) return undefined;
    return {
      timeline: this.#feed.timeline,
      measure: this.#feed.measure,
      window: page.window,
      format: this.#ui.format,
      marks: this.marks.all.map(([letter, { time }]) => ({ letter, time })),
      brush: this.#brush,
      select: (from, to) => this.#ui.runWith(() => this.#done(this.control.select(from, to))),
      centre: (time) => this.#ui.runWith(() => this.#done(this.control.centre(time))),
    };
  }

  /** Does what a command of time asks for; false for other commands. */
  run(command: Command): Outcome | false {
    switch (command) {
      case 'time-earlier':
        return this.#done(this.control.move(-0.5));
      case 'time-later':
        return this.#done(this.control.move(0.5));
      case 'time-halve':
        return this.#done(this.control.stretch(0.5));
      case 'time-double':
        return this.#done(this.control.stretch(2));
      case 'time-first':
        return this.#done(this.control.first());
      case 'time-now':
        return this.#done(this.control.now());
      case 'time-all':
        return this.#done(this.control.everything());
      case 'spike':
        return this.#goToSpike();
      case 'pause':
        return this.#pause();
      case 'measure':
        this.#ui.say(`the timeline shows ${this.#feed.next()}`);
        return undefined;
      case 'play':
        return this.#play();
      case 'faster':
        return this.#speed(1);
      case 'slower':
        return this.#speed(-1);
      case 'goto':
        this.#ui.open(new GotoPrompt(this.#ui, { to: (moment) => this.goTo(moment), top: () => this.#ui.run('home') }));
        return undefined;
      case 'set-mark':
        this.#openMarks('set');
        return undefined;
      case 'go-mark':
        this.#openMarks('go');
        return undefined;
      default:
        return false;
    }
  }

  /** The window is another one: the page on the screen follows. */
  changed(): Outcome {
    this.#ui.client.setPaused(this.control.isStopped);
    this.#ui.repaint();
    return this.#ground()?.follow?.();
  }

  #done(refusal: string | undefined): Outcome {
    return typeof refusal === 'string' ? refusal : this.changed();
  }

  /** To where the strip would be highest, if it had a cell for each few seconds. */
  async #goToSpike(): Promise<string | undefined> {
    const { from, to } = this.control.held;
    const answer = await this.#ui.client.timeline(this.#feed.measure, spikeCells(to - from));
    if (!answer.ok) return answer.error.message;
    const { cells, span } = answer.value;
    const highest = Math.max(0, ...cells);
    if (highest === 0) return `there is no spike: nothing is counted as ${this.#feed.measure}`;
    const length = (span.to - span.from) / cells.length;
    const start = span.from + cells.indexOf(highest) * length;
    this.control.select(start, start + length);
    this.#ui.say(`the ${formatDuration(length)} with the most ${this.#feed.measure}`);
    return this.changed();
  }

  #pause(): Outcome {
    const refusal = this.control.pause(this.#ground()?.shownTo);
    if (refusal !== undefined) return refusal;
    this.#ui.say(
      this.control.isStopped ? 'the screen is frozen, collecting goes on; p goes on' : 'the screen follows again',
    );
    return this.changed();
  }

  #play(): Outcome {
    if (this.#player.isPlaying) {
      this.#player.stop();
      this.#ui.say('stopped; P plays on');
      return undefined;
    }
    const refusal = this.control.prepareToPlay();
    if (refusal !== undefined) return refusal;
    this.#player.start(this.control.held.to - this.control.held.from);
    this.#ui.say(`plays at ${this.#speedText}; + and - change the speed, Space stops`);
    return this.changed();
  }

  get #speedText(): string {
    return speedText(this.#player.speed, this.#ui.theme.glyphs.times);
  }

  #speed(step: 1 | -1): Outcome {
    if (!this.#player.change(step)) return step > 0 ? 'this is the highest speed' : 'this is the lowest speed';
    this.#ui.say(`plays at ${this.#speedText}`);
    return undefined;
  }

  async #advance(ns: number): Promise<boolean> {
    const goesOn = this.control.advance(ns);
    const refusal = await this.changed();
    return goesOn && refusal === undefined;
  }

  /** To an event or a time: pages with a cursor in time go there, the others move their window. */
  async goTo(moment: Moment): Promise<string | undefined> {
    const ground = this.#ground();
    const here = await this.#place();
    const refusal = ground?.goToMoment === undefined ? await this.#centre(moment) : await ground.goToMoment(moment);
    if (refusal === undefined && here !== undefined) this.marks.set(BACK_MARK, here);
    return refusal;
  }

  async #centre(moment: Moment): Promise<string | undefined> {
    const time = 'time' in moment ? moment.time : await this.#timeOf(moment.num);
    if (time === undefined) return 'num' in moment ? `event ${moment.num} is not held` : undefined;
    const { from, to } = this.control.held;
    if (time < from || time > to) return 'nothing is held of that time';
    this.control.centre(time);
    this.#ui.say(`the window is around ${momentText({ time }, this.#ui.format)}`);
    return this.changed();
  }

  async #timeOf(num: number): Promise<number | undefined> {
    const answer = await this.#ui.client.eventDetails(num);
    if (!answer.ok) return undefined;
    const text = answer.value.fields.find((field) => field.name === 'evt.reltime')?.value;
    return text === undefined ? undefined : Number(text);
  }

  /** Where the user is now. */
  async #place(): Promise<Place | undefined> {
    const ground = this.#ground();
    if (ground === undefined) return undefined;
    const num = ground.eventNumber;
    const eventTime = num === undefined ? undefined : await this.#timeOf(num);
    const { from, to } = this.control.spanFor('table');
    const time = eventTime ?? Math.round((from + to) / 2);
    const label = ground.title.name;
    const { choice } = this.control;
    return num === undefined || eventTime === undefined ? { time, choice, label } : { time, num, choice, label };
  }

  #openMarks(what: 'set' | 'go'): void {
    this.#ui.open(
      new MarkPrompt(this.#ui, {
        what,
        marks: this.marks,
        choose: (letter) => (what === 'set' ? this.#setMark(letter) : this.#goMark(letter)),
      }),
    );
  }

  async #setMark(letter: string): Promise<string | undefined> {
    const place = await this.#place();
    if (place === undefined) return 'there is nothing to mark here';
    this.marks.set(letter, place);
    this.#ui.say(`mark ${letter} is ${placeText(place, this.#ui)}; ' ${letter} comes back here`, 'good');
    return undefined;
  }

  async #goMark(letter: string): Promise<string | undefined> {
    const mark = this.marks.get(letter);
    if (mark === undefined) return letter === BACK_MARK ? 'there was no jump yet' : `there is no mark ${letter}`;
    const here = await this.#place();
    const ground = this.#ground();
    const moment: Moment = mark.num === undefined ? { time: mark.time } : { num: mark.num };
    let refusal: string | undefined;
    if (ground?.goToMoment !== undefined) refusal = await ground.goToMoment(moment);
    else {
      this.control.choose(mark.choice, mark.time);
      refusal = await this.changed();
    }
    if (refusal !== undefined) return refusal;
    if (here !== undefined) this.marks.set(BACK_MARK, here);
    this.#ui.say(`this is ${placeText(mark, this.#ui)}`);
    return undefined;
  }
}

function placeText({ num, time }: Place, ui: Ui): string {
  const clock = momentText({ time }, ui.format);
  return num === undefined ? clock : `event ${num} at ${clock}`;
}

/** ns of a spike, as `--at spike` has them. */
const SPIKE = 10e9;
const MOST_CELLS = 20_000;
/** A capture of less than some spikes is looked at in parts. */
const LEAST_CELLS = 10;

function spikeCells(length: number): number {
  return Math.max(LEAST_CELLS, Math.min(MOST_CELLS, Math.ceil(length / SPIKE)));
}
