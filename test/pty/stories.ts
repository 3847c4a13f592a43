// SPDX-License-Identifier: Apache-2.0
// Stories of people at the terminal that must hold for the demo and for the real program alike. A target says how to start
// the program with a capture that has processes with threads and files.

import assert from 'node:assert/strict';
import { type App, type LaunchOptions, withApp } from './driver.js';

export interface StoryTarget {
  /** The program, with a start view of processes. */
  launch(extra?: Partial<LaunchOptions>): LaunchOptions;
  /** Something that the rows of the first table show. */
  readonly row: RegExp;
  /** A text that some row contains, beyond the first screen or not. */
  readonly needle: string;
  /** A filter that leaves some rows. */
  readonly filter: string;
}

export interface Story {
  readonly name: string;
  run(target: StoryTarget): Promise<void>;
}

/** Cells of the line under the cursor of a table; the mark is in the first cell. */
export function cursorLine(app: App): string {
  return app.lines.find((line) => line.startsWith('▌')) ?? '';
}

async function opened(app: App, target: StoryTarget): Promise<void> {
  await app.expectScreen(/^ Processes/m);
  await app.expectScreen(target.row);
  await app.expectGone(/LOADING/);
}

/** The id of the row under the cursor, which stays the same while its numbers change. */
const cursorId = (app: App): string => /^▌\s*(\d+)/.exec(cursorLine(app))?.[1] ?? '';

/** Which row of the table the cursor is on, from 1; NaN while the screen does not say. */
const cursorPlace = (app: App): number => Number(/ (\d+)\/\d+$/m.exec(app.screen)?.[1]);

/** Rows of the table. */
const rowCount = (app: App): number => Number(/\/(\d+)$/m.exec(app.screen)?.[1] ?? 0);

/** Presses keys and waits until the screen is another one. */
async function change(app: App, act: () => void, what: string): Promise<void> {
  const before = app.screen;
  act();
  await app.until(() => app.screen !== before, `another screen after ${what}`);
}

function story(
  name: string,
  run: (app: App, target: StoryTarget) => Promise<void>,
  extra?: Partial<LaunchOptions>,
): Story {
  return { name, run: (target) => withApp(target.launch(extra), (app) => run(app, target)) };
}

async function restored(app: App): Promise<void> {
  assert.equal(app.isAlternate, false, 'the alternate screen was left');
  assert.equal(app.hasMouse, false, 'the mouse was given back');
  assert.equal(app.takesPaste, false, 'paste mode was left');
  assert.equal(app.showsCursor, true, 'the cursor is shown');
}

/** Room for the whole path. */
const WIDE = { columns: 140 } as const;

