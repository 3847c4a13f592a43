// SPDX-License-Identifier: Apache-2.0
// A person at a terminal, as code: runs a program in a real pseudo-terminal, with a real terminal emulator behind it, and
// presses keys, clicks, resizes, and looks at the screen. It waits by looking again, never by sleeping.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import xterm from '@xterm/headless';
import { type IPty, spawn } from 'node-pty';
import { type ScreenCell, screenCells } from './screen-cells.js';

export interface LaunchOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
  /** Added to a small environment with a UTF-8 locale. */
  readonly env?: Readonly<Record<string, string>>;
  /** Home and current directory; an empty one that goes with the app by default. */
  readonly home?: string;
}

export interface Exit {
  readonly code: number;
  readonly signal: number;
}

/** How long a screen may take to come; it only decides when a test that fails gives up. */
const PATIENCE = 60_000;

/** ms that a program may wait for what belongs to an Esc, and some. */
const ESCAPE_WAIT = 100;

const KEYS: ReadonlyMap<string, string> = new Map([
  ['Enter', '\r'],
  ['Esc', '\x1b'],
  ['Tab', '\t'],
  ['Backspace', '\x7f'],
  ['Space', ' '],
  ['Up', '\x1b[A'],
  ['Down', '\x1b[B'],
  ['Right', '\x1b[C'],
  ['Left', '\x1b[D'],
  ['Home', '\x1b[H'],
  ['End', '\x1b[F'],
  ['PgUp', '\x1b[5~'],
  ['PgDn', '\x1b[6~'],
  ['F1', '\x1bOP'],
  ['F2', '\x1bOQ'],
  ['F3', '\x1bOR'],
  ['F4', '\x1bOS'],
  ['F5', '\x1b[15~'],
  ['F6', '\x1b[17~'],
  ['F7', '\x1b[18~'],
  ['F8', '\x1b[19~'],
  ['F9', '\x1b[20~'],
  ['Ins', '\x1b[2~'],
  ['Del', '\x1b[3~'],
  ['F10', '\x1b[21~'],
  ['F12', '\x1b[24~'],
  ['Shift-F12', '\x1b[24;2~'],
  ['Shift-F3', '\x1b[1;2R'],
  ['Shift-Tab', '\x1b[Z'],
  ['Shift-Up', '\x1b[1;2A'],
  ['Shift-Down', '\x1b[1;2B'],
  ['Shift-Right', '\x1b[1;2C'],
  ['Shift-Left', '\x1b[1;2D'],
  ['Alt-Right', '\x1b[1;3C'],
  ['Alt-Left', '\x1b[1;3D'],
  ['Alt-Home', '\x1b[1;3H'],
  ['Alt-End', '\x1b[1;3F'],
]);

export class App {
  readonly #pty: IPty;
  readonly #terminal: InstanceType<typeof xterm.Terminal>;
  readonly #watchers = new Set<() => void>();
  #lines: readonly string[] = [];
  readonly #chunks: string[] = [];
  /** End of the last chunk: a sequence may be cut. */
  #tail = '';
  #isInsideFrame = false;
  #frames = 0;
  #looks = 0;
  #clears = 0;
  #clearsBegun = 0;
  /** The looks at the screen when a key was pressed last, and when Esc was. */
  #sent = -1;
  #escape = -1;
  #keys = '';
  /** Until then Esc may still be the beginning of something else. */
  #escapeUntil = 0;
  #exit: Exit | undefined;
  /** What the program takes for the home of its user: settings, and files that it writes, go there. */
  readonly home: string;
  readonly #isOwnHome: boolean;

