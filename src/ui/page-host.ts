// SPDX-License-Identifier: Apache-2.0
// The program around the pages, as they see it: what they share, the stack they lie on, and what they may ask for. The
// session makes it, and puts in what comes from engine and terminal.

import type { EngineClient } from '../engine/protocol/engine-calls.js';
import type { EngineStatus, FieldSummary } from '../engine/protocol/protocol.js';
import type { View } from '../views/view.js';
import { Jobs } from './actions/job.js';
import { bootTime } from './actions/process-identity.js';
import { AlertStates } from './alerts/alert-states.js';
import { CellMeter } from './cell-width.js';
import type { Message } from './chrome/footer.js';
import { copied } from './copy.js';
import type { FormatContext } from './format.js';
import type { Command, KeyContext } from './keys/binding.js';
import { startLevels } from './navigation.js';
import { navigate } from './navigator.js';
import type { Destination, EngineLists, LentTerminal, MessageKind, Outcome, Page, Ui, UserThings } from './page.js';
import { PageStack } from './page-stack.js';
import { Steps } from './steps.js';
import type { SessionOptions, SessionSurroundings } from './surroundings.js';
import type { KeyPress } from './terminal/key-name.js';
import type { Theme } from './theme/theme.js';
import type { Marks } from './time/marks.js';
import type { TimeControl } from './time/time-control.js';
import { TimeDesk } from './time/time-desk.js';

/** What the session does for the pages. */
export interface PageHostOwner {
  repaint(): void;
  perform(command: Command, key: string): Outcome;
  /** A key that has waited for a step. */
  press(key: KeyPress): void;
  /** No step is under way any more. */
  stepsEnded(): void;
}

export class PageHost implements Ui {
  readonly client: EngineClient;
  readonly views: readonly View[];
  readonly user: UserThings;
  readonly meter = new CellMeter();
  readonly jobs = new Jobs();
  readonly alerts = new AlertStates();
  readonly since = { boot: bootTime(), start: BigInt(Date.now()) * 1_000_000n };
  readonly lists: EngineLists = { events: undefined, echo: undefined, table: undefined };
  readonly stack: PageStack;
  readonly desk: TimeDesk;
  readonly steps: Steps;
  status: EngineStatus | undefined;
  theme: Theme;
  containers: boolean;
  fields: readonly FieldSummary[] = [];
  /** For the message line, until the next key. */
  message: Message | undefined;
  readonly #owner: PageHostOwner;
  readonly #surroundings: SessionSurroundings;

  constructor(
    engine: Pick<Ui, 'client' | 'views'>,
    owner: PageHostOwner,
    surroundings: SessionSurroundings,
    options: SessionOptions,
  ) {
    this.client = engine.client;
    this.views = engine.views;
    this.user = surroundings.user;
    this.theme = surroundings.theme;
    this.containers = options.containers;
    this.#owner = owner;
    this.#surroundings = surroundings;
    this.steps = new Steps({
      repaint: () => this.repaint(),
      refused: (refusal) => this.say(refusal, 'warning'),
      ended: () => owner.stepsEnded(),
      press: (key) => owner.press(key),
    });
    this.desk = new TimeDesk(this, () => this.stack.pages.findLast((page) => page.window !== undefined));
    const start = startLevels(options.view, options.filter, options.sort);
    this.stack = new PageStack(this, start, (page) => {
      // What it shows may have changed meanwhile.
      if (page.follow !== undefined) this.runWith(() => this.desk.changed());
    });
  }

  get time(): TimeControl {
    return this.desk.control;
  }

  get marks(): Marks {
    return this.desk.marks;
  }

  get isPaused(): boolean {
    return this.time.isStopped;
  }

  get format(): FormatContext {
    const base = this.status?.baseTime ?? '';
    return { baseTime: base === '' ? undefined : BigInt(base) };
  }

  /** Where keys are looked up. */
  get contexts(): readonly KeyContext[] {
    return this.desk.contexts(this.stack.top);
  }

  run(command: Command): void {
    this.runWith(() => this.#owner.perform(command, ''));
  }

  runWith(action: () => Outcome): void {
    const outcome = action();
    if (typeof outcome === 'string') this.say(outcome, 'warning');
    if (outcome instanceof Promise) this.steps.begin(outcome, this.stack.top);
  }

  timeChanged(): Outcome {
    return this.desk.changed();
  }

  say(text: string, kind: MessageKind = 'info'): void {
    this.message = { text, kind };
    this.repaint();
  }

  open(page: Page): void {
    this.stack.open(page);
    this.repaint();
  }

  close(page: Page): void {
    this.stack.close(page);
    this.repaint();
  }

  toTable(): void {
    this.stack.toTable();
    this.repaint();
  }

  navigate(destination: Destination): Outcome {
    return navigate(this, destination);
  }

  copy(text: string, what: string): void {
    void copied(this.#surroundings.clipboard, text, what).then(({ text, kind }) => this.say(text, kind));
  }

  lend<T>(job: (terminal: LentTerminal) => Promise<T>): Promise<T> {
    return this.#surroundings.lend(job);
  }

  repaint(): void {
    this.#owner.repaint();
  }
}
