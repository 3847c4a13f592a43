// SPDX-License-Identifier: Apache-2.0
// The running interface: the stack of pages, where keys and presses go, messages, when to paint. It is the Ui that pages
// see. Made by app.ts, which owns screen and engine.

import type { EngineClient } from '../engine/protocol/engine-calls.js';
import type { EngineStatus, FieldSummary, TableSnapshot } from '../engine/protocol/protocol.js';
import type { View } from '../views/view.js';
import { Jobs } from './actions/job.js';
import { bootTime } from './actions/process-identity.js';
import { AlertNotices } from './alerts/alert-notices.js';
import { AlertStates } from './alerts/alert-states.js';
import { CellMeter } from './cell-width.js';
import type { Message } from './chrome/footer.js';
import type { Preferences } from './config/preferences.js';
import { copied } from './copy.js';
import type { FormatContext } from './format.js';
import { HostFeed } from './host-feed.js';
import type { Command, KeyBinding, KeyContext } from './keys/binding.js';
import { commandOf, whyNothing } from './keys/key-lookup.js';
import { startLevels } from './navigation.js';
import { navigate } from './navigator.js';
import type { Destination, EngineLists, LentTerminal, MessageKind, Outcome, Page, Ui } from './page.js';
import { PageStack } from './page-stack.js';
import { showView } from './pages/table-commands.js';
import { TablePage } from './pages/table-page.js';
import { Frame } from './paint/frame.js';
import { openPalette } from './palette/open-palette.js';
import { PressedAreas } from './pressed-areas.js';
import { ProgramCommands } from './program-commands.js';
import { Repainter } from './repainter.js';
import type { MousePress, Screen } from './screen.js';
import { type SelfCost, SelfMeter } from './self-meter.js';
import { paintShell } from './shell.js';
import { Steps } from './steps.js';
import { isFirstTime, type SessionOptions, type SessionSurroundings } from './surroundings.js';
import type { KeyPress } from './terminal/key-name.js';
import type { Theme } from './theme/theme.js';
import type { TimeControl } from './time/time-control.js';
import { TimeDesk } from './time/time-desk.js';

/** ms between two looks at what sysdrill itself costs. */
const SELF_INTERVAL = 2000;
const OVERTAKING: readonly Command[] = ['quit', 'help', 'pause', 'mouse', 'redraw', 'suspend', 'measure'];
/** For the first time; the footer has the other keys. */
const FIRST_HINT = 'Enter goes into a row, Backspace comes back, F1 shows all keys';

