// SPDX-License-Identifier: Apache-2.0
// Walks over the keys of tables: all of them, those of a chosen cell, of a tree, of the columns.

import { cursorLine } from '../stories.js';
import { walkPainting, walkPlaying, walkProgramKeys, walkSearch, walkTime } from './common-walks.js';
import type { KeyWalk } from './key-walk.js';

const HOME = /^ Processes/m;

function header({ app }: KeyWalk): string {
  return app.lines.find((line) => /\bUSER\b.*\bCommand\b/.test(line)) ?? '';
}

/** Name of the column that the table is sorted by, with its mark. */
function sorted(walk: KeyWalk): string {
  return /(\S+)([▲▼])/.exec(header(walk))?.[0] ?? '';
}

/** A filter is a step: Backspace takes it back. */
async function clearFilter({ app }: KeyWalk): Promise<void> {
  app.press('Backspace');
  await app.expectGone(/filter: /);
}

/** A second g. */
async function walkTop({ app }: KeyWalk): Promise<void> {
  app.press('End');
  await app.until(() => !/ 1\/\d+$/m.test(app.screen), 'the cursor at the end');
  app.press('g').press('g');
  await app.expectScreen(/ 1\/\d+$/m);
}

export async function walkTable(walk: KeyWalk): Promise<void> {
  const { app } = walk;
  await walk.each(['enter'], /^ Threads/m, 'backspace', HOME);
  app.press('Enter');
  await app.expectScreen(/^ Threads/m);
  await walk.press('backspace', HOME);
  await walk.each(['f2', 'v'], /─ Views/, 'escape', HOME);
  await walk.each(['f3', 'o'], /^ Overview/m, 'backspace', HOME);
  await walk.each(['O'], /^ Map/m, 'backspace', HOME);
  await walk.each(['A'], /^ Alerts/m, 'backspace', HOME);
  await walk.press('b', /open Requests first/);
  await walk.each(['f4', '\\', '&'], /^ Filter\n.*for example/m, 'escape', HOME);
  await walk.each(['f5', 'e'], /^ Echo.*proc\.pid=/m, 'backspace', HOME);
  await walk.each(['f6', 'd'], /^ Dig.*proc\.pid=/m, 'backspace', HOME);
  await walk.each(['E'], /^ Echo(?!.*proc\.pid)/m, 'backspace', HOME);
  await walk.each(['D'], /^ Dig(?!.*proc\.pid)/m, 'backspace', HOME);
  await walk.each(['f7', 'l'], /^ Legend/m, 'escape', HOME);
  await walk.each(['f8', 'a'], /─ Actions on /, 'escape', HOME);
  await walk.each(['f9', 's'], /─ Sort by/, 'escape', HOME);
  await walk.each(['f12', 'L'], /^ Spectrogram-All/m, 'backspace', HOME);
  await walk.each(['S-f12', 'F'], /^ Spectrogram-File/m, 'backspace', HOME);
  await walk.each(['w'], /Save table as/, 'escape', HOME);
  await walk.each(['W'], /Save events as/, 'escape', HOME);
  await walkSorting(walk);
  await walkSelecting(walk);
  await walkTime(walk, HOME);
  await walkPlaying(walk, ['P']);
  await walkSearch(walk, 'bash', HOME, () => cursorLine(app));
  app.press('Home');
  await walk.pair(['down', 'j', 'C-n'], ['up', 'k', 'C-p']);
  await walk.pair(['pagedown'], ['pageup', 'C-b']);
  await walk.pair(['C-d'], ['C-u']);
  await walk.pair(['end', 'G'], ['home']);
  await walkTop(walk);
  await walk.pair(['right'], ['left']);
  await walkPane(walk);
  await walkProgramKeys(walk, HOME);
}

/** Beside the table there is a pane on a wide screen only. */
async function walkPane(walk: KeyWalk): Promise<void> {
  const { app } = walk;
  const { length } = app.lines;
  // It says of a process where it runs.
  const pane = /│ in +\/srv\//;
  app.resize(180, length);
  await app.expectScreen(pane);
  await walk.press('z', /details are hidden/);
  await app.expectGone(pane);
  await walk.press('z', /details are beside the table/);
  await app.expectScreen(pane);
  app.resize(140, length);
  await app.expectGone(pane);
}

async function walkSorting(walk: KeyWalk): Promise<void> {
  const names = header(walk).replace(/[▲▼›]/g, ' ').trim().split(/\s+/);
  for (const row of ['123456789', '!@#$%^&*(']) {
    // Twice the same in a row reverses; from the last to the first it is another column in any case.
    for (const [i, key] of [...row].entries()) {
      // & opens the filter.
      if (key !== '&') await walk.press(key, () => new RegExp(`^${names[i]}[▲▼]`).test(sorted(walk)));
    }
  }
  const before = sorted(walk);
  await walk.press('S', () => sorted(walk) !== before && sorted(walk).slice(0, -1) === before.slice(0, -1));
  await walk.press('<', () => sorted(walk).startsWith(`${names[7]}`));
  await walk.press('>', () => sorted(walk).startsWith(`${names[8]}`));
}

