// SPDX-License-Identifier: Apache-2.0
// Alerts (A): what detection rules have found, an incident a line, the newest first; below it all of the one under the
// cursor. From here to the events around it, and to those that made it.

import type { AlertIncident, AlertList, AlertScene } from '../../engine/protocol/alerts.js';
import type { EngineStatus, TimeWindow } from '../../engine/protocol/protocol.js';
import { termText } from '../filter-terms.js';
import { formatCount } from '../format.js';
import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Selection, Ui } from '../page.js';
import { Chooser } from '../pages/chooser.js';
import { ListCursor } from '../pages/list-cursor.js';
import { paintNotice } from '../pages/notice.js';
import { openSelected } from '../pages/open-selected.js';
import type { Canvas } from '../paint/canvas.js';
import type { AreaPress } from '../paint/frame.js';
import { paintScrollBar } from '../paint/scroll-bar.js';
import { clockLabel } from '../time/clock-label.js';
import { reloadRules } from './alert-notices.js';
import { paintAlertDetails, paintAlertHeader, paintAlertLine } from './alert-painter.js';
import { ExceptionPage } from './exception-page.js';

const NOTHING: AlertList = { incidents: [], total: 0 };
const NO_ALERT = 'there is no alert under the cursor';
/** Lines of the list that stay before the details get more. */
const LEAST_LIST = 5;
const MOST_DETAILS = 16;
const MINUTE = 60_000;
/** ms. */
const SILENCES = [
  { id: '10m', name: '10 minutes', ms: 10 * MINUTE },
  { id: '1h', name: '1 hour', ms: 60 * MINUTE },
  { id: '8h', name: '8 hours', ms: 480 * MINUTE },
  { id: '24h', name: '24 hours', ms: 1440 * MINUTE },
  { id: '0', name: 'No longer: let them pass again', ms: 0 },
];

export class AlertsPage implements Page {
  readonly contexts = ['alerts'] as const;
  readonly isOverlay = false;
  readonly isWaiting = false;
  readonly title: PageTitle;
  readonly crumbs: readonly string[];
  readonly #ui: Ui;
  readonly #selection: Selection;
  readonly #cursor: ListCursor;
  #list: AlertList = NOTHING;
  /** Alerts that the engine had when it was asked last. */
  #asked = -1;
  #version = -1;
  #isAsking = false;
  /** Somebody has moved the cursor: it stays on its incident when newer ones come. */
  #isMoved = false;

  constructor(ui: Ui, selection: Selection) {
    this.#ui = ui;
    this.#selection = selection;
    this.title = { name: 'Alerts', filter: selection.filter };
    this.crumbs = selection.crumbs;
    this.#cursor = new ListCursor(() => this.#list.incidents.length, 0);
  }

  /** Opens the page when the engine has answered; an answer is why it could not. */
  static async open(ui: Ui, selection: Selection): Promise<string | undefined> {
    const page = new AlertsPage(ui, selection);
    const refusal = await page.#load();
    if (refusal === undefined) ui.open(page);
    return refusal;
  }

  get window(): TimeWindow {
    return this.#ui.time.windowFor('list');
  }

  get eventNumber(): number | undefined {
    return this.#incident?.num;
  }

  get position(): string {
    const { length } = this.#list.incidents;
    return length === 0 ? '' : `${this.#cursor.at + 1}/${length}`;
  }

  get info(): string {
    const { incidents, total } = this.#list;
    const { glyphs } = this.#ui.theme;
    const rules = this.#ui.status?.alerts?.rules ?? 0;
    const open = incidents.filter((incident) => this.#ui.alerts.of(incident) === 'open').length;
    const facts = [`${incidents.length} incidents, ${open} open`, `${formatCount(total)} alerts`];
    return [...facts, ...(rules === 0 ? [] : [`${rules} rules`])].join(`  ${glyphs.separator}  `);
  }

  get #incident(): AlertIncident | undefined {
    return this.#list.incidents[this.#cursor.at];
  }

