// SPDX-License-Identifier: Apache-2.0
// Walks over the keys of alerts, and of the fields of an exception.

import type { App } from '../driver.js';
import { walkPainting, walkPlaying, walkProgramKeys, walkTime } from './common-walks.js';
import type { KeyWalk } from './key-walk.js';
import { position, walkLeaving, walkSides } from './page-walks.js';

const HOME = /^ Alerts/m;
const FIELDS = /─ Exception to Shadow read ─/;

/** At least two incidents: one of each of them, of which the first can have an exception. */
export const RULES = `
- rule: Shadow read
  desc: password hashes
  condition: evt.type in (open, openat) and fd.name = /etc/shadow
  output: Shadow read (by=%proc.name parent=%proc.pname file=%fd.name pid=%proc.pid)
  priority: CRITICAL

- rule: Password file read
  desc: names
  condition: evt.type in (open, openat) and fd.name = /etc/passwd
  output: Password file read by %proc.name
  priority: NOTICE
`;

export async function openAlerts(walk: KeyWalk): Promise<void> {
  await walk.goes('A', HOME);
  await walk.app.expectScreen(/ \d+\/\d+$/m);
}

/** From the page of alerts to the fields of an exception. */
export async function openFields(walk: KeyWalk): Promise<void> {
  const { app } = walk;
  app.press('Home');
  await app.until(() => / 1\/\d+$/m.test(app.screen), 'the first incident');
  for (let presses = 0; !/^── Shadow read /m.test(app.screen) && presses < 20; presses++) {
    const before = position(walk);
    app.press('Down');
    await app.until(() => position(walk) !== before, 'the next incident');
  }
  await walk.goes('x', FIELDS);
}

const openOnes = ({ app }: KeyWalk): number => (app.screen.match(/^●/gm) ?? []).length;

export async function walkAlerts(walk: KeyWalk): Promise<void> {
  const open = (): Promise<void> => openAlerts(walk);
  await open();
  await walkLeaving(walk, open);
  await walk.each(['f2', 'v'], /─ Views ─/, 'escape', HOME);
  await walk.each(['o'], /^ Overview/m, 'backspace', HOME);
  await walk.each(['enter'], /^ Dig.*proc\.apid/m, 'backspace', HOME);
  await walk.each(['e'], /▸ what made it/, 'backspace', HOME);
  await walk.each(['f6', 'd'], /^ Dig.*drill\.alert\.incident/m, 'backspace', HOME);
  await walk.pair(['down', 'j', 'C-n'], ['up', 'k', 'C-p'], () => position(walk));
  await walk.pair(['pagedown'], ['pageup', 'C-b'], () => position(walk));
  await walk.pair(['end', 'G'], ['home'], () => position(walk));
  await walkSides(walk, /that does not work here/);
  await walk.each(['z'], /─ Silence /, 'escape', HOME);
  await walk.press('y', /copied the alert/);
  await walk.press('R', /2 rules from now on/);
  await walk.each(['x'], /─ Exception to /, 'escape', HOME);
  await walk.pair(['a'], ['a'], () => String(openOnes(walk)));
  await walk.press('A', () => openOnes(walk) === 0);
  await openFields(walk);
  await walkFields(walk.in('fields'));
  await walkTime(walk, HOME);
  await walkPlaying(walk, ['P']);
  await walkProgramKeys(walk, HOME);
}

async function walkFields(walk: KeyWalk): Promise<void> {
  const { app } = walk;
  for (const key of ['escape', 'q']) {
    await walk.press(key, () => !FIELDS.test(app.screen));
    await walk.goes('x', FIELDS);
  }
  await walkPainting(walk, FIELDS);
  const chosen = (): string => String((app.screen.match(/\[✓\]/g) ?? []).length);
  await walk.pair(['space', 'x'], ['space', 'x'], chosen);
  await walk.pair(['down', 'j'], ['up', 'k'], () => String(fieldLine(app)));
  await walk.press('enter', /Append the exception to/);
  await walk.goes('escape', HOME);
}

/** The line of the field under the cursor: only its colours say so. */
function fieldLine(app: App): number {
  return app.lines.findIndex((line, y) => {
    const x = line.search(/\[[✓ ]\] /);
    return x >= 0 && isUnderCursor(app, x, y);
  });
}

function isUnderCursor(app: App, x: number, y: number): boolean {
  const { background, reverse } = app.look(x, y);
  return background || reverse;
}
