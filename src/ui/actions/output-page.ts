// SPDX-License-Identifier: Apache-2.0
// What the commands of an action write, line by line while they run: scrolls, searches, copies, saves. They run one after the
// other; leaving the page ends them.

import type { Command } from '../keys/binding.js';
import type { Outcome, Page, PageTitle, Ui } from '../page.js';
import type { Canvas } from '../paint/canvas.js';
import { paintScrollBar } from '../paint/scroll-bar.js';
import type { Style } from '../paint/style.js';
import { NOTHING_SEARCHED } from '../prompts/find-around.js';
import { type Searchable, SearchPrompt } from '../prompts/search-prompt.js';
import { askAndSave } from '../save/save-prompt.js';
import type { Job, JobEnd } from './job.js';
import { lastProblem, type PreparedCommand } from './prepared-action.js';
import { shellLine } from './shell-quote.js';

export interface OutputOptions {
  readonly name: string;
  /** Path of the program. */
  readonly program: string;
  readonly commands: readonly PreparedCommand[];
}

const SIDE_STEP = 16;
const TAB = 8;
/** ms. */
const REPORT = 2000;

interface Line {
  readonly text: string;
  readonly kind: 'command' | 'output' | 'good' | 'bad';
}

/** A finished or running command. */
interface Run {
  readonly command: PreparedCommand;
  readonly job: Job | undefined;
  readonly end: JobEnd | undefined;
}

export class OutputPage implements Page, Searchable {
  readonly contexts = ['pager', 'text'] as const;
  readonly isOverlay = false;
  readonly isWaiting = false;
  readonly title: PageTitle;
  readonly #ui: Ui;
  readonly #options: OutputOptions;
  #runs: readonly Run[] = [];
  #stopped = false;
  #finished = false;
  #follows = true;
  #top = 0;
  #skip = 0;
  #height = 1;
  #widest = 0;
  #needle = '';
  #searchStart = 0;
  /** Line of the match that was gone to last. */
  #found = -1;

  constructor(ui: Ui, options: OutputOptions) {
    this.#ui = ui;
    this.#options = options;
    this.title = { name: options.name };
  }

  get isRunning(): boolean {
    return !this.#finished;
  }

  get hasOutput(): boolean {
    return this.#runs.some(({ job }) => (job?.lines.length ?? 0) > 0);
  }

  get failures(): number {
    return this.#runs.filter(({ end }) => end?.problem !== undefined).length;
  }

  /** In a sentence, after the end. */
  get summary(): string {
    const [first, ...others] = this.#runs;
    if (first === undefined) return 'nothing was done';
    const problem = first.end?.problem;
    if (others.length === 0) return `${shellLine(first.command.argv)}: ${problem ?? 'done'}`;
    const done = this.#runs.length - this.failures;
    return `${this.#options.name}: ${done} done${this.failures === 0 ? '' : `, ${this.failures} failed`}`;
  }

