// SPDX-License-Identifier: Apache-2.0
// Walks over the keys that many places share: help, palette, time, the mouse, painting again, stopping.

import assert from 'node:assert/strict';
import { shownWindow } from '../capture-app.js';
import type { KeyWalk } from './key-walk.js';

/** `home`: what the place shows. */
export async function walkProgramKeys(walk: KeyWalk, home: RegExp): Promise<void> {
  await walkPainting(walk, home);
  await walk.press('M', () => !walk.app.hasMouse);
  await walk.press('M', () => walk.app.hasMouse);
  await walk.each(['f1', '?', 'h'], /^ Help/m, 'escape', home);
  await walk.each([':', 'M-x'], /─ Palette ─/, 'escape', home);
}

/** Painting again, and stopping: everywhere. */
export async function walkPainting(walk: KeyWalk, home: RegExp): Promise<void> {
  const { app } = walk;
  const { clears } = app;
  await walk.press('C-l', () => app.clears > clears);
  await app.expectScreen(home);
  await walk.press('C-z', () => !app.isAlternate);
  app.signal('SIGCONT');
  await app.until(() => app.isAlternate, 'the screen taken again');
  await app.expectScreen(home);
}

/** The window of time, in a capture that is read whole; it holds everything before and after. */
export async function walkTime(walk: KeyWalk, home: RegExp): Promise<void> {
  const { app } = walk;
  const all = shownWindow(app);
  const now = (): ReturnType<typeof shownWindow> => shownWindow(app);
  await walk.press('{', () => Math.abs(now().length - all.length / 2) < 0.2);
  for (const [earlier, later] of [
    ['[', ']'],
    ['M-left', 'M-right'],
  ] as const) {
    const { from } = now();
    await walk.press(earlier, () => now().from < from);
    await walk.press(later, () => now().from === from);
  }
  // A shorter window has more digits.
  await walk.press('M-home', () => Math.abs(now().from - all.from) < 0.1);
  await walk.press('M-end', () => Math.abs(now().to - all.to) < 0.1);
  const { length } = now();
  await walk.press('{', () => now().length < length);
  await walk.press('}', () => now().length === length);
  await walk.press('0', () => now().length === all.length);
  await walk.press('U', () => Math.abs(now().length - all.length / 10) < 0.1);
  await walk.press('0', () => now().length === all.length);
  for (const measure of ['errors', 'latency', 'events']) {
    await walk.press('t', () => app.screen.includes(`the timeline shows ${measure}`));
  }
  await walk.press('B', /this capture has no figures of the machine/);
  await walk.each(['g', 'C-g'], /^ Go to\n.*an event number/m, 'escape', home);
  await walk.each(['m'], /Mark this place/, 'escape', home);
  await walk.each(["'"], /Go to a mark/, 'escape', home);
}

/** Playing is begun with each of `keys`, changed and stopped with each key that does. */
export async function walkPlaying(walk: KeyWalk, keys: readonly string[]): Promise<void> {
  const { app } = walk;
  const first = (): string => app.lines[0] ?? '';
  const speed = (): string | undefined => /► (\S+)/.exec(first())?.[1];
  const playing = walk.in('playing');
  const all = shownWindow(app);
  for (const [i, stop] of ['space', 'P', 'p', 'escape'].entries()) {
    await walk.press(keys[i % keys.length] ?? 'P', () => speed() !== undefined);
    const before = speed();
    await playing.press('+', () => speed() !== before && speed() !== undefined);
    await playing.press('-', () => speed() === before);
    await playing.press(stop, () => speed() === undefined);
  }
  // It has begun with a window of its own.
  assert.ok(shownWindow(app).length < all.length);
  await walk.press('0', () => shownWindow(app).length === all.length);
}

/** Searching: begins with `/`, goes on to the next match and to the one before. `place`: what moves with it. */
export async function walkSearch(walk: KeyWalk, text: string, home: RegExp, place: () => string): Promise<void> {
  const { app } = walk;
  await walk.each(['/'], /^ Find$/m, 'escape', home);
  await walk.press('C-f', /^ Find$/m);
  app.type(text).press('Enter');
  await app.expectGone(/^ Find\b/m);
  const next = await nextKeys(walk);
  for (const [i, previous] of ['N', 'S-f3'].entries()) {
    const before = place();
    await walk.press(next[i] ?? 'n', () => place() !== before);
    await walk.press(previous, () => place() === before);
  }
}

/** F3 is the overview in tables. */
async function nextKeys(walk: KeyWalk): Promise<readonly string[]> {
  return /^ (?:Processes|Threads|Files)/m.test(walk.app.screen) ? ['n', 'n'] : ['n', 'f3'];
}
