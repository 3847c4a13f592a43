// SPDX-License-Identifier: Apache-2.0
// The list of actions (F8), each with its letter, which does it at once. What cannot be done is listed too, with the reason;
// under the list is the command line for the row under the cursor, before anything is run.

import type { SnapshotRow } from '../../engine/protocol/protocol.js';
import type { ViewAction } from '../../views/view.js';
import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Ui } from '../page.js';
import { ListCursor } from '../pages/list-cursor.js';
import type { Canvas } from '../paint/canvas.js';
import type { AreaPress } from '../paint/frame.js';
import { over } from '../paint/style.js';
import type { KeyPress } from '../terminal/key-name.js';
import { keyLabel } from '../terminal/key-name.js';
import { type Prepared, prepareAction } from './prepared-action.js';
import { actionProblem, asksFirst, isLocal, prepareOptions, startAction } from './run-action.js';
import { shellLine } from './shell-quote.js';

export class ActionsPage implements Page {
  readonly contexts = ['chooser'] as const;
  readonly isOverlay = true;
  readonly isWaiting = false;
  readonly position = '';
  readonly title: PageTitle = { name: 'Actions' };
  readonly #ui: Ui;
  readonly #actions: readonly ViewAction[];
  readonly #rows: readonly SnapshotRow[];
  /** By action: the command for the first row, or why there is none. */
  readonly #prepared = new Map<ViewAction, Prepared>();
  readonly #cursor = new ListCursor(() => this.#actions.length);

  constructor(ui: Ui, actions: readonly ViewAction[], rows: readonly SnapshotRow[]) {
    this.#ui = ui;
    this.#actions = actions;
    this.#rows = rows;
    void this.#prepare();
  }

  get info(): string {
    return isLocal(this.#ui) ? '' : 'of a capture, commands are copied instead of run';
  }

  async #prepare(): Promise<void> {
    const [row] = this.#rows;
    if (row === undefined) return;
    for (const action of this.#actions) {
      this.#prepared.set(action, await prepareAction(action, row, prepareOptions(this.#ui)));
      this.#ui.repaint();
    }
  }

  paint(canvas: Canvas): void {
    const { theme } = canvas;
    const names = Math.max(...this.#actions.map((action) => canvas.textWidth(action.name)));
    const width = Math.min(canvas.width, Math.max(56, names + 46));
    const height = Math.min(canvas.height - (canvas.height > 12 ? 4 : 0), this.#actions.length + 4);
    const y = Math.max(0, Math.floor((canvas.height - height) / 2));
    canvas.onPress(({ press }) => press.action === 'down' && this.#ui.close(this));
    const dialog = canvas.part(Math.floor((canvas.width - width) / 2), y, width, height);
    dialog.onPress((press) => this.#pressed(press));
    const inside = dialog.box(this.#name(), theme.border, theme.title);
    const lines = Math.max(1, inside.height - 2);
    this.#cursor.fit(lines);
    for (let line = 0; line < lines; line++) this.#paintAction(inside, line, names);
    if (inside.height < 3) return;
    inside.fill(0, inside.height - 2, inside.width, 1, theme.border, theme.glyphs.box.horizontal);
    const prepared = this.#prepared.get(this.#actions[this.#cursor.at] ?? NO_ACTION);
    if (prepared === undefined) return;
    const text = prepared.ok ? shellLine(prepared.command.argv) : prepared.reason;
    inside.text(1, inside.height - 1, text, prepared.ok ? theme.muted : theme.notice, { max: inside.width - 2 });
  }

  #name(): string {
    if (this.#rows.length > 1) return `Actions on ${this.#rows.length} rows`;
    const about = this.#actions.map((action) => this.#prepared.get(action)).find((prepared) => prepared?.ok === true);
    return about?.ok === true && about.command.subject !== '' ? `Actions on ${about.command.subject}` : 'Actions';
  }

  #paintAction(canvas: Canvas, line: number, names: number): void {
    const { theme } = canvas;
    const action = this.#actions[this.#cursor.top + line];
    if (action === undefined) return;
    const isCursor = this.#cursor.top + line === this.#cursor.at;
    const problem = this.#problem(action);
    const style = isCursor ? theme.cursorRow : problem === undefined ? theme.text : theme.faint;
    canvas.fill(0, line, canvas.width, 1, style);
    if (isCursor) canvas.text(0, line, theme.glyphs.selected, over(style, { ...theme.accent, bg: style.bg }));
    const letter = isCursor || problem !== undefined ? style : theme.heading;
    canvas.text(2, line, action.hotkey, letter);
    canvas.text(5, line, action.name, style, { max: Math.min(names, canvas.width - 6) });
    const note = problem ?? (asksFirst(action) && isLocal(this.#ui) ? 'asks first' : '');
    const room = canvas.width - names - 8;
    if (room > 4) canvas.text(names + 7, line, note, isCursor ? style : theme.muted, { max: room, align: 'right' });
  }

  #problem(action: ViewAction): string | undefined {
    const prepared = this.#prepared.get(action);
    return actionProblem(this.#ui, action, this.#rows.length) ?? (prepared?.ok === false ? prepared.reason : undefined);
  }

  #pressed({ press, y, double }: AreaPress): void {
    if (press.action === 'wheel-up') this.#cursor.moveBy(-1);
    if (press.action === 'wheel-down') this.#cursor.moveBy(1);
    const at = this.#cursor.entryAt(y - 1);
    if (press.action !== 'down' || at === undefined) return;
    this.#cursor.moveTo(at);
    if (double) this.#ui.run('enter');
  }

  typed(key: KeyPress): boolean {
    if (key.name === 'f8') {
      this.#ui.close(this);
      return true;
    }
    if (key.text === '') return false;
    const action = this.#actions.find(({ hotkey }) => hotkey === key.text);
    if (action === undefined) this.#ui.say(`no action has the letter ${keyLabel(key.name)}; Esc leaves`, 'warning');
    else this.#ui.runWith(() => this.#choose(action));
    return true;
  }

  run(command: Command): Outcome {
    if (this.#cursor.run(command)) return undefined;
    switch (command) {
      case 'close':
        this.#ui.close(this);
        return undefined;
      case 'enter': {
        const action = this.#actions[this.#cursor.at];
        return action === undefined ? 'there is no action' : this.#choose(action);
      }
      default:
        return 'a letter runs its action; Esc leaves';
    }
  }

  paste(): void {
    this.#ui.say('pasted text starts nothing: press the letter of an action', 'warning');
  }

  #choose(action: ViewAction): Outcome {
    this.#ui.close(this);
    return startAction(this.#ui, action, this.#rows);
  }
}

const NO_ACTION: ViewAction = { hotkey: '', name: '', command: [] };