  /** Runs the commands; settles when the last has ended. */
  async start(): Promise<void> {
    const start = performance.now();
    for (const command of this.#options.commands) {
      if (this.#stopped) break;
      // The commands before have taken their time.
      const problem = this.#runs.length === 0 ? undefined : await lastProblem(command);
      if (problem !== undefined) {
        this.#runs = [...this.#runs, { command, job: undefined, end: { problem: `was not run: ${problem}` } }];
        continue;
      }
      const job = this.#ui.jobs.start(command.argv, this.#options.program, () => this.#ui.repaint());
      this.#runs = [...this.#runs, { command, job, end: undefined }];
      const end = await job.ended;
      this.#runs = [...this.#runs.slice(0, -1), { command, job, end }];
    }
    this.#finished = true;
    // A report is read from its start; what ran for a while, or was stopped, is looked at where it ended.
    if (this.#follows && !this.#stopped && performance.now() - start < REPORT) {
      this.#follows = false;
      this.#top = 0;
    }
    this.#ui.repaint();
  }

  get position(): string {
    const total = this.#lines().length;
    return total <= this.#height ? '' : `${Math.min(total, this.#top + this.#height)}/${total}`;
  }

  get info(): string {
    if (this.isRunning)
      return `running${this.#follows ? ', following' : ''}: K ends it, Backspace ends it and goes back`;
    return this.summary;
  }

  #lines(): readonly Line[] {
    return this.#runs.flatMap(({ command, job, end }): Line[] => [
      { text: `$ ${shellLine(command.argv)}`, kind: 'command' },
      ...(job === undefined || job.dropped === 0
        ? []
        : [{ text: `the first ${job.dropped} lines are not kept`, kind: 'bad' } as const]),
      ...(job?.lines ?? []).map((text): Line => ({ text, kind: 'output' })),
      ...(end?.problem === undefined ? [] : [{ text: end.problem, kind: 'bad' } as const]),
      ...(end !== undefined && end.problem === undefined && job?.lines.length === 0
        ? [{ text: 'done', kind: 'good' } as const]
        : []),
    ]);
  }

  paint(canvas: Canvas): void {
    const { theme } = canvas;
    const lines = this.#lines();
    this.#height = Math.max(1, canvas.height);
    const highest = Math.max(0, lines.length - this.#height);
    this.#top = this.#follows ? highest : Math.max(0, Math.min(this.#top, highest));
    this.#widest = 0;
    const styles: Readonly<Record<Line['kind'], Style>> = {
      command: theme.accent,
      output: theme.text,
      good: theme.good,
      bad: theme.bad,
    };
    for (let y = 0; y < canvas.height; y++) {
      const line = lines[this.#top + y];
      if (line === undefined) break;
      const text = expandTabs(line.text);
      this.#widest = Math.max(this.#widest, canvas.textWidth(text));
      canvas.text(1, y, text, styles[line.kind], { skip: this.#skip, max: canvas.width - 2 });
      canvas.markText(y, this.#needle, theme.match);
    }
    paintScrollBar(canvas, this.#top, lines.length);
    canvas.onPress(({ press }) => {
      if (press.action === 'wheel-up') this.#scroll(-3);
      if (press.action === 'wheel-down') this.#scroll(3);
    });
  }

  run(command: Command): Outcome {
    switch (command) {
      case 'up':
        return this.#scroll(-1);
      case 'down':
        return this.#scroll(1);
      case 'page-up':
        return this.#scroll(1 - this.#height);
      case 'page-down':
        return this.#scroll(this.#height - 1);
      case 'half-up':
        return this.#scroll(-(this.#height >> 1));
      case 'half-down':
        return this.#scroll(this.#height >> 1);
      case 'home':
        return this.#scroll(Number.NEGATIVE_INFINITY);
      case 'end':
      case 'follow':
        this.#follows = true;
        return this.#goTo(this.#lines().length);
      case 'left':
      case 'right':
        return this.#sideways(command === 'left' ? -1 : 1);
      case 'stop':
        return this.#stop();
      case 'close':
        this.#stop();
        this.#ui.close(this);
        return undefined;
      case 'copy':
        this.#ui.copy(this.#text(), `${this.#lines().length} lines`);
        return undefined;
      case 'save-table':
        return askAndSave(this.#ui, {
          what: 'Output',
          name: 'output.txt',
          write: () => Promise.resolve(`${this.#text()}\n`),
        });
      case 'search':
        this.#searchStart = this.#top;
        this.#ui.open(new SearchPrompt(this.#ui, this, this.#ui.user.histories.search));
        return undefined;
      case 'search-next':
        return this.#next(1);
      case 'search-previous':
        return this.#next(-1);
      default:
        return 'that does not work here; Backspace goes back';
    }
  }

  #stop(): Outcome {
    if (!this.isRunning) return 'it has ended already';
    this.#stopped = true;
    this.#runs.at(-1)?.job?.stop();
    this.#ui.say('asked it to end');
    return undefined;
  }

  #text(): string {
    return this.#lines()
      .map((line) => line.text)
      .join('\n');
  }

  #sideways(step: 1 | -1): Outcome {
    const skip = Math.max(0, Math.min(this.#skip + step * SIDE_STEP, Math.max(0, this.#widest - 8)));
    if (skip === this.#skip) return step < 0 ? 'this is the start of the lines' : 'no line goes on further';
    this.#skip = skip;
    return undefined;
  }

  #scroll(lines: number): undefined {
    const highest = Math.max(0, this.#lines().length - this.#height);
    this.#goTo(this.#top + lines);
    this.#follows = this.#top >= highest;
    return undefined;
  }

  #goTo(top: number): undefined {
    this.#top = Math.max(0, Math.min(top, this.#lines().length - this.#height));
    this.#ui.repaint();
    return undefined;
  }

  find(text: string): Promise<boolean> {
    this.#needle = text;
    const at = text === '' ? this.#searchStart : this.#match(this.#searchStart, 1);
    if (at >= 0) {
      this.#follows = false;
      this.#found = text === '' ? -1 : at;
    }
    this.#goTo(at >= 0 ? at : this.#searchStart);
    return Promise.resolve(at >= 0);
  }

  endSearch(keep: boolean): void {
    if (keep) return;
    this.#needle = '';
    this.#goTo(this.#searchStart);
  }

  #next(step: 1 | -1): Outcome {
    if (this.#needle === '') return NOTHING_SEARCHED;
    const from = this.#found < 0 ? this.#top : this.#found + step;
    const at = this.#match(from, step);
    if (at < 0) return `no ${step > 0 ? 'further' : 'earlier'} match of "${this.#needle}"`;
    this.#follows = false;
    this.#found = at;
    return this.#goTo(at);
  }

  #match(from: number, step: 1 | -1): number {
    const wanted = this.#needle.toLowerCase();
    const lines = this.#lines();
    for (let i = from; i >= 0 && i < lines.length; i += step) {
      if (lines[i]?.text.toLowerCase().includes(wanted) === true) return i;
    }
    return -1;
  }
}

/** Commands align with tabs; the canvas would show them as signs. */
function expandTabs(text: string): string {
  const [first = '', ...others] = text.split('\t');
  return others.reduce((line, part) => line + ' '.repeat(TAB - (line.length % TAB)) + part, first);
}