export class Session implements Ui {
  readonly meter = new CellMeter();
  readonly histories: Ui['histories'];
  readonly keys: readonly KeyBinding[];
  readonly preferences: Preferences;
  readonly themes: Ui['themes'];
  readonly jobs = new Jobs();
  readonly alerts = new AlertStates();
  readonly notices = new AlertNotices(this, () => this.#screen.ring());
  readonly bootTime = bootTime();
  readonly startTime = BigInt(Date.now()) * 1_000_000n;
  readonly lists: EngineLists = { events: undefined, echo: undefined, table: undefined };
  readonly #screen: Screen;
  readonly #end: (status: number) => void;
  readonly #surroundings: SessionSurroundings;
  readonly #stack: PageStack;
  readonly #desk: TimeDesk;
  readonly #host: HostFeed;
  readonly #repainter: Repainter;
  readonly #steps = new Steps({
    repaint: () => this.repaint(),
    refused: (refusal) => this.say(refusal, 'warning'),
    ended: () => this.#fetchMissed(),
    press: (key) => this.onKey(key),
  });
  readonly #pressed = new PressedAreas();
  readonly #program: ProgramCommands;
  #status: EngineStatus | undefined;
  #theme: Theme;
  #message: Message | undefined;
  #containers: boolean;
  #fields: readonly FieldSummary[] = [];
  /** Nobody has pressed a key yet, and nothing is remembered of earlier times. */
  #isNew: boolean;
  /** Rows came while a step was under way. */
  #missedRows = false;
  readonly #meter = new SelfMeter();
  #self: SelfCost | undefined;
  readonly #selfTimer: NodeJS.Timeout;

  constructor(
    readonly client: EngineClient,
    readonly views: readonly View[],
    surroundings: SessionSurroundings,
    options: SessionOptions,
  ) {
    this.#screen = surroundings.screen;
    this.#theme = surroundings.theme;
    this.#end = surroundings.end;
    this.#surroundings = surroundings;
    this.histories = surroundings.histories;
    this.keys = surroundings.keys;
    this.preferences = surroundings.preferences;
    this.themes = surroundings.themes;
    this.#containers = options.containers;
    this.#isNew = isFirstTime(surroundings);
    this.#desk = new TimeDesk(this, () => this.#stack.pages.findLast((page) => page.window !== undefined));
    this.#host = new HostFeed(
      client,
      () => this.time.windowFor('table'),
      () => this.repaint(),
    );
    const first = new TablePage(this, startLevels(options.view, options.filter, options.sort));
    this.#stack = new PageStack(first, (page) => {
      // What it shows may have changed meanwhile.
      if (page.follow !== undefined) this.runWith(() => this.#desk.changed());
    });
    this.#program = new ProgramCommands({
      ui: this,
      screen: this.#screen,
      top: () => this.#stack.top,
      hasMeters: () => this.#host.meters !== undefined,
      openPalette: () => openPalette(this, this.#table, this.#contexts),
      end: surroundings.end,
      suspend: surroundings.suspend,
    });
    this.#repainter = new Repainter(
      () => this.#paint(),
      () => this.#stack.top.isWaiting,
    );
    this.#selfTimer = setInterval(() => void this.#measure(), SELF_INTERVAL).unref();
  }

  get theme(): Theme {
    return this.#theme;
  }

  get status(): EngineStatus | undefined {
    return this.#status;
  }

  get fields(): readonly FieldSummary[] {
    return this.#fields;
  }

  get containers(): boolean {
    return this.#containers;
  }

  setContainers(on: boolean): void {
    this.#containers = on;
  }

  get isPaused(): boolean {
    return this.#desk.control.isStopped;
  }

  get time(): TimeControl {
    return this.#desk.control;
  }

  get #table(): TablePage {
    return this.#stack.table;
  }

  /** Where keys are looked up. */
  get #contexts(): readonly KeyContext[] {
    return this.#desk.contexts(this.#stack.top);
  }

  timeChanged(): Outcome {
    return this.#desk.changed();
  }

  get format(): FormatContext {
    const base = this.#status?.baseTime ?? '';
    return { baseTime: base === '' ? undefined : BigInt(base) };
  }

  /** Asks for the first table; `page` opens over it. */
  start(page?: View | Command): void {
    this.repaint();
    void this.#measure();
    void this.client.fields().then((fields) => {
      if (fields.ok) this.#fields = fields.value;
    });
    // Keys do not wait for the first table of a large capture; choosing another view overtakes it.
    void this.#table.show(this.#table.levels).then((refusal) => {
      if (refusal !== undefined) this.say(refusal, 'error');
    });
    if (page !== undefined) this.runWith(() => this.#openOver(page));
  }

  #openOver(page: View | Command): Outcome {
    return typeof page === 'string' ? this.#table.run(page, '') : showView(this.#table, page);
  }

  async #measure(): Promise<void> {
    this.#self = await this.#meter.read(this.#status?.capture?.pid);
    this.repaint();
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.repaint();
  }

  onStatus(status: EngineStatus): void {
    this.#status = status;
    this.#stack.top.tick?.(status);
    this.#desk.sees(status, this.#screen.width);
    this.#host.ask();
    this.notices.hear(status.alerts, this.#stack.top);
    this.repaint();
  }

  onTable(snapshot: TableSnapshot): void {
    // What was under way when the screen was frozen is not shown either.
    if (this.isPaused) return;
    // The step under way may be one that waits for the very first rows.
    if (!this.#steps.areUnderWay || !this.#table.hasRows) this.#table.update(snapshot);
    else this.#missedRows = true;
  }

  onResize(): void {
    this.#desk.resized(this.#screen.width);
    this.repaint();
  }

  onPaste(text: string): void {
    const { top } = this.#stack;
    if (top.paste === undefined) this.say('pasted text is taken in input lines only; F4 opens the filter', 'warning');
    else top.paste(text);
    this.repaint();
  }

  onKey(key: KeyPress): void {
    if (key.name === 'C-c') {
      this.#end(0);
      return;
    }
    this.#isNew = false;
    if (!this.#isQuitKey(key)) this.#program.forgetQuestion();
    // Before the screen says so, Esc is a key like the others, and waits: two in a row leave two pages.
    if (this.#steps.areSlow && key.name === 'escape') {
      this.#leave();
      return;
    }
    if (this.#steps.areUnderWay && !this.#canOvertake(key)) {
      this.#steps.keep(key);
      return;
    }
    this.#message = undefined;
    this.repaint();
    if (this.#stack.top.typed?.(key) === true) return;
    const command = commandOf(this.keys, key.name, this.#contexts);
    if (command === undefined) this.say(whyNothing(this.keys, key.name, this.#contexts), 'warning');
    else this.runWith(() => this.#perform(command, key.name));
  }

  onMouse(press: MousePress): void {
    if (press.action === 'down') this.#message = undefined;
    this.#pressed.press(press, this.#steps.areUnderWay);
    this.repaint();
  }

  /** Esc while a step is under way: out of a page that has been opened since, else out of the step. */
  #leave(): void {
    const { top } = this.#stack;
    if (top === this.#steps.page) this.#giveUp();
    else this.runWith(() => top.run('close', ''));
  }

  /** Forgets the step under way, the keys after it, and the prompt that asked for it. */
  #giveUp(): void {
    this.#steps.giveUp();
    const { top } = this.#stack;
    if (top.isOverlay) void top.run('close', '');
    this.client.stopSearch();
    this.#table.cancel();
    this.say('given up; the table is as it was');
  }

  /** Keys that have nothing to do with the step under way, as long as none waits before them. */
  #canOvertake(key: KeyPress): boolean {
    const command = commandOf(this.keys, key.name, this.#contexts);
    return !this.#steps.hasKeys && command !== undefined && OVERTAKING.includes(command);
  }

  run(command: Command): void {
    this.runWith(() => this.#perform(command, ''));
  }

  runWith(action: () => Outcome): void {
    const outcome = action();
    if (typeof outcome === 'string') this.say(outcome, 'warning');
    if (outcome instanceof Promise) this.#steps.begin(outcome, this.#stack.top);
  }

  get round(): number {
    return this.#steps.round;
  }

  get isSlow(): boolean {
    return this.#steps.areSlow;
  }

  #fetchMissed(): void {
    if (this.#missedRows) this.#table.refetch();
    this.#missedRows = false;
  }

  #perform(command: Command, key: string): Outcome {
    const program = this.#program.run(command);
    if (program !== false) return program;
    const outcome = this.#desk.run(command);
    return outcome === false ? this.#stack.top.run(command, key) : outcome;
  }

  #isQuitKey(key: KeyPress): boolean {
    return commandOf(this.keys, key.name, this.#contexts) === 'quit';
  }

  say(text: string, kind: MessageKind = 'info'): void {
    this.#message = { text, kind };
    this.repaint();
  }

  open(page: Page): void {
    this.#stack.open(page);
    this.repaint();
  }

  close(page: Page): void {
    this.#stack.close(page);
    this.repaint();
  }

  copy(text: string, what: string): void {
    void copied(this.#surroundings.clipboard, text, what).then(({ text, kind }) => this.say(text, kind));
  }

  lend<T>(job: (terminal: LentTerminal) => Promise<T>): Promise<T> {
    return this.#surroundings.lend(job);
  }

  navigate(destination: Destination): Outcome {
    return navigate(this, destination);
  }

  toTable(): void {
    this.#stack.toTable();
    this.repaint();
  }

  repaint(): void {
    this.#repainter.request();
  }

  #paint(): void {
    if (this.#screen.isBusy) return;
    this.#host.sees(this.time.version);
    const frame = new Frame(this.#screen.frame(), this.#theme, this.meter);
    const { pages, ground } = this.#stack;
    paintShell(frame, {
      pages,
      header: {
        status: this.#status,
        newAlerts: this.notices.unseen,
        isSlow: this.isSlow,
        time: this.#desk.header,
        crumbs: pages.findLast((page) => page.crumbs !== undefined)?.crumbs ?? [],
        self: this.#self,
        goTo: (count) => this.#goTo(count),
      },
      timeline: this.#desk.strip(ground),
      host: this.preferences.settings.meters === false ? undefined : this.#host.meters,
      message: this.#message,
      hint: this.#isNew ? FIRST_HINT : '',
      keys: this.keys,
      contexts: this.#contexts,
      run: (command) => this.run(command),
    });
    this.#pressed.show(frame.hot);
    this.#screen.show(frame.buffer, frame.cursor, () => this.repaint());
  }

  /** A click on the path: pages over the table close, and the table goes back. */
  #goTo(count: number): void {
    this.toTable();
    this.runWith(() => this.#table.goTo(count));
  }

  stop(): void {
    this.jobs.stopAll();
    this.#steps.stop();
    clearInterval(this.#selfTimer);
    this.#repainter.stop();
    this.#desk.stop();
  }
}
