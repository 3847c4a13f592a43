// SPDX-License-Identifier: Apache-2.0
// Which fields of an alert make an exception (x on the page of alerts), and then the file that it is written to. The rules
// are read again with it; where they refuse it, the file is as it was.

import { appendFile, stat, truncate, unlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AlertIncident } from '../../engine/protocol/alerts.js';
import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Ui } from '../page.js';
import { ListCursor } from '../pages/list-cursor.js';
import type { Canvas } from '../paint/canvas.js';
import { paintScrollBar } from '../paint/scroll-bar.js';
import { askText } from '../prompts/text-prompt.js';
import { type ExceptionField, exceptionFields, exceptionText, isDistinctive } from './exception-text.js';

/** What the line for the file begins with. */
const FILE = 'exceptions.yaml';
const WIDEST = 90;

export class ExceptionPage implements Page {
  readonly contexts = ['fields'] as const;
  readonly isOverlay = true;
  readonly isWaiting = false;
  readonly position = '';
  readonly info = 'alerts with all of these values are not made any more';
  readonly title: PageTitle = { name: 'Exception' };
  readonly #ui: Ui;
  readonly #incident: AlertIncident;
  readonly #fields: readonly ExceptionField[];
  readonly #chosen: Set<ExceptionField>;
  readonly #cursor: ListCursor;

  private constructor(ui: Ui, incident: AlertIncident, fields: readonly ExceptionField[]) {
    this.#ui = ui;
    this.#incident = incident;
    this.#fields = fields;
    this.#chosen = new Set(fields.filter(isDistinctive));
    this.#cursor = new ListCursor(() => fields.length, 0);
  }

  static open(ui: Ui, incident: AlertIncident): string | undefined {
    if (incident.source === 'view')
      return 'rules on views have no exceptions: their condition can say what to leave out';
    const fields = exceptionFields(incident);
    if (fields.length === 0) return "the rule's output names no field that an exception could be about";
    ui.open(new ExceptionPage(ui, incident, fields));
    return undefined;
  }

  paint(canvas: Canvas): void {
    const width = Math.min(canvas.width, WIDEST);
    const height = Math.min(canvas.height - (canvas.height > 12 ? 5 : 1), this.#fields.length + 2);
    const y = Math.max(0, Math.floor((canvas.height - height) / 3));
    canvas.onPress(({ press }) => press.action === 'down' && this.#ui.close(this));
    const dialog = canvas.part(Math.floor((canvas.width - width) / 2), y, width, height);
    dialog.onPress(({ press, y: line }) => press.action === 'down' && this.#pressed(line - 1));
    const inside = dialog.box(`Exception to ${this.#incident.rule}`, canvas.theme.border, canvas.theme.title);
    this.#cursor.fit(inside.height);
    for (let line = 0; line < inside.height; line++) this.#paintField(inside, line);
    paintScrollBar(inside, this.#cursor.top, this.#fields.length);
  }

  #paintField(canvas: Canvas, y: number): void {
    const { theme } = canvas;
    const field = this.#fields[this.#cursor.top + y];
    if (field === undefined) return;
    const isCursor = this.#cursor.top + y === this.#cursor.at;
    const isChosen = this.#chosen.has(field);
    const style = isCursor ? theme.cursorRow : isChosen ? theme.text : theme.muted;
    canvas.fill(0, y, canvas.width, 1, style);
    const x = canvas.text(1, y, `[${isChosen ? theme.glyphs.marked : ' '}] ${field.name} = `, style) + 1;
    canvas.text(x, y, field.value, style, { max: canvas.width - x - 1 });
  }

  #pressed(line: number): void {
    const at = this.#cursor.entryAt(line);
    if (at === undefined) return;
    this.#cursor.moveTo(at);
    this.#ui.run('toggle');
  }

  run(command: Command): Outcome {
    if (this.#cursor.run(command)) return undefined;
    switch (command) {
      case 'toggle':
        return this.#toggle();
      case 'enter':
        return this.#askFile();
      case 'close':
        this.#ui.close(this);
        return undefined;
      default:
        return 'Space chooses a field, Enter goes on, Esc leaves';
    }
  }

  #toggle(): undefined {
    const field = this.#fields[this.#cursor.at];
    if (field === undefined) return undefined;
    if (!this.#chosen.delete(field)) this.#chosen.add(field);
    this.#ui.repaint();
    return undefined;
  }

  #askFile(): Outcome {
    if (this.#chosen.size === 0) return 'choose at least one field with Space: without any the rule would never alert';
    const chosen = this.#fields.filter((field) => this.#chosen.has(field));
    this.#ui.close(this);
    askText(this.#ui, {
      label: 'Append the exception to',
      text: FILE,
      note: (text) => `writes ${resolve(text.trim())}, which is read with the other rules`,
      enter: (text) => this.#write(resolve(text.trim()), chosen),
      left: 'nothing was written',
    });
    return undefined;
  }

  async #write(path: string, chosen: readonly ExceptionField[]): Promise<string | undefined> {
    const before = await stat(path).then(
      ({ size }) => size,
      () => undefined,
    );
    try {
      await appendFile(path, exceptionText(this.#incident.rule, chosen, new Date()), { mode: 0o644 });
    } catch (error) {
      return `not written: ${(error as Error).message}`;
    }
    const hasRules = (this.#ui.status?.alerts?.rules ?? 0) > 0;
    const loaded = hasRules ? await this.#ui.client.reloadRules(path) : undefined;
    if (loaded?.ok === false) {
      await (before === undefined ? unlink(path) : truncate(path, before));
      return `not written: ${loaded.error.message}`;
    }
    const read = loaded === undefined ? '' : `; ${loaded.value.rules} rules from now on`;
    this.#ui.say(`the exception is in ${path}${read}`, 'good');
    return undefined;
  }
}
