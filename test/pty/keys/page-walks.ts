// SPDX-License-Identifier: Apache-2.0
// Walks over the keys of the pages that open over a table: Dig, Echo, the charts, event details, texts.

import { walkPlaying, walkProgramKeys, walkSearch, walkTime } from './common-walks.js';
import type { KeyWalk } from './key-walk.js';

const TABLE = /^ Processes/m;

/** The line under the cursor of a list. */
function cursorLine({ app }: KeyWalk): string {
  return app.lines.slice(2).findLast((line) => line.startsWith('▌')) ?? '';
}

/** The right end of the message line: which of how many. */
export function position({ app }: KeyWalk): string {
  return /\d+\/\d+$/.exec(app.lines.at(-2) ?? '')?.[0] ?? '';
}

/** All keys that leave a page, which `open` opens. */
export async function walkLeaving(walk: KeyWalk, open: () => Promise<void>): Promise<void> {
  for (const key of ['backspace', 'escape', 'q']) {
    await walk.press(key, TABLE);
    await open();
  }
}

async function walkMoving(walk: KeyWalk): Promise<void> {
  await walk.pair(['down', 'j', 'C-n'], ['up', 'k', 'C-p']);
  await walk.pair(['pagedown', 'space'], ['pageup', 'C-b'], () => position(walk));
  await walk.pair(['C-d'], ['C-u'], () => position(walk));
}

/** Where there is nothing to the side, left and right say so. */
export async function walkSides(walk: KeyWalk, why: RegExp): Promise<void> {
  for (const key of ['right', 'left']) {
    await walk.press(key, why);
    await walk.quiet();
  }
}

export async function walkDig(walk: KeyWalk): Promise<void> {
  const { app } = walk;
  const home = /^ Dig/m;
  await walk.goes('D', home);
  await walkLeaving(walk, () => walk.goes('D', home));
  await walk.each(['enter'], /^ Event \d+/m, 'backspace', home);
  await walk.each(['A'], /^ Alerts/m, 'backspace', home);
  await walk.each(['o'], /^ Overview/m, 'backspace', home);
  await walk.each(['f5', 'e'], /^ Echo/m, 'backspace', home);
  await walk.each(['f12', 'L'], /^ Spectrogram/m, 'backspace', home);
  await walk.each(['W'], /Save events as/, 'escape', home);
  await walk.press('y', /copied event \d+/);
  await walk.press('Y', /copied \d+ events/);
  for (const [key, mode] of [
    ['f2', 'ascii'],
    ['v', 'hex'],
  ] as const) {
    await walk.press(key, new RegExp(`data as ${mode}\\b`));
  }
  await walkMoving(walk);
  await walk.pair(['end', 'G'], ['home'], () => position(walk));
  await walk.pair(['right'], ['left']);
  await walkSearch(walk, 'openat', home, () => cursorLine(walk));
  const here = cursorLine(walk);
  await walk.press('tab', () => cursorLine(walk) !== here);
  await walkTime(walk, home);
  await walkPlaying(walk, ['P']);
  await walkProgramKeys(walk, home);
  await app.expectScreen(home);
}

export async function walkEcho(walk: KeyWalk): Promise<void> {
  const home = /^ Echo/m;
  await walk.goes('E', home);
  await walkLeaving(walk, () => walk.goes('E', home));
  await walk.each(['enter'], /^ Conversation/m, 'backspace', home);
  await walk.each(['A'], /^ Alerts/m, 'backspace', home);
  await walk.each(['o'], /^ Overview/m, 'backspace', home);
  await walk.each(['f6', 'd'], /^ Dig/m, 'backspace', home);
  await walk.each(['f12', 'L'], /^ Spectrogram/m, 'backspace', home);
  await walk.each(['w'], /Save echo as/, 'escape', home);
  await walk.press('y', /copied block 1 as text/);
  await walk.press('f2', /data as dots/);
  await walk.press('v', /data as hex/);
  await walk.pair(['tab'], ['S-tab']);
  await walkMoving(walk);
  await walk.pair(['end', 'G'], ['home']);
  await walkSides(walk, /nothing to the side/);
  await walkSearch(walk, 'root', home, () => position(walk) + cursorLine(walk));
  await walkTime(walk, home);
  await walkPlaying(walk, ['P']);
  await walkProgramKeys(walk, home);
}