  async #load(): Promise<string | undefined> {
    this.#isAsking = true;
    const { version } = this.#ui.time;
    const total = this.#ui.status?.alerts?.total ?? 0;
    const answer = await this.#ui.client.alerts({ filter: this.#selection.filter, window: this.window });
    this.#isAsking = false;
    if (!answer.ok) return answer.error.code === 'gone' ? undefined : answer.error.message;
    const kept = this.#incident?.id;
    this.#list = answer.value;
    this.#asked = total;
    this.#ui.alerts.seen = total;
    this.#version = version;
    const at = !this.#isMoved ? 0 : this.#list.incidents.findIndex(({ id }) => id === kept);
    this.#cursor.moveTo(Math.max(0, at));
    this.#ui.repaint();
    return undefined;
  }

  /** More have come, or the window is another one. */
  tick(status: EngineStatus): void {
    const total = status.alerts?.total ?? 0;
    this.#ui.alerts.seen = total;
    const isFrozen = this.#ui.time.isFrozen;
    if (total !== this.#asked && !this.#isAsking && !isFrozen) void this.#load();
  }

  async follow(): Promise<string | undefined> {
    return this.#version === this.#ui.time.version ? undefined : this.#load();
  }

  paint(canvas: Canvas): void {
    const { theme, width, height } = canvas;
    const incident = this.#incident;
    if (incident === undefined) {
      paintNotice(
        canvas,
        this.#emptyText.map((text, i) => ({ text, style: i === 0 ? theme.text : theme.muted })),
      );
      return;
    }
    const wanted = Math.min(MOST_DETAILS, incident.fields.length + 5);
    const details = height < 2 * LEAST_LIST ? 0 : Math.max(LEAST_LIST, Math.min(wanted, height - LEAST_LIST - 1));
    const list = canvas.part(0, 1, width, height - details - 1);
    paintAlertHeader(canvas.part(0, 0, width, 1));
    this.#paintList(list);
    if (details === 0) return;
    const state = this.#stateText(incident);
    paintAlertDetails(canvas.part(0, height - details, width, details), { incident, state }, this.#ui.format);
  }

  get #emptyText(): readonly string[] {
    const rules = this.#ui.status?.alerts?.rules ?? 0;
    if (rules > 0) return ['No alerts so far.', `${rules} rules look at the events as they come.`];
    return [
      'There are no alerts.',
      'sysdrill --rules FILE watches by rules; sysdrill record --rules records what they find.',
    ];
  }

  #paintList(canvas: Canvas): void {
    const { incidents } = this.#list;
    this.#cursor.fit(canvas.height);
    for (let y = 0; y < canvas.height; y++) {
      const incident = incidents[this.#cursor.top + y];
      if (incident === undefined) break;
      const isCursor = this.#cursor.top + y === this.#cursor.at;
      paintAlertLine(canvas, y, { incident, isCursor, state: this.#ui.alerts.of(incident) }, this.#ui.format);
    }
    paintScrollBar(canvas, this.#cursor.top, incidents.length);
    canvas.onPress((press) => this.#pressed(press));
  }

  #pressed({ press, y, double }: AreaPress): void {
    if (press.action === 'wheel-up') this.#cursor.moveBy(-3);
    if (press.action === 'wheel-down') this.#cursor.moveBy(3);
    const at = this.#cursor.entryAt(y);
    if (press.action !== 'down' || at === undefined) return;
    this.#isMoved = true;
    this.#cursor.moveTo(at);
    if (double) this.#ui.run('enter');
  }

  #stateText(incident: AlertIncident): string {
    const until = this.#ui.alerts.silentUntil(incident.id);
    if (until !== undefined) return `silent until ${new Date(until).toLocaleTimeString('en-GB')}`;
    return this.#ui.alerts.of(incident) === 'open' ? 'open' : 'acknowledged';
  }

  run(command: Command): Outcome {
    if (this.#cursor.run(command)) {
      this.#isMoved = true;
      this.#ui.repaint();
      return undefined;
    }
    switch (command) {
      case 'close':
        this.#ui.close(this);
        return undefined;
      case 'enter':
        return this.#dig('tree', 'around');
      case 'explain':
        return this.#dig('made', 'what made it');
      case 'acknowledge':
        return this.#acknowledge();
      case 'acknowledge-all':
        return this.#acknowledgeAll();
      case 'silence':
        return this.#silence();
      case 'except':
        return this.#incident === undefined ? NO_ALERT : ExceptionPage.open(this.#ui, this.#incident);
      case 'reload':
        return reloadRules(this.#ui);
      case 'copy':
        return this.#copy();
      default:
        return openSelected(this.#ui, command, this.#selected);
    }
  }

  /** The alerts of the incident, for other pages. */
  get #selected(): Selection {
    const incident = this.#incident;
    const { table, crumbs } = this.#selection;
    if (incident === undefined) return this.#selection;
    return { table, crumbs: [...crumbs, incident.rule], filter: incidentFilter(incident) };
  }

  async #dig(what: keyof AlertScene, label: string): Promise<string | undefined> {
    const incident = this.#incident;
    if (incident === undefined) return NO_ALERT;
    const scene = await this.#ui.client.alertScene(incident.num);
    if (!scene.ok) return scene.error.message;
    const { filter, window } = scene.value[what];
    const { crumbs, table } = this.#selection;
    return this.#ui.navigate({ kind: 'dig', filter, window, crumbs: [...crumbs, incident.rule, label], table });
  }

  #acknowledge(): Outcome {
    const incident = this.#incident;
    if (incident === undefined) return NO_ALERT;
    const { alerts } = this.#ui;
    if (alerts.of(incident) === 'acknowledged') alerts.reopen(incident);
    else alerts.acknowledge(incident);
    this.#ui.repaint();
    return undefined;
  }

  #acknowledgeAll(): Outcome {
    const { incidents } = this.#list;
    if (incidents.length === 0) return 'there are no alerts';
    for (const incident of incidents) this.#ui.alerts.acknowledge(incident);
    this.#ui.say(`${incidents.length} incidents acknowledged; one that alerts again is open again`, 'good');
    return undefined;
  }

  #silence(): Outcome {
    const incident = this.#incident;
    if (incident === undefined) return NO_ALERT;
    this.#ui.open(
      new Chooser(this.#ui, {
        name: `Silence ${incident.id} for`,
        choices: SILENCES.map(({ id, name }) => ({ id, name, note: '', words: '' })),
        current: '10m',
        details: undefined,
        closedBy: '',
        choose: (id) => this.#silenceFor(incident, SILENCES.find((one) => one.id === id)?.ms ?? 0),
      }),
    );
    return undefined;
  }

  async #silenceFor(incident: AlertIncident, ms: number): Promise<string | undefined> {
    const answer = await this.#ui.client.silenceAlerts(incident.id, ms);
    if (!answer.ok) return answer.error.message;
    this.#ui.alerts.silence(incident, ms === 0 ? undefined : Date.now() + ms);
    this.#ui.say(
      ms === 0 ? 'its alerts pass again' : `${this.#stateText(incident)}: its alerts are counted, not shown or sent`,
    );
    return undefined;
  }

  #copy(): Outcome {
    const incident = this.#incident;
    if (incident === undefined) return NO_ALERT;
    const { priority, text, last } = incident;
    this.#ui.copy(`${clockLabel(last, 9, this.#ui.format)}: ${priority} ${text}`, 'the alert');
    return undefined;
  }
}

function incidentFilter({ id }: AlertIncident): string {
  return termText('drill.alert.incident', id);
}