  constructor(options: LaunchOptions) {
    const { columns = 80, rows = 24 } = options;
    this.#isOwnHome = options.home === undefined;
    this.home = options.home ?? mkdtempSync(join(tmpdir(), 'sysdrill-home-'));
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 200 });
    this.#pty = spawn(options.command, [...options.args], {
      name: options.env?.['TERM'] ?? 'xterm-256color',
      cols: columns,
      rows,
      cwd: this.home,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: this.home,
        LANG: 'C.UTF-8',
        TZ: 'UTC',
        TERM: 'xterm-256color',
        ...options.env,
      },
    });
    this.#pty.onData((data) => {
      this.#chunks.push(data);
      const isWhole = this.#frameState(data);
      const begun = this.#clearsBegun;
      this.#terminal.write(data, () => {
        if (!isWhole) return;
        this.#clears = begun;
        this.#look();
      });
    });
    // What the terminal answers to questions goes back to the program.
    this.#terminal.onData((data) => this.#write(data));
    this.#pty.onExit(({ exitCode, signal }) => {
      this.#exit = { code: exitCode, signal: signal ?? 0 };
      this.#terminal.write('', () => this.#look());
    });
  }

  /** All bytes that the program has written. */
  get raw(): string {
    return this.#chunks.join('');
  }

  /** What the terminal was told to put on its clipboard (OSC 52), in order. */
  get copies(): readonly string[] {
    return [...this.raw.matchAll(/\x1b\]52;c;([A-Za-z0-9+/=]*)\x07/g)].map(([, text]) =>
      Buffer.from(text ?? '', 'base64').toString(),
    );
  }

  get clipboard(): string {
    return this.copies.at(-1) ?? '';
  }

  /** Screens that the program has painted from nothing, and that are complete. */
  get clears(): number {
    return this.#clears;
  }

  /** Synchronized updates that the program has ended. */
  get frames(): number {
    return this.#frames;
  }

  get hasExited(): boolean {
    return this.#exit !== undefined;
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** The lines on the screen, without the blanks at their ends, as they were after the last complete frame. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  get screen(): string {
    return this.lines.join('\n');
  }

  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  /** The mouse reports to the program. */
  get hasMouse(): boolean {
    return this.#terminal.modes.mouseTrackingMode !== 'none';
  }

  get takesPaste(): boolean {
    return this.#terminal.modes.bracketedPasteMode;
  }

  /** The cursor can be seen: the last word that the program said about it. */
  get showsCursor(): boolean {
    const { raw } = this;
    return raw.lastIndexOf('\x1b[?25h') >= raw.lastIndexOf('\x1b[?25l');
  }

  get cursor(): { readonly x: number; readonly y: number } {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { x: cursorX, y: cursorY };
  }

  /** Whether the cell at (x, y) is shown in reverse, bold, or on a background of its own. */
  look(x: number, y: number): { readonly reverse: boolean; readonly bold: boolean; readonly background: boolean } {
    const cell = this.#terminal.buffer.active.getLine(this.#terminal.buffer.active.viewportY + y)?.getCell(x);
    return {
      reverse: cell?.isInverse() !== 0,
      bold: cell?.isBold() !== 0,
      background: cell?.isBgDefault() === false,
    };
  }

  /** The contents of `cells` cells from (x, y) on. */
  text(x: number, y: number, cells: number): string {
    const { active } = this.#terminal.buffer;
    return active.getLine(active.viewportY + y)?.translateToString(false, x, x + cells) ?? '';
  }

  /** The screen with its colours, for pictures. */
  get cells(): readonly (readonly ScreenCell[])[] {
    return screenCells(this.#terminal);
  }

  /** What follows Esc at once is Alt with a key to every terminal program: nobody presses keys so fast. */
  send(bytes: string): void {
    const isTooSoon = this.#escape === this.#looks || performance.now() < this.#escapeUntil;
    assert.equal(isTooSoon, false, 'wait for what Esc does before the next key');
    this.#escape = bytes === '\x1b' ? this.#looks : -1;
    if (bytes === '\x1b') this.#escapeUntil = performance.now() + ESCAPE_WAIT;
    this.#sent = this.#looks;
    this.#keys = (this.#keys + bytes).slice(-200);
    this.#write(bytes);
  }

  #write(bytes: string): void {
    if (this.#exit === undefined) this.#pty.write(bytes);
  }

  /** Presses keys by name (`F2`, `Enter`, `Ctrl-F`, `Alt-b`), or what a letter or sign types. */
  press(...keys: readonly string[]): this {
    for (const key of keys) this.send(keyBytes(key));
    return this;
  }

  type(text: string): this {
    this.send(text);
    return this;
  }

  paste(text: string): this {
    this.send(this.takesPaste ? `\x1b[200~${text}\x1b[201~` : text);
    return this;
  }

  /** A click of the left button at (x, y), counted from 0. */
  click(x: number, y: number): this {
    this.send(`\x1b[<0;${x + 1};${y + 1}M\x1b[<0;${x + 1};${y + 1}m`);
    return this;
  }

  doubleClick(x: number, y: number): this {
    return this.click(x, y).click(x, y);
  }

  /** Draws with the left button held, from (x, y) to (toX, toY). */
  drag(x: number, y: number, toX: number, toY: number): this {
    const at = (code: number, column: number, line: number, end: string): string =>
      `\x1b[<${code};${column + 1};${line + 1}${end}`;
    const middle = at(32, Math.round((x + toX) / 2), Math.round((y + toY) / 2), 'M');
    this.send(at(0, x, y, 'M') + middle + at(32, toX, toY, 'M') + at(0, toX, toY, 'm'));
    return this;
  }

  wheel(direction: 'up' | 'down', x: number, y: number): this {
    this.send(`\x1b[<${direction === 'up' ? 64 : 65};${x + 1};${y + 1}M`);
    return this;
  }

  /** Clicks on the first place where the screen shows `text`. */
  clickText(text: string): this {
    const y = this.lines.findIndex((line) => line.includes(text));
    assert.ok(y >= 0, `nothing says "${text}":\n${this.screen}`);
    return this.click((this.lines[y] ?? '').indexOf(text), y);
  }

  resize(columns: number, rows: number): this {
    this.#terminal.resize(columns, rows);
    this.#pty.resize(columns, rows);
    return this;
  }

  signal(name: string): this {
    this.#pty.kill(name);
    return this;
  }

  /** Waits until the screen shows `pattern`: a screen that has answered to the last key. */
  async expectScreen(pattern: RegExp): Promise<this> {
    await this.until(() => this.#hasAnswered && pattern.test(this.screen), `screen with ${pattern}`);
    return this;
  }

  async expectGone(pattern: RegExp): Promise<this> {
    await this.until(() => this.#hasAnswered && !pattern.test(this.screen), `screen without ${pattern}`);
    return this;
  }

  /** Something was painted since a key was pressed: what was there before proves nothing. */
  get #hasAnswered(): boolean {
    return this.#looks > this.#sent;
  }

  /** Waits until `holds`; fails with the screen as it is then. */
  async until(condition: () => boolean, what: string): Promise<void> {
    const holds = (): boolean => performance.now() >= this.#escapeUntil && condition();
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#watchers.delete(check);
        reject(new Error(`did not see ${what}; ${this.#account}; the screen is\n${this.screen}`));
      }, PATIENCE);
      const check = (): void => {
        if (!this.#watchers.has(check)) return;
        if (holds()) {
          clearTimeout(timer);
          this.#watchers.delete(check);
          resolve();
        } else if (this.#exit !== undefined && what !== 'exit') {
          clearTimeout(timer);
          this.#watchers.delete(check);
          reject(new Error(`the program ended (${this.#exit.code}) before ${what}; the screen is\n${this.screen}`));
        }
      };
      this.#watchers.add(check);
      check();
      // The screen may not change any more.
      setTimeout(check, Math.max(0, this.#escapeUntil - performance.now()) + 5).unref();
    });
  }

  /** For a story that fails, perhaps on a machine far away: what was pressed last, its effect, what the program does. */
  get #account(): string {
    const keys = JSON.stringify(this.#keys.slice(-60));
    const frame = this.#isInsideFrame ? 'in the middle of a frame' : 'between frames';
    const since = `${this.#looks - this.#sent} looks at the screen since, ${frame}`;
    return `the keys so far end with ${keys}, ${since}; threads ${threads(this.pid)}`;
  }

  async exited(): Promise<Exit> {
    await this.until(() => this.#exit !== undefined, 'exit');
    return this.#exit ?? { code: -1, signal: 0 };
  }

  /** Ends the program, however it is. */
  async close(): Promise<void> {
    if (this.#exit === undefined) this.#pty.kill('SIGKILL');
    await this.exited();
    this.#terminal.dispose();
    if (this.#isOwnHome) rmSync(this.home, { recursive: true, force: true });
  }

  /** A terminal that knows synchronized updates (DEC 2026) shows nothing of a frame before its end. */
  #frameState(data: string): boolean {
    const text = this.#tail + data;
    for (const [mark] of text.matchAll(/\x1b\[(?:\?2026[hl]|2J)/g)) {
      if (mark.endsWith('J')) {
        this.#clearsBegun++;
        continue;
      }
      this.#isInsideFrame = mark.endsWith('h');
      if (!this.#isInsideFrame) this.#frames++;
    }
    // One character less than a mark has: no mark is counted twice.
    this.#tail = text.slice(-7);
    return !this.#isInsideFrame;
  }

  #look(): void {
    this.#looks++;
    const { active } = this.#terminal.buffer;
    this.#lines = Array.from({ length: this.#terminal.rows }, (_, y) =>
      (active.getLine(active.viewportY + y)?.translateToString(true) ?? '').trimEnd(),
    );
    for (const watcher of [...this.#watchers]) watcher();
  }
}

/** Names of a process's threads, with their states and the CPU time that each has used (proc(5)). */
function threads(pid: number): string {
  try {
    const threads = readdirSync(`/proc/${pid}/task`).map((tid) => {
      const stat = readFileSync(`/proc/${pid}/task/${tid}/stat`, 'latin1');
      const end = stat.lastIndexOf(')');
      const fields = stat.slice(end + 2).split(' ');
      const seconds = (Number(fields[11]) + Number(fields[12])) / 100;
      return `${stat.slice(stat.indexOf('(') + 1, end)} ${fields[0]} ${seconds}s`;
    });
    return threads.join(', ');
  } catch {
    return 'gone';
  }
}

function keyBytes(key: string): string {
  const named = KEYS.get(key);
  if (named !== undefined) return named;
  const control = /^Ctrl-([A-Z])$/.exec(key)?.[1];
  if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) - 64);
  const alt = /^Alt-(.)$/.exec(key)?.[1];
  if (alt !== undefined) return `\x1b${alt}`;
  assert.equal([...key].length, 1, `no key is called ${key}`);
  return key;
}

/** Runs a story, and ends its program in any case. */
export async function withApp(options: LaunchOptions, story: (app: App) => Promise<void>): Promise<void> {
  const app = new App(options);
  try {
    await story(app);
  } finally {
    await app.close();
  }
}
