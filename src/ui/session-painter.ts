// SPDX-License-Identifier: Apache-2.0
// Draws the session: header, meters, strip, pages and footer, once for all that happened since the last frame. Presses go
// to what is drawn under them.

import type { AlertNotices } from './alerts/alert-notices.js';
import { HostFeed } from './host-feed.js';
import type { PageHost } from './page-host.js';
import { Frame } from './paint/frame.js';
import { PressedAreas } from './pressed-areas.js';
import { Repainter } from './repainter.js';
import type { MousePress, Screen } from './screen.js';
import { type SelfCost, SelfMeter } from './self-meter.js';
import { paintShell } from './shell.js';
import { isFirstTime } from './surroundings.js';

/** ms between two looks at what sysdrill itself costs. */
const SELF_INTERVAL = 2000;
/** For the first time; the footer has the other keys. */
const FIRST_HINT = 'Enter goes into a row, Backspace comes back, F1 shows all keys';

export class SessionPainter {
  readonly #host: PageHost;
  readonly #screen: Screen;
  readonly #notices: AlertNotices;
  readonly #goTo: (crumbs: number) => void;
  readonly #machine: HostFeed;
  readonly #repainter: Repainter;
  readonly #pressed = new PressedAreas();
  readonly #meter = new SelfMeter();
  readonly #selfTimer: NodeJS.Timeout;
  #self: SelfCost | undefined;
  /** Nobody has pressed a key yet, and nothing is remembered of earlier times. */
  #isNew: boolean;

  constructor(host: PageHost, screen: Screen, notices: AlertNotices, goTo: (crumbs: number) => void) {
    this.#host = host;
    this.#screen = screen;
    this.#notices = notices;
    this.#goTo = goTo;
    this.#isNew = isFirstTime(host.user);
    const table = (): ReturnType<PageHost['time']['windowFor']> => host.time.windowFor('table');
    this.#machine = new HostFeed(host.client, table, () => this.request());
    this.#repainter = new Repainter(
      () => this.#paint(),
      () => host.stack.top.isWaiting,
    );
    this.#selfTimer = setInterval(() => void this.measure(), SELF_INTERVAL).unref();
  }

  /** Figures of the whole machine can be shown. */
  get hasMeters(): boolean {
    return this.#machine.meters !== undefined;
  }

  /** Draws soon. */
  request(): void {
    this.#repainter.request();
  }

  /** A key was pressed: hints are for those who have pressed none. */
  keyPressed(): void {
    this.#isNew = false;
  }

  press(press: MousePress): void {
    this.#pressed.press(press, this.#host.steps.areUnderWay);
    this.request();
  }

  /** The engine holds more than before. */
  askMachine(): void {
    this.#machine.ask();
  }

  /** Looks at what sysdrill itself costs. */
  async measure(): Promise<void> {
    this.#self = await this.#meter.read(this.#host.status?.capture?.pid);
    this.request();
  }

  #paint(): void {
    if (this.#screen.isBusy) return;
    const host = this.#host;
    this.#machine.sees(host.time.version);
    const frame = new Frame(this.#screen.frame(), host.theme, host.meter);
    const { pages, ground } = host.stack;
    paintShell(frame, {
      pages,
      header: {
        status: host.status,
        newAlerts: this.#notices.unseen,
        isSlow: host.steps.areSlow,
        time: host.desk.header,
        crumbs: pages.findLast((page) => page.crumbs !== undefined)?.crumbs ?? [],
        self: this.#self,
        goTo: this.#goTo,
      },
      timeline: host.desk.strip(ground),
      host: host.user.preferences.settings.meters === false ? undefined : this.#machine.meters,
      message: host.message,
      hint: this.#isNew ? FIRST_HINT : '',
      keys: host.user.keys,
      contexts: host.contexts,
      run: (command) => host.run(command),
    });
    this.#pressed.show(frame.hot);
    this.#screen.show(frame.buffer, frame.cursor, () => this.request());
  }

  stop(): void {
    clearInterval(this.#selfTimer);
    this.#repainter.stop();
  }
}