export const STORIES: readonly Story[] = [
  story('opens with processes, path, keys and place', async (app, target) => {
    await opened(app, target);
    assert.equal(app.isAlternate, true);
    await app.expectScreen(/PID/);
    await app.expectScreen(/F1 Help/);
    await app.expectScreen(/1\/\d+$/m);
  }),

  story(
    'goes in three levels, and back to where it was',
    async (app, target) => {
      await opened(app, target);
      app.press('Down', 'Down');
      await app.expectScreen(/ 3\/\d+$/m);
      const process = cursorId(app);
      app.press('Enter');
      await app.expectScreen(/^ Threads.*proc\.pid=\d+/m);
      const thread = cursorId(app);
      app.press('Enter');
      await app.expectScreen(/^ Files.*/m);
      await app.expectScreen(/proc\.pid=\d+ and thread\.tid=\d+/);
      assert.equal(((app.lines[0] ?? '').match(/▸/g) ?? []).length, 2);
      app.press('Backspace');
      await app.expectScreen(/^ Threads/m);
      await app.until(() => cursorId(app) === thread, 'the cursor on the thread that was gone into');
      app.press('Backspace');
      await app.expectScreen(/^ Processes/m);
      await app.until(() => cursorId(app) === process, 'the cursor on the process that was gone into');
      app.press('Backspace');
      await app.expectScreen(/nothing to go back to/);
    },
    WIDE,
  ),

  story('takes keys that come faster than steps', async (app, target) => {
    await opened(app, target);
    app.press('Enter', 'Enter', 'Backspace', 'Enter');
    await app.expectScreen(/^ Files/m);
    app.press('Backspace', 'Backspace');
    await app.expectScreen(/^ Processes/m);
  }),

  story('says what is wrong with a filter while it is typed, with a mark at the place', async (app, target) => {
    await opened(app, target);
    app.press('F4').type('proc.name=x and nosuch.field=1');
    await app.expectScreen(/\^ .*nosuch/);
    const input = app.lines.findIndex((line) => line.includes('nosuch.field=1'));
    const caret = (app.lines[input + 1] ?? '').indexOf('^');
    assert.equal(caret, (app.lines[input] ?? '').indexOf('nosuch.field'));
    app.press('Enter');
    await app.expectScreen(/Filter {1,2}proc\.name=x and nosuch/);
    app.press('Esc');
    await app.expectGone(/nosuch/);
    await app.expectScreen(/^ Processes\s*$/m);
  }),

  story('applies a filter, keeps it on the way in, and lets it go on the way back', async (app, target) => {
    await opened(app, target);
    app.press('\\').type(target.filter);
    await app.expectScreen(/F2 Text/);
    app.press('Enter');
    await app.expectScreen(/filter: /);
    await app.expectGone(/Enter Apply/);
    assert.ok(app.screen.includes(target.filter));
    app.press('Enter');
    await app.expectScreen(/^ Threads/m);
    assert.ok(app.screen.includes(target.filter) && /and proc\.pid=\d+/.test(app.screen), app.screen);
    app.press('Backspace');
    await app.expectScreen(/^ Processes/m);
    app.press('F4', 'Ctrl-U', 'Enter');
    await app.expectGone(/filter: /);
  }),

  story('narrows the rows by plain text, with every key', async (app, target) => {
    await opened(app, target);
    const all = rowCount(app);
    app.press('F4', 'F2').type(target.needle);
    await app.expectScreen(/rows with "/);
    await app.until(() => rowCount(app) < all, 'fewer rows');
    app.press('Esc');
    await app.expectGone(/rows with "/);
    await app.until(() => rowCount(app) >= all, 'all rows again');
  }),

  story('sorts by keys, the list, and clicks on headers', async (app, target) => {
    await opened(app, target);
    app.press('1');
    await app.expectScreen(/\bPID[▲▼]/);
    const mark = /\bPID([▲▼])/.exec(app.screen)?.[1];
    app.press('S');
    await app.until(() => /\bPID([▲▼])/.exec(app.screen)?.[1] !== mark, 'the other direction');
    // Which column is the second depends on the room there is.
    const second = /\bPID[▲▼] +([^\s▲▼]+)/.exec(app.screen)?.[1];
    app.press('>');
    await app.expectScreen(new RegExp(`\\bPID +${second}[▲▼]`));
    app.press('F9');
    await app.expectScreen(/Sort by/);
    app.type('comm').press('Enter');
    await app.expectScreen(/Command[▲▼]/);
    app.clickText('FILE/s');
    await app.expectScreen(/FILE\/s[▲▼]/);
    app.press('1', '(');
    app.press('&');
    await app.expectGone(/FILE\/s[▲▼]/);
  }),

  story('digs into a row, scrolls far, finds an event, and shows its details', async (app, target) => {
    await opened(app, target);
    app.press('/').type(target.needle).press('Enter');
    await app.until(() => new RegExp(target.needle, 'i').test(cursorLine(app)), 'a row with events');
    app.press('F6');
    await app.expectScreen(/^ Dig/m);
    await app.expectScreen(/\d\d:\d\d:\d\d\.\d{9}/);
    await app.expectScreen(/F2 View as/);
    app.press('End');
    await app.until(() => {
      const [, at, of] = /(\d+)\/(\d+)$/m.exec(app.screen) ?? [];
      return at !== undefined && at === of && !/^ ?…$/m.test(app.screen);
    }, 'the last event');
    app.press('Home');
    await app.expectScreen(/ 1\/\d+$/m);
    app.press('Enter');
    await app.expectScreen(/^ Event \d+/m);
    await app.expectScreen(/evt\.type/);
    app.press('Backspace');
    await app.expectScreen(/^ Dig/m);
    app.press('Backspace');
    await app.expectScreen(/^ Processes/m);
  }),

  story('searches while typing, goes to the next and the one before', async (app, target) => {
    await opened(app, target);
    const wanted = new RegExp(target.needle, 'i');
    app.press('/').type(target.needle);
    await app.until(() => wanted.test(cursorLine(app)), 'the cursor on a match');
    app.press('Enter');
    await app.expectGone(/Enter Apply/);
    // Not the id of the row: the table may have scrolled to the match, away from the first columns.
    const first = cursorPlace(app);
    app.press('n');
    await app.until(() => wanted.test(cursorLine(app)) && cursorPlace(app) > first, 'the next match');
    app.press('N');
    await app.until(() => wanted.test(cursorLine(app)) && cursorPlace(app) === first, 'the match before');
    app.press('Home', 'Ctrl-F').type('zzzznothing');
    await app.expectScreen(/not found/);
    app.press('Esc');
    await app.expectScreen(/ 1\/\d+$/m);
  }),

  story('chooses a view by typing, and leaves the list without effect', async (app, target) => {
    await opened(app, target);
    app.press('v');
    await app.expectScreen(/─ Views ─/);
    await change(app, () => app.press('Down'), 'Down');
    app.press('Esc');
    await app.expectGone(/─ Views ─/);
    await app.expectScreen(/^ Processes/m);
    app.press('F2').type('files');
    await app.expectScreen(/\d+ of \d+/);
    app.press('Enter');
    await app.expectScreen(/^ Files/m);
    app.press('Backspace');
    await app.expectScreen(/^ Processes/m);
  }),

  story('explains itself: keys, legend, and keys that do nothing here', async (app, target) => {
    await opened(app, target);
    app.press('?');
    await app.expectScreen(/^ Help/m);
    await app.expectScreen(/Enter goes/);
    app.press('F6');
    await app.expectScreen(/F6 does nothing in text pages/);
    app.press('/').type('excludes the value').press('Enter');
    await app.expectScreen(/Excludes the value/);
    app.press('Esc');
    await app.expectScreen(/^ Processes/m);
    app.press('l');
    await app.expectScreen(/^ Legend/m);
    await app.expectScreen(/proc\.pid/);
    app.press('F7');
    await app.expectScreen(/^ Processes/m);
    app.press('Z');
    await app.expectScreen(/Z does nothing/);
  }),

  story(
    'adds a cell to the filter, and excludes one',
    async (app, target) => {
      await opened(app, target);
      app.press('Down', 'Right');
      await app.expectScreen(/! Exclude/);
      const pid = /▌\s*(\d+)/.exec(cursorLine(app))?.[1] ?? '';
      app.press('!');
      await app.expectScreen(new RegExp(`filter: not proc\\.pid=${pid}`));
      await app.until(() => !new RegExp(`^.?\\s*${pid}\\s`, 'm').test(app.screen), 'the row gone');
      app.press('F4', 'Ctrl-U', 'Enter');
      await app.expectGone(/filter: /);
      app.press('Down', '=');
      await app.expectScreen(/filter: proc\.pid=\d+/);
      await app.expectScreen(/ 1\/1$/m);
    },
    WIDE,
  ),

  story('answers to the mouse, and releases it', async (app, target) => {
    await opened(app, target);
    const header = app.lines.findIndex((line) => /PID/.test(line));
    app.click(30, header + 3);
    await app.expectScreen(/ 3\/\d+$/m);
    app.wheel('down', 30, header + 5);
    await app.expectScreen(/ 4\/\d+$/m);
    app.doubleClick(30, header + 2);
    await app.expectScreen(/^ Threads/m);
    app.clickText('F1 Help');
    await app.expectScreen(/^ Help/m);
    app.press('Esc');
    await app.expectScreen(/^ Threads/m);
    const path = app.lines[0] ?? '';
    app.click(path.indexOf('▸') - 3, 0);
    await app.expectScreen(/^ Processes/m);
    app.press('M');
    await app.expectScreen(/the mouse belongs to the terminal/);
    assert.equal(app.hasMouse, false);
    app.press('M');
    await app.until(() => app.hasMouse, 'the mouse');
  }),

  story('fits every size, also while it is changed', async (app, target) => {
    await opened(app, target);
    const sizes = [
      [20, 5],
      [40, 10],
      [300, 100],
      [21, 100],
      [300, 5],
      [19, 4],
      [80, 24],
    ] as const;
    for (const [columns, rows] of sizes) {
      app.resize(columns, rows);
      if (columns < 20 || rows < 5) await app.expectScreen(/too small/);
      else await app.until(() => /PID/.test(app.screen) && !/too small/.test(app.screen), `${columns}×${rows}`);
      app.press('Down');
    }
    for (let i = 0; i < 40; i++) app.resize(20 + ((i * 37) % 250), 5 + ((i * 13) % 90));
    app.resize(100, 30);
    const isWhole = (): boolean => /Command/.test(app.screen) && /^ F1 Help/.test(app.lines.at(-1) ?? '');
    await app.until(() => app.lines.length === 30 && isWhole(), '100×30');
  }),

  story('keeps dialogs and prompts through a resize', async (app, target) => {
    await opened(app, target);
    app.press('F2');
    await app.expectScreen(/─ Views ─/);
    app.resize(50, 12);
    await app.expectScreen(/─ Views ─/);
    app.resize(20, 5);
    await app.expectScreen(/Views/);
    app.resize(80, 24);
    await app.expectScreen(/Enter Choose/);
    app.press('Esc');
    await app.expectGone(/─ Views ─/);
    app.press('F4').type('proc.na');
    await app.expectScreen(/Filter {1,2}proc\.na/);
    app.resize(20, 5);
    await app.expectScreen(/proc\.na/);
    app.resize(120, 40);
    await app.expectScreen(/proc\.name {2}(Short n|N)ame/);
    app.press('Tab');
    await app.expectScreen(/Filter {1,2}proc\.name/);
  }),

  story('gives the terminal back on q', async (app, target) => {
    await opened(app, target);
    app.press('q');
    assert.deepEqual(await app.exited(), { code: 0, signal: 0 });
    await restored(app);
  }),

  story('gives the terminal back on Ctrl-C, from a prompt too', async (app, target) => {
    await opened(app, target);
    app.press('F4').type('proc');
    await app.expectScreen(/Filter {1,2}proc/);
    app.press('Ctrl-C');
    assert.equal((await app.exited()).code, 0);
    await restored(app);
  }),

  story('gives the terminal back on SIGTERM', async (app, target) => {
    await opened(app, target);
    app.signal('SIGTERM');
    assert.equal((await app.exited()).code, 143);
    await restored(app);
  }),

  story('gives the terminal back on SIGHUP', async (app, target) => {
    await opened(app, target);
    app.signal('SIGHUP');
    // Ended by the signal itself.
    assert.equal((await app.exited()).signal, 1);
    await restored(app);
  }),

  story('types nothing of a paste outside of input lines', async (app, target) => {
    await opened(app, target);
    app.paste('q\nq');
    await app.expectScreen(/pasted text is taken in input lines only/);
    app.press('F4').paste('proc.name\n=nginx');
    await app.expectScreen(/Filter {1,2}proc\.name =nginx/);
  }),

  story('copies with OSC 52', async (app, target) => {
    await opened(app, target);
    app.press('y');
    await app.expectScreen(/copied the row/);
    const pid = /▌\s*(\d+)/.exec(cursorLine(app))?.[1] ?? '?';
    assert.ok(app.clipboard.startsWith(pid));
  }),
];
