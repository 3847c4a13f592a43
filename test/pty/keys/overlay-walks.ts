// SPDX-License-Identifier: Apache-2.0
// Walks over the keys of what lies over a page: lists, input lines, marks, questions; and of the output of commands.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cursorLine } from '../stories.js';
import { walkPainting } from './common-walks.js';
import type { KeyWalk } from './key-walk.js';

const TABLE = /^ Processes/m;

export async function walkChooser(walk: KeyWalk): Promise<void> {
  const { app } = walk;
  const home = /─ Views ─/;
  const open = (): Promise<void> => walk.goes('f2', home);
  await open();
  await walk.press('f1', /^ Help/m);
  await walk.goes('escape', home);
  await walk.press('escape', () => !home.test(app.screen));
  await open();
  await walk.goes('home', home);
  await walk.pair(['down'], ['up']);
  await walk.pair(['pagedown'], ['pageup']);
  await walk.pair(['end'], ['home']);
  await walkPainting(walk, home);
  app.type('connections');
  await app.expectScreen(/▌ Connections/);
  await walk.press('enter', /^ Connections/m);
}

export async function walkPrompts(prompt: KeyWalk): Promise<void> {
  const { app } = prompt;
  const filter = prompt.in('filter');
  const home = /Filter +proc\.na/;
  app.press('F4').type('proc.na');
  await app.expectScreen(home);
  await walkPainting(prompt, home);
  await prompt.press('f1', /^ Help/m);
  await prompt.goes('escape', home);
  await filter.press('tab', /Filter +proc\.name/);
  await filter.press('f2', /Text in rows/);
  await filter.press('f2', /Filter +proc\.name/);
  await prompt.press('escape', () => !/Filter +proc/.test(app.screen));
  app.press('F4').type('proc.name=find');
  await app.expectScreen(/Filter +proc\.name=find/);
  await prompt.press('enter', /filter: proc\.name=find/);
}

export async function walkMarks(walk: KeyWalk): Promise<void> {
  const home = /Mark this place/;
  const open = (): Promise<void> => walk.goes('m', home);
  for (const key of ['escape', 'backspace']) {
    await open();
    await walk.press(key, () => !home.test(walk.app.screen));
  }
  await open();
  await walk.press('f1', /^ Help/m);
  await walk.goes('escape', home);
  await walkPainting(walk, home);
}

/** On a process of this machine, whose priority is lowered twice. */
export async function walkConfirm(walk: KeyWalk, nice: () => Promise<number | undefined>): Promise<void> {
  const { app } = walk;
  const home = /Lower its priority\?/;
  const ask = async (): Promise<void> => {
    app.press('F8', '[');
    await app.expectScreen(home);
  };
  for (const key of ['n', 'N', 'escape', 'q', 'backspace']) {
    await ask();
    await walk.press(key, /nothing was done/);
  }
  await ask();
  await walkPainting(walk, home);
  await walk.press('c', /copied renice/);
  for (const key of ['y', 'Y']) {
    const before = await nice();
    await ask();
    await walk.press(key, () => !home.test(app.screen));
    while ((await nice()) === before) await new Promise((resolve) => setTimeout(resolve, 20));
    // Its words, or those that nothing was said.
    await app.expectScreen(/renice/);
    if (!TABLE.test(app.screen)) await walk.goes('backspace', TABLE);
  }
}

export async function walkPager(walk: KeyWalk): Promise<void> {
  const { app } = walk;
  await app.expectScreen(TABLE);
  app.press('F8', 'w');
  await app.expectScreen(/^ line 40 of /m);
  await app.expectScreen(/running, following/);
  await walk.goes('home', /^ line 1 of /m);
  await walk.press('f', /running, following/);
  await walk.press('K', /was ended by SIGTERM/);
  await walk.press('y', /copied \d+ lines/);
  await walk.press('w', /Save output as +output\.txt/);
  app.press('Enter');
  await app.expectScreen(/Output saved as/);
  if (!/line 40 of/.test(readFileSync(join(app.home, 'output.txt'), 'utf8'))) throw new Error('the file lacks lines');
  await walk.goes('backspace', TABLE);
  await app.until(() => cursorLine(app) !== '', 'the table');
}