export async function walkSpectrogram(walk: KeyWalk): Promise<void> {
  const { app } = walk;
  const home = /^ Spectrogram/m;
  const open = async (): Promise<void> => {
    await walk.goes('L', home);
    await app.expectScreen(/\d calls$/m);
  };
  app.press('/').type('find').press('Enter');
  await app.expectGone(/^ Find\b/m);
  await open();
  await walkLeaving(walk, open);
  await walk.each(['enter'], /^ Dig.*evt\.latency/m, 'backspace', home);
  await walk.each(['f3', 'o'], /^ Overview/m, 'backspace', home);
  await walk.each(['A'], /^ Alerts/m, 'backspace', home);
  await walk.each(['f2', 'v'], /─ Views ─/, 'escape', home);
  await walk.each(['f5', 'e'], /^ Echo/m, 'backspace', home);
  await walk.each(['f6', 'd'], /^ Dig/m, 'backspace', home);
  await walk.changes('x');
  await walk.changes('x');
  await walkTime(walk, home);
  await walkPlaying(walk, ['P', 'space']);
  await app.expectScreen(/\d calls$/m);
  for (const [forth, back] of [
    ['S-right', 'S-left'],
    ['L', 'H'],
    ['S-down', 'S-up'],
    ['J', 'K'],
  ] as const) {
    await changesSettled(walk, forth);
    await changesSettled(walk, back);
  }
  // Out of the rectangle.
  await walk.goes('escape', home);
  await walk.pair(['left'], ['right']);
  await walk.goes('home', home);
  await changesSettled(walk, 'end');
  await changesSettled(walk, 'home');
  await walk.pair(['down', 'j', 'C-n'], ['up', 'k', 'C-p']);
  // Half a picture each, as far as there is one.
  for (const key of ['pagedown', 'pageup', 'pagedown', 'C-b', 'G']) await changesSettled(walk, key);
  const { lines } = app;
  await walk.press('z', () => app.lines[1] !== lines[1]);
  await walkProgramKeys(walk, home);
}

export async function walkOverview(walk: KeyWalk): Promise<void> {
  const { app } = walk;
  const home = /^ Overview/m;
  const open = async (): Promise<void> => {
    await walk.goes('o', home);
    await app.expectScreen(/max/);
  };
  for (const key of ['f3', 'o', 'backspace', 'escape', 'q']) {
    await open();
    await walk.press(key, TABLE);
  }
  await open();
  await walk.each(['enter'], /^ Processes CPU/m, 'backspace', home);
  await walk.each(['A'], /^ Alerts/m, 'backspace', home);
  await walk.each(['f2', 'v'], /─ Views ─/, 'escape', home);
  await walk.pair(['down', 'j', 'C-n'], ['up', 'k', 'C-p']);
  await walk.pair(['right'], ['left']);
  await walk.pair(['pagedown'], ['pageup', 'C-b']);
  await walk.pair(['end', 'G'], ['home']);
  await walkTime(walk, home);
  await walkPlaying(walk, ['P', 'space']);
  await app.expectScreen(/max/);
  for (const key of ['S-right', 'S-left', 'L', 'H']) await changesSettled(walk, key);
  const { lines } = app;
  await walk.press('z', () => app.lines[1] !== lines[1]);
  await walkProgramKeys(walk, home);
}

/** Where nobody asks anybody: the way in and out, and the time. */
export async function walkEmptyMap(walk: KeyWalk): Promise<void> {
  const home = /^ Map/m;
  const open = (): Promise<void> => walk.goes('O', /Nobody asked anybody/);
  for (const key of ['O', 'backspace', 'escape', 'q']) {
    await open();
    await walk.press(key, TABLE);
  }
  await open();
  await walk.press('enter', /there are no requests here/);
  await walkTime(walk, home);
  await walkPlaying(walk, ['P']);
  await walkProgramKeys(walk, home);
}

export async function walkCompare(walk: KeyWalk): Promise<void> {
  const home = /^ Compare: Processes/m;
  await walk.goes('C', home);
  await walk.each(['enter'], /^ Threads.*filter: proc\.pid/m, 'backspace', home);
}

