// SPDX-License-Identifier: Apache-2.0
// The running interface: where keys, presses and what the engine sends go. Pages see its PageHost, SessionPainter draws
// them. Made by app.ts, which owns screen and engine.

import type { EngineStatus, TableSnapshot } from '../engine/protocol/protocol.js';
import type { View } from '../views/view.js';
import { AlertNotices } from './alerts/alert-notices.js';
import type { Command } from './keys/binding.js';
import { commandOf, whyNothing } from './keys/key-lookup.js';
import type { MessageKind, Outcome, Ui } from './page.js';
import { PageHost } from './page-host.js';
import { showView } from './pages/table-commands.js';
import type { TablePage } from './pages/table-page.js';
import { openPalette } from './palette/open-palette.js';
import { ProgramCommands } from './program-commands.js';
import type { MousePress, Screen } from './screen.js';
import { SessionPainter } from './session-painter.js';
import type { SessionOptions, SessionSurroundings } from './surroundings.js';
import type { KeyPress } from './terminal/key-name.js';
import type { Theme } from './theme/theme.js';

const OVERTAKING: readonly Command[] = ['quit', 'help', 'pause', 'mouse', 'redraw', 'suspend', 'measure'];

export class Session {
  readonly notices: AlertNotices;
  readonly #host: PageHost;
  readonly #painter: SessionPainter;
  readonly #screen: Screen;
  readonly #program: ProgramCommands;
  readonly #end: (status: number) => void;
  /** Rows came while a step was under way. */
  #missedRows = false;

  constructor(engine: Pick<Ui, 'client' | 'views'>, surroundings: SessionSurroundings, options: SessionOptions) {
    const { screen } = surroundings;
    this.#screen = screen;
    this.#end = surroundings.end;
    const owner = {
      repaint: () => this.repaint(),
      perform: (command: Command, key: string) => this.#perform(command, key),
      press: (key: KeyPress) => this.onKey(key),
      stepsEnded: () => this.#fetchMissed(),
    };
    this.#host = new PageHost(engine, owner, surroundings, options);
    this.notices = new AlertNotices(this.#host, () => screen.ring());
    this.#painter = new SessionPainter(this.#host, screen, this.notices, (crumbs) => this.#goTo(crumbs));
    this.#program = new ProgramCommands({
      ui: this.#host,
      screen,
      top: () => this.#host.stack.top,
      hasMeters: () => this.#painter.hasMeters,
      openPalette: () => openPalette(this.#host, this.#table, this.#host.contexts),
      end: surroundings.end,
      suspend: surroundings.suspend,
    });
  }

  get status(): EngineStatus | undefined {
    return this.#host.status;
  }

  get #table(): TablePage {
    return this.#host.stack.table;
  }

  /** Asks for the first table; `page` opens over it. */
  start(page?: View | Command): void {
    this.repaint();
    void this.#painter.measure();
    void this.#host.client.fields().then((fields) => {
      if (fields.ok) this.#host.fields = fields.value;
    });
    // Keys do not wait for the first table of a large capture; choosing another view overtakes it.
    void this.#table.show(this.#table.levels).then((refusal) => {
      if (refusal !== undefined) this.say(refusal, 'error');
    });
    if (page !== undefined) this.#host.runWith(() => this.#openOver(page));
  }

  #openOver(page: View | Command): Outcome {
    return typeof page === 'string' ? this.#table.run(page, '') : showView(this.#table, page);
  }

  setTheme(theme: Theme): void {
    this.#host.theme = theme;
    this.repaint();
  }

  say(text: string, kind?: MessageKind): void {
    this.#host.say(text, kind);
  }

  repaint(): void {
    this.#painter.request();
  }

  onStatus(status: EngineStatus): void {
    const host = this.#host;
    host.status = status;
    host.stack.top.tick?.(status);
    host.desk.sees(status, this.#screen.width);
    this.#painter.askMachine();
    this.notices.hear(status.alerts, host.stack.top);
    this.repaint();
  }

  onTable(snapshot: TableSnapshot): void {
    // What was under way when the screen was frozen is not shown either.
    if (this.#host.isPaused) return;
    // The step under way may be one that waits for the very first rows.
    if (!this.#host.steps.areUnderWay || !this.#table.rows.first.areHere) this.#table.rows.update(snapshot);
    else this.#missedRows = true;
  }

  #fetchMissed(): void {
    if (this.#missedRows) this.#table.rows.refetch();
    this.#missedRows = false;
  }

  onResize(): void {
    this.#host.desk.resized(this.#screen.width);
    this.repaint();
  }

  onPaste(text: string): void {
    const { top } = this.#host.stack;
    if (top.paste === undefined) this.say('pasted text is taken in input lines only; F4 opens the filter', 'warning');
    else top.paste(text);
    this.repaint();
  }

  onKey(key: KeyPress): void {
    const host = this.#host;
    const command = this.#commandOf(key);
    if (key.name === 'C-c') {
      this.#end(0);
      return;
    }
    this.#painter.keyPressed();
    if (command !== 'quit') this.#program.forgetQuestion();
    // Before the screen says so, Esc is a key like the others, and waits: two in a row leave two pages.
    if (host.steps.areSlow && key.name === 'escape') {
      this.#leave();
      return;
    }
    if (host.steps.areUnderWay && !this.#canOvertake(command)) {
      host.steps.keep(key);
      return;
    }
    host.message = undefined;
    this.repaint();
    if (host.stack.top.typed?.(key) === true) return;
    if (command === undefined) this.say(whyNothing(host.user.keys, key.name, host.contexts), 'warning');
    else host.runWith(() => this.#perform(command, key.name));
  }

  #commandOf(key: KeyPress): Command | undefined {
    return commandOf(this.#host.user.keys, key.name, this.#host.contexts);
  }

  onMouse(press: MousePress): void {
    if (press.action === 'down') this.#host.message = undefined;
    this.#painter.press(press);
  }

  /** Esc while a step is under way: out of a page that has been opened since, else out of the step. */
  #leave(): void {
    const { stack, steps } = this.#host;
    const { top } = stack;
    if (top === steps.page) this.#giveUp();
    else this.#host.runWith(() => top.run('close', ''));
  }

  /** Forgets the step under way, the keys after it, and the prompt that asked for it. */
  #giveUp(): void {
    this.#host.steps.giveUp();
    const { top } = this.#host.stack;
    if (top.isOverlay) void top.run('close', '');
    this.#host.client.stopSearch();
    // The engine goes back to the table on the screen.
    void this.#table.show(this.#table.levels);
    this.say('given up; the table is as it was');
  }

  /** Keys that have nothing to do with the step under way, as long as none waits before them. */
  #canOvertake(command: Command | undefined): boolean {
    return !this.#host.steps.hasKeys && command !== undefined && OVERTAKING.includes(command);
  }

  #perform(command: Command, key: string): Outcome {
    const program = this.#program.run(command);
    if (program !== false) return program;
    const outcome = this.#host.desk.run(command);
    return outcome === false ? this.#host.stack.top.run(command, key) : outcome;
  }

  /** A click on the path: pages over the table close, and the table goes back. */
  #goTo(crumbs: number): void {
    this.#host.toTable();
    this.#host.runWith(() => this.#table.goTo(crumbs));
  }

  stop(): void {
    this.#host.jobs.stopAll();
    this.#host.steps.stop();
    this.#painter.stop();
    this.#host.desk.stop();
  }
}
