// SPDX-License-Identifier: Apache-2.0
// Asks for the name of a file and writes it: Tab completes names, a file that exists is overwritten only after a question.

import { access, readdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Ui } from '../page.js';
import { QuestionPage } from '../pages/question-page.js';
import type { Canvas } from '../paint/canvas.js';
import { edited, inserted, type LineState, lineOf } from '../prompts/line-editor.js';
import { paintPrompt } from '../prompts/prompt-line.js';
import type { KeyPress } from '../terminal/key-name.js';

export interface SaveOptions {
  /** What is saved, for the label and the message: `Table`. */
  readonly what: string;
  /** Name that the line starts with. */
  readonly name: string;
  /** Why this name will not do; undefined where it will. */
  readonly check?: (path: string) => string | undefined;
  /** The file's text, or what was said of a file that `write` has written itself (undefined then). */
  readonly write: (path: string) => Promise<string | SaveDone>;
}

export interface SaveDone {
  /** What to say; the file is written. */
  readonly said: string;
  readonly isProblem: boolean;
}

export function askAndSave(ui: Ui, options: SaveOptions): undefined {
  ui.open(new SavePrompt(ui, options));
  return undefined;
}

class SavePrompt implements Page {
  readonly contexts = ['filter', 'prompt'] as const;
  readonly isOverlay = true;
  readonly isWaiting = false;
  readonly position = '';
  readonly info = '';
  readonly title: PageTitle;
  readonly #ui: Ui;
  readonly #options: SaveOptions;
  #line: LineState;
  #names: readonly string[] = [];

  constructor(ui: Ui, options: SaveOptions) {
    this.#ui = ui;
    this.#options = options;
    this.title = { name: options.what };
    this.#line = lineOf(options.name);
  }

  paint(canvas: Canvas): void {
    const { theme } = canvas;
    const lines = canvas.height >= 7 ? 2 : Math.min(2, canvas.height - 1);
    const y = canvas.height - lines - (canvas.height >= 7 ? 1 : 0);
    const problem = this.#problem();
    const note =
      problem === undefined
        ? {
            text: this.#names.length > 0 ? this.#names.join('  ') : `writes ${this.#path()}`,
            style: theme.muted,
            position: -1,
          }
        : { text: problem, style: theme.notice, position: -1 };
    canvas.onPress(() => this.run('close'));
    paintPrompt(
      canvas.part(0, y, canvas.width, lines),
      `Save ${this.#options.what.toLowerCase()} as`,
      this.#line,
      note,
    );
  }

  #path(): string {
    const text = this.#line.text.trim();
    return resolve(text.startsWith('~/') ? join(homedir(), text.slice(2)) : text);
  }

  #problem(): string | undefined {
    if (this.#line.text.trim() === '') return 'a file needs a name; Esc leaves';
    return this.#options.check?.(this.#path());
  }

  typed(key: KeyPress): boolean {
    const line = edited(this.#line, key);
    if (line === undefined) return false;
    this.#line = line;
    this.#names = [];
    return true;
  }

  paste(text: string): void {
    this.#line = inserted(this.#line, text);
  }

  run(command: Command): Outcome {
    switch (command) {
      case 'enter':
        return this.#finish();
      case 'complete':
        return this.#complete();
      case 'close':
        this.#ui.close(this);
        this.#ui.say('nothing was saved');
        return undefined;
      default:
        return 'that does not work while a name is typed; Enter saves, Esc leaves';
    }
  }

  async #finish(): Promise<string | undefined> {
    const problem = this.#problem();
    if (problem !== undefined) return problem;
    const path = this.#path();
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    this.#ui.close(this);
    // Keys work while a large file is written; the result is reported.
    if (!exists) {
      void this.#write(path, 'wx');
      return undefined;
    }
    this.#ui.open(
      new QuestionPage(this.#ui, {
        question: 'Overwrite the file',
        lines: [{ text: path, note: '' }],
        yes: () => void this.#write(path, 'w'),
        no: 'nothing was saved',
      }),
    );
    return undefined;
  }

  async #write(path: string, flag: 'w' | 'wx'): Promise<void> {
    this.#ui.say(`saving ${path}`);
    try {
      const content = await this.#options.write(path);
      if (typeof content !== 'string') {
        this.#ui.say(content.said, content.isProblem ? 'error' : 'good');
        return;
      }
      await writeFile(path, content, { flag, mode: 0o644 });
    } catch (error) {
      this.#ui.say(`not saved: ${(error as Error).message}`, 'error');
      return;
    }
    this.#ui.say(`${this.#options.what} saved as ${path}`, 'good');
  }

  /** As far as the names in the directory agree. */
  async #complete(): Promise<string | undefined> {
    const { text } = this.#line;
    const cut = text.lastIndexOf('/') + 1;
    const begun = text.slice(cut);
    const folder = cut === 0 ? '.' : text.slice(0, cut);
    const path = folder.startsWith('~/') ? join(homedir(), folder.slice(2)) : folder;
    const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
    if (entries === undefined) return `there is no directory ${dirname(join(path, 'x'))}`;
    const names = entries
      .map((entry) => entry.name + (entry.isDirectory() ? '/' : ''))
      .filter((name) => name.startsWith(begun) && (begun !== '' || !name.startsWith('.')))
      .sort();
    const [first, ...others] = names;
    if (first === undefined) return 'no file begins like that';
    let common = first;
    for (const name of others) while (!name.startsWith(common)) common = common.slice(0, -1);
    this.#names = others.length === 0 ? [] : names;
    this.#line = lineOf(text.slice(0, cut) + common);
    return undefined;
  }
}