async function walkSelecting(walk: KeyWalk): Promise<void> {
  const { app } = walk;
  await walk.press('space', /1 selected/);
  await walk.press('insert', /2 selected/);
  await walk.press('i', /3 selected/);
  await walk.press('escape', () => !/selected/.test(app.screen));
  await walk.press('I', /rows are selected/);
  await walk.press('C-a', /no row is selected any more/);
  await walk.press('y', /copied the row/);
  await walk.press('Y', /copied \d+ rows with their header/);
  await walk.press('=', /filter: proc\.pid=\d+/);
  await clearFilter(walk);
  await walk.press('x', /filter: not proc\.pid=\d+/);
  await clearFilter(walk);
  await walk.each(['C'], /^ Compare: Processes/m, 'escape', HOME);
  await walk.press('X', /what has ended is hidden/);
  await walk.press('X', /what has ended is shown again/);
  await walk.press('T', /├/);
  await walk.press('T', () => !/├/.test(app.screen));
  await walk.each(['c'], /─ Columns ─/, 'escape', HOME);
}

export async function walkCell(walk: KeyWalk): Promise<void> {
  const { app } = walk;
  await walk.goes('right', /PID: Process id/);
  await walk.each(['e'], /^ Dig: what made PID/m, 'backspace', HOME);
  await walk.press('=', /filter: proc\.pid=\d+/);
  await clearFilter(walk);
  for (const key of ['!', 'x']) {
    // The chosen cell came back with the table.
    await app.expectScreen(/Exclude/);
    await walk.press(key, /filter: not proc\.pid=\d+/);
    await clearFilter(walk);
  }
  await app.expectScreen(/PID: Process id/);
  const place = (name: string): number => header(walk).indexOf(name);
  await walk.press('.', () => place(' PID') > place('PPID'));
  await walk.press(',', () => place(' PID') < place('PPID'));
  const before = place('USER');
  await walk.press('+', () => place('USER') > before);
  const wider = place('USER');
  await walk.press('-', () => place('USER') < wider);
  await walk.press('H', () => !/ PID/.test(header(walk)));
  await app.expectScreen(/PID is hidden/);
}

export async function walkTree(walk: KeyWalk): Promise<void> {
  const { app } = walk;
  await walk.goes('T', /├/);
  app.press('/').type('nginx: master').press('Enter');
  await app.until(() => /nginx: master/.test(cursorLine(app)), 'the cursor on nginx');
  await walk.press('-', /▸\(2\) nginx: master/);
  await walk.press('+', /├─ nginx: worker/);
  await walk.press('_', () => !/├/.test(app.screen));
}

export async function walkColumns(walk: KeyWalk): Promise<void> {
  const { app } = walk;
  const open = (): Promise<void> => walk.goes('c', /─ Columns ─/);
  const shut = (): boolean => !/─ Columns ─/.test(app.screen);
  for (const key of ['escape', 'enter', 'q', 'c', 'backspace']) {
    await open();
    await walk.press(key, shut);
  }
  await open();
  // The sparklines of the table beside the list come when they come.
  const list = (): string => app.lines.flatMap((line) => /│[▌ ]+\[[✓ ]\].*?│/.exec(line)?.[0] ?? []).join('\n');
  await walk.pair(['down', 'j'], ['up', 'k'], list);
  await walk.pair(['end', 'G'], ['home', 'g'], list);
  await walk.press('space', /\[ \] PID +hidden/);
  await walk.press('space', /\[✓\] PID/);
  const width = (): number => Number(/\[✓\] PID +(\d+)/.exec(app.screen)?.[1]);
  for (const [wider, narrower] of [
    ['+', '-'],
    ['right', 'left'],
  ] as const) {
    const before = width();
    await walk.press(wider, () => width() === before + 4);
    await walk.press(narrower, () => width() === before);
  }
  const own = width();
  await walk.press('+', () => width() === own + 4 && /PID +\d+\*/.test(app.screen));
  await walk.press('r', () => width() === own && !/PID +\d+\*/.test(app.screen));
  await walk.press('space', /\[ \] PID/);
  await walk.press('delete', /\[✓\] PID/);
  const isSecond = (): boolean => /\] PPID[\s\S]*\] PID/.test(app.screen);
  for (const [right, left] of [
    ['.', ','],
    ['J', 'K'],
    ['S-down', 'S-up'],
  ] as const) {
    await walk.press(right, isSecond);
    await walk.press(left, () => !isSecond());
  }
  await walkPainting(walk, /─ Columns ─/);
}