export async function walkMap(walk: KeyWalk): Promise<void> {
  const home = /^ Map/m;
  await walk.goes('O', / 1\/\d+$/m);
  await walk.each(['enter'], /^ Requests/m, 'backspace', home);
  await walk.each(['o'], /^ Overview/m, 'backspace', home);
  await walk.each(['A'], /^ Alerts/m, 'backspace', home);
  await walk.each(['f6', 'd'], /^ Dig/m, 'backspace', home);
  await walk.each(['f2', 'v'], /─ Views ─/, 'escape', home);
  await walk.pair(['down', 'j', 'C-n'], ['up', 'k', 'C-p'], () => position(walk));
  await walk.pair(['right'], ['left'], () => position(walk));
  await walk.pair(['pagedown'], ['pageup', 'C-b'], () => position(walk));
  await walk.pair(['end', 'G'], ['home'], () => position(walk));
}

/** From the first table to where the time of a request went that asked others. */
export async function openBreakdown(walk: KeyWalk): Promise<void> {
  const { app } = walk;
  await app.expectScreen(/ FILE +\d+ events /);
  app
    .press('F4')
    .type('drill.req.server=shop and drill.req.role=server and drill.req.target contains cart')
    .press('Enter');
  await app.expectScreen(/filter: drill/);
  app.press('F2').type('requests');
  await app.expectScreen(/▌ Requests(?! Top)/);
  await walk.goes('enter', /^ Requests/m);
  await walk.goes('b', /^ Where the Time Went/m);
}

export async function walkBreakdown(walk: KeyWalk): Promise<void> {
  const home = /^ Where the Time Went/m;
  await openBreakdown(walk);
  for (const key of ['backspace', 'escape', 'q']) {
    await walk.press(key, /^ Requests/m);
    await walk.goes('b', home);
  }
  await walk.each(['enter'], /redis-server, server/, 'backspace', /shop, server/);
  await walk.pair(['down', 'j', 'C-n'], ['up', 'k', 'C-p'], () => position(walk));
  await walk.pair(['pagedown'], ['pageup', 'C-b'], () => position(walk));
  await walk.pair(['end', 'G'], ['home'], () => position(walk));
  await walkProgramKeys(walk, home);
}

export async function walkInspector(walk: KeyWalk): Promise<void> {
  const { app } = walk;
  const home = /^ Event \d+/m;
  await walk.goes('D', /^ Dig/m);
  app.press('/').type('< read').press('Enter');
  await app.expectGone(/^ Find\b/m);
  const open = (): Promise<void> => walk.goes('enter', home);
  await open();
  for (const key of ['backspace', 'escape', 'q']) {
    await walk.press(key, /^ Dig/m);
    await open();
  }
  const num = (): number => Number(/^ Event (\d+)/m.exec(app.screen)?.[1]);
  const first = num();
  for (const [forth, back] of [
    ['tab', 'tab'],
    ['+', '-'],
    ['±', '-'],
    ['>', '<'],
  ] as const) {
    await walk.press(forth, () => num() !== first);
    await walk.press(back, () => num() === first);
  }
  await walkMoving(walk);
  await walk.pair(['end', 'G'], ['home', 'g']);
  await walkSides(walk, /nothing to the side/);
  await walkSearch(walk, 'proc.', home, () => cursorLine(walk));
  await walk.press('y', /copied proc\.\S+/);
  await walk.press('=', /the table's filter has proc\.\S+ now/);
  await walk.press('x', /the table's filter has not proc\.\S+ now/);
  await walkProgramKeys(walk, home);
}

export async function walkText(walk: KeyWalk): Promise<void> {
  const { app } = walk;
  const home = /^ Help/m;
  const open = (): Promise<void> => walk.goes('f1', home);
  await open();
  await walkLeaving(walk, open);
  for (const key of ['f1', '?', 'h']) {
    await walk.press(key, TABLE);
    await open();
  }
  await walk.goes('escape', TABLE);
  for (const key of ['f7', 'l']) {
    await walk.goes('l', /^ Legend/m);
    await walk.press(key, TABLE);
  }
  await open();
  await walkMoving(walk);
  await walk.pair(['end', 'G'], ['home', 'g']);
  await walkSides(walk, /nothing to the side/);
  await walkSearch(walk, 'window', home, () => position(walk));
  await walk.goes('escape', TABLE);
  await walk.goes('l', /^ Legend/m);
  // Help has no help.
  await walkProgramKeys(walk, /^ Legend/m);
  await app.expectScreen(/^ Legend/m);
}

/**
 * The key changes a chart as it is when the key before has had all of its effect: that may come in two frames, and the
 * second one does not belong to this key.
 */
async function changesSettled(walk: KeyWalk, key: string): Promise<void> {
  await walk.quiet();
  await walk.changes(key);
}
